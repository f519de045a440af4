import {
  type CallId,
  type CommandMessage,
  type Definition,
  type DeviceId,
  type GatewayId,
  type LegId,
  type LegStatus,
  type ServiceId,
  type TelephonyCommandOf,
  type TelephonyEventOf,
} from '@decroche/protocol';
import { Fault } from '@decroche/platform';
import { planCallerMove } from '../core/move-plan.ts';
import { presentedNumbers, type RouteTable, routeTable } from '../core/route.ts';
import { Call, type World } from './call.ts';
import { type CallCommand, carryOut } from './carry-out.ts';
import { receiveParty, sealingServices } from './caller-party.ts';
import { takeKey } from './collect-number.ts';
import { openCall } from './dial-caller.ts';
import { endCall } from './end-call.ts';
import { type Admitted, admit } from './intake.ts';
import type { Load, OverloadGuard } from './overload.ts';
import { PendingCalls } from './pending-calls.ts';
import type { ArrivedInvite, CallerDialog, SipRefusal } from './ports.ts';
import { part } from './ring.ts';
import { RecentIds } from './recent-ids.ts';
import { endVoicemail } from './voicemail.ts';

/** How this gateway is set. */
export interface GatewaySettings {
  readonly gatewayId: GatewayId;
  /** Changes with every start. */
  readonly bootId: string;
  /** How long the acd may leave a new call without any command. */
  readonly acdSilenceMs: number;
  readonly isTrunk: (address: string) => boolean;
  /** Takes an INVITE of our own that came back, which is no call (line probe). */
  readonly takesProbe: (invite: ArrivedInvite) => boolean;
  /** Whether there is a key to seal numbers with. */
  readonly canSeal: boolean;
}

/** What the gateway counts. */
export interface GatewayMeters {
  arrived(): void;
  refused(step: string, status: number): void;
  failed(commandType: string): void;
}

/** The world, but for what the gateway itself provides. */
export type GatewayWorld = Omit<World, 'forget' | 'presented'>;

/** A key pressed by someone on a call. */
export interface Key {
  readonly callId: CallId;
  readonly legId: LegId;
  readonly digit: string;
  readonly durationMs: number;
}

type Census = TelephonyEventOf<'gateway.census'>;

/** SIP and media on one side, events and commands on the other. */
export class Gateway {
  readonly #world: World;
  readonly #settings: GatewaySettings;
  readonly #guard: OverloadGuard;
  readonly #meters: GatewayMeters;
  readonly #calls = new Map<CallId, Call>();
  readonly #pending: PendingCalls;
  /** Calls that the media server is about to forget. */
  readonly #clearing = new Map<CallId, Promise<void>>();
  readonly #seen = new RecentIds(50_000);
  #routes: RouteTable | undefined;
  #presented: ReadonlyMap<ServiceId, string> = new Map();
  #sealing: ReadonlySet<ServiceId> = new Set();
  #stopping = false;
  #count = 0;

