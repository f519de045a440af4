import { type DeviceId, isEmergencyNumber, type ServiceId } from '@decroche/protocol';
import { type CallerIdentity, callerIdentity, userPart } from '../core/caller-identity.ts';
import { routeOf, type RouteTable } from '../core/route.ts';
import { type ReadSdp, readSdp } from '../core/sdp.ts';
import { normaliseNumber } from '../core/telephone-number.ts';
import type { ArrivedInvite, SipRefusal } from './ports.ts';

/** What the intake knows of the gateway at this moment. */
export interface IntakeState {
  readonly routes: RouteTable | undefined;
  readonly stopping: boolean;
  /** Why new calls are not taken now, or `undefined`. */
  overloaded(invite: ArrivedInvite): string | undefined;
  /** Whether an address is a trunk's. */
  isTrunk(address: string): boolean;
  /** Whether a user is the name of a registered device. */
  isDevice(user: string): boolean;
}

/** What an INVITE has shown so far on its way through the steps. */
interface Admission {
  readonly invite: ArrivedInvite;
  readonly state: IntakeState;
  deviceId?: DeviceId;
  fromTrunk: boolean;
  sdp?: ReadSdp;
  serviceId?: ServiceId;
  dialled?: string;
  caller?: CallerIdentity;
}

/** A step lets the INVITE pass, refuses it, or has asked the caller for credentials. */
type Outcome = SipRefusal | 'challenged' | undefined;
/** One look at an INVITE. */
interface IntakeStep {
  readonly name: string;
  readonly run: (admission: Admission) => Outcome | Promise<Outcome>;
}

/** Retry-After of a refusal under load: long enough to get over a peak. */
const RETRY_AFTER_S = 5;
/** Extensions an INVITE may insist on (RFC 4028, RFC 3262). */
const SUPPORTED = new Set(['timer', '100rel', 'replaces', 'outbound', 'path']);

const step = (name: string, run: IntakeStep['run']): IntakeStep => ({ name, run });

/** The steps an INVITE passes, in order; the first that refuses ends it. Cheap ones first: under load most of them never run. */
const intake: readonly IntakeStep[] = [
  step('open', ({ state }) =>
    state.stopping ? { status: 503, reason: 'the gateway is stopping', retryAfterS: RETRY_AFTER_S } : undefined,
  ),
  step('load', ({ state, invite }) => {
    const reason = state.overloaded(invite);
    return reason === undefined ? undefined : { status: 503, reason, retryAfterS: RETRY_AFTER_S };
  }),
  step('source', async (admission) => {
    const { invite, state } = admission;
    const overWeb = invite.source.transport === 'ws' || invite.source.transport === 'wss';
    admission.fromTrunk = !overWeb && state.isTrunk(invite.source.address);
    if (admission.fromTrunk) return undefined;
    const deviceId = await invite.authenticate();
    if (deviceId !== undefined) {
      admission.deviceId = deviceId;
      return undefined;
    }
    // Only who may have credentials is asked for them: to a scanner the door is shut.
    const mayBeDevice = overWeb || state.isDevice(userPart(invite.from) ?? '');
    if (!mayBeDevice) return { status: 403, reason: 'this address is not a trunk' };
    invite.challenge();
    return 'challenged';
  }),
  step('extensions', ({ invite }) => {
    const unknown = invite.requires.filter((extension) => !SUPPORTED.has(extension));
    return unknown.length === 0 ? undefined : { status: 420, reason: 'an extension is required that is not supported' };
  }),
  step('contact', ({ invite }) =>
    invite.reachable ? undefined : { status: 400, reason: 'no usable Contact (RFC 3261 §8.1.1.8)' },
  ),
  step('content', ({ invite }) => {
    const type = invite.contentType?.split(';')[0]?.trim().toLowerCase();
    if (invite.sdp === '' || type === 'application/sdp') return undefined;
    return { status: 415, reason: 'the body is not application/sdp' };
  }),
  step('media', (admission) => {
    const sdp = readSdp(admission.invite.sdp);
    if (typeof sdp === 'string') return { status: 488, reason: sdp };
    admission.sdp = sdp;
    return undefined;
  }),
  step('route', (admission) => {
    const route = routeOf(admission.invite.requestUri, admission.state.routes);
    if (route.kind === 'refused') return route;
    const ours = admission.deviceId !== undefined || admission.state.isDevice(userPart(admission.invite.from) ?? '');
    if (ours && isEmergencyNumber(normaliseNumber(route.dialled) ?? ''))
      return { status: 404, reason: 'a telephone of the centre reaches no emergency number here' };
    admission.serviceId = route.serviceId;
    admission.dialled = route.dialled;
    return undefined;
  }),
  step('caller', (admission) => {
    const { from, asserted, privacy } = admission.invite;
    admission.caller = callerIdentity({ from, asserted, privacy }, admission.fromTrunk);
    return undefined;
  }),
];

/** An INVITE that passed every step. */
export type Admitted = Required<Omit<Admission, 'deviceId'>> & Pick<Admission, 'deviceId'>;

/** What came of the walk through the steps. */
export type IntakeResult =
  | { readonly kind: 'admitted'; readonly admission: Admitted }
  | { readonly kind: 'refused'; readonly step: string; readonly refusal: SipRefusal }
  | { readonly kind: 'challenged' };

/** Walks an INVITE through the steps. */
export async function admit(invite: ArrivedInvite, state: IntakeState): Promise<IntakeResult> {
  const admission: Admission = { invite, state, fromTrunk: false };
  for (const { name, run } of intake) {
    const running = run(admission);
    const outcome = running instanceof Promise ? await running : running;
    if (outcome === 'challenged') return { kind: 'challenged' };
    if (outcome) return { kind: 'refused', step: name, refusal: outcome };
  }
  return { kind: 'admitted', admission: admission as Admitted };
}