  constructor(world: GatewayWorld, settings: GatewaySettings, guard: OverloadGuard, meters: GatewayMeters) {
    this.#world = {
      ...world,
      forget: (call, cleared) => this.#forget(call, cleared),
      presented: (serviceId) => this.#presented.get(serviceId),
    };
    this.#settings = settings;
    this.#guard = guard;
    this.#meters = meters;
    this.#pending = new PendingCalls(settings.acdSilenceMs, (callId) => this.#acdIsSilent(callId));
  }

  get calls(): ReadonlyMap<CallId, Call> {
    return this.#calls;
  }

  /** Calls that wait for the acd's first command. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Whether numbers can be routed. */
  get ready(): boolean {
    return this.#routes !== undefined && !this.#stopping;
  }

  /** From now on numbers are read in this definition. */
  adopt(definition: Definition): void {
    this.#routes = routeTable(definition);
    this.#presented = presentedNumbers(definition);
    this.#sealing = sealingServices(definition);
    if (this.#sealing.size === 0 || this.#settings.canSeal) return;
    const services = [...this.#sealing];
    this.#world.logger.error({ services }, 'PARTY_SEAL_KEY is missing: numbers of child-protection calls are not kept');
  }

  /** Whether a number, in its one way of writing, reaches a service. */
  serves(number: string): boolean {
    return this.#routes?.has(number) ?? false;
  }

  /** Someone calls. */
  async onInvite(invite: ArrivedInvite): Promise<void> {
    if (!this.#stopping && this.#settings.takesProbe(invite)) return;
    const result = await admit(invite, {
      routes: this.#routes,
      stopping: this.#stopping,
      overloaded: (of) => this.#guard.reason(of, this.#load()),
      isTrunk: this.#settings.isTrunk,
      isDevice: (user) => this.#world.devices.contactOf(user as DeviceId) !== undefined,
    });
    if (result.kind === 'refused') this.#refuse(invite, result.step, result.refusal);
    if (result.kind === 'admitted') this.#arrive(result.admission);
  }

  #load(): Load {
    return { pending: this.#pending.size, calls: this.#calls.size, mediaLagMs: this.#world.media.lagMs() };
  }

  #refuse(invite: ArrivedInvite, step: string, refusal: SipRefusal): void {
    const refusalId = `${this.#settings.gatewayId}-${this.#settings.bootId}-r${++this.#count}`;
    this.#meters.refused(step, refusal.status);
    this.#world.logger.warn({ refusalId, step, ...refusal, source: invite.source.address }, 'INVITE refused');
    invite.dialog.refuse({ ...refusal, reason: `${refusal.reason} (${refusalId})` });
  }

  /** The media server prepares the caller's answer while the acd thinks. */
  #arrive({ invite, sdp, serviceId, dialled, caller }: Admitted): void {
    const { gatewayId, bootId } = this.#settings;
    const callId = `${gatewayId}-${bootId}-${++this.#count}` as CallId;
    const legId = `${callId}-c` as LegId;
    const { partyRef, shown, kept } = receiveParty(this.#world.parties, caller, this.#sealing.has(serviceId));
    kept.catch((err: unknown) => this.#world.logger.warn({ err, callId }, 'a number could not be kept'));
    const media = { callId, callerLegId: legId, callerSdp: invite.sdp, callerProfile: sdp.profile };
    const call = new Call(this.#world, media, { serviceId, dialog: invite.dialog, callerNumber: shown });
    this.#calls.set(callId, call);
    this.#pending.add(callId);
    this.#meters.arrived();
    this.#listen(call, invite.dialog);
    this.#prepare(call);
    this.#world.events.publish({
      type: 'leg.arrived',
      callId,
      legId,
      gatewayId,
      serviceId,
      dialled,
      receivedAt: invite.receivedAt,
      ...(partyRef === undefined ? {} : { partyRef }),
    });
  }

  #prepare(call: Call): void {
    void call.enqueue(
      async () => {
        if (!call.open) return;
        const [attached] = await this.#world.media.run(call.media, [{ do: 'attachCaller' }]);
        call.answerSdp = attached?.sdp;
      },
      (err) => {
        this.#world.logger.error({ err, callId: call.callId }, 'the media server did not take a caller');
        void endCall(this.#world, call, { cause: 'mediaFailure', by: 'system' });
      },
    );
  }

  #listen(call: Call, dialog: CallerDialog): void {
    const unheard = () => undefined;
    dialog.listen({
      rang: unheard,
      answered: unheard,
      directionChanged: unheard,
      moved(sdp) {
        call.media.callerSdp = sdp;
        return call.inTurn(() => planCallerMove(call.bridge));
      },
      transferRequested: unheard,
      ended: ({ cause, sip }) => void endCall(this.#world, call, { cause, by: 'party', sip }),
    });
  }

  /** The acd asks for something; a repeated message changes nothing. */
  onCommand(message: CommandMessage): void {
    if (this.#seen.has(message.id)) return;
    if (message.command.type === 'takeCensus') return this.takeCensus('asked');
    this.#carryOut(message.id, message.command);
  }

  #carryOut(id: CommandMessage['id'], command: CallCommand): void {
    const call = this.#calls.get(command.callId);
    if (!call) return command.type === 'openCall' ? this.#open(command) : this.#withoutCall(command);
    this.#pending.delete(command.callId);
    this.#world.logger.debug({ command: command.type, callId: command.callId, id }, 'command');
    void call.enqueue(
      async () => {
        if (call.open) return carryOut(this.#world, call, command);
        // It ended, or is ending while its message is written. A call-back may have been opened again under its id: only
        // another call is asked, for asking this one again would go round for ever.
        const now = this.#calls.get(command.callId);
        if (now ? now !== call : command.type === 'openCall') this.#carryOut(id, command);
        else this.#withoutCall(command);
      },
      (err) => this.#commandFailed(id, command, err),
    );
  }

  #open(command: TelephonyCommandOf<'openCall'>): void {
    if (this.#stopping) return this.#withoutCall(command);
    this.#calls.set(command.callId, openCall(this.#world, command, this.#clearing.get(command.callId)));
  }

  /** The call has ended while the command travelled; only a leg that was to begin still needs its end told. */
  #withoutCall(command: CallCommand): void {
    if (command.type !== 'ringLeg' && command.type !== 'openCall') return;
    this.#world.events.publish({
      type: 'leg.released',
      callId: command.callId,
      legId: command.legId,
      releasedAt: this.#world.now(),
      cause: 'cancelled',
      by: 'system',
    });
  }

  #commandFailed(commandId: CommandMessage['id'], command: CallCommand, err: unknown): void {
    const { callId } = command;
    this.#meters.failed(command.type);
    this.#world.logger.error({ err, callId, commandId, command: command.type }, 'a command failed');
    this.#world.events.publish({
      type: 'command.failed',
      commandId,
      commandType: command.type,
      callId,
      ...('legId' in command ? { legId: command.legId } : {}),
      cause: 'mediaFailure',
      detail: err instanceof Fault ? err.message.slice(0, 500) : 'a defect of the gateway: see its log',
    });
  }

  /** A key; while a message is taken `#` ends it. */
  onKey(key: Key): void {
    const call = this.#calls.get(key.callId);
    const leg = call?.legs.get(key.legId);
    if (!call || !leg) return;
    if (call.collecting && leg.side === 'caller') return takeKey(this.#world, call, key.digit);
    this.#world.events.publish({ type: 'dtmf.received', ...key });
    if (key.digit === '#' && leg.side === 'caller') void endVoicemail(call, 'key');
  }

  /** A party has not been heard for too long. */
  onUnheard(callId: CallId, legId: LegId): void {
    const call = this.#calls.get(callId);
    const leg = call?.legs.get(legId);
    if (!call || !leg || leg.phoneHolds) return;
    this.#world.logger.warn({ callId, legId }, 'no sound for too long: released');
    if (leg.side === 'caller') void endCall(this.#world, call, { cause: 'mediaLost', by: 'system' });
    else part(this.#world, call, leg, 'mediaLost');
  }

  /** The media server does not know a call any more: it was restarted, and whoever is on the call hears nothing. */
  onMediaUnknown(callId: CallId): void {
    const call = this.#calls.get(callId);
    if (call?.answerSdp === undefined) return;
    void endCall(this.#world, call, { cause: 'mediaFailure', by: 'system' });
  }

  /** Tells the acd what is here. */
  takeCensus(reason: Census['reason'], more: Pick<Census, 'aliveUntilAt'> = {}): void {
    const { gatewayId, bootId } = this.#settings;
    const legs: { callId: CallId; legId: LegId; status: LegStatus }[] = [];
    for (const { callId, legs: ofCall } of this.#calls.values()) {
      for (const { legId, status } of ofCall.values()) legs.push({ callId, legId, status });
    }
    const devices = [...this.#world.devices.registered()];
    const takenAt = this.#world.now();
    this.#world.events.publish({ type: 'gateway.census', gatewayId, bootId, reason, takenAt, legs, devices, ...more });
  }

  /** Takes no more calls; releases those it has when told to. */
  async stop(release: boolean): Promise<void> {
    this.#stopping = true;
    this.#pending.stop();
    if (!release) return;
    const calls = [...this.#calls.values()];
    await Promise.all(calls.map((call) => endCall(this.#world, call, { cause: 'gatewayFailure', by: 'system' })));
  }

  #acdIsSilent(callId: CallId): void {
    const call = this.#calls.get(callId);
    if (!call || call.caller.status !== 'inviting') return;
    this.#world.logger.error({ callId }, 'the acd does not react: caller refused');
    this.#meters.refused('acd', 503);
    call.callerDialog?.refuse({ status: 503, reason: 'the acd does not react', retryAfterS: 5 });
    void endCall(this.#world, call, { cause: 'congestion', by: 'system' });
  }

  #forget({ callId }: Call, cleared: Promise<void>): void {
    this.#calls.delete(callId);
    this.#pending.delete(callId);
    this.#clearing.set(callId, cleared);
    void cleared.then(() => {
      if (this.#clearing.get(callId) === cleared) this.#clearing.delete(callId);
    });
  }
}
