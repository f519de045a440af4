import { SoftphoneCredential, type SoftphoneReport } from '@decroche/protocol';
import { phoneAtRest, stepPhone, type PhoneEffect, type PhoneInput, type PhoneState } from '../core/phone.ts';
import { HttpProblem, type MicrophoneTrouble, type Ports, type ProblemDetails } from './ports.ts';
import { createMicrophoneChoice, type MicrophoneChoice } from './microphone-choice.ts';
import { createStore, type Store } from './store.ts';

/** Why the telephone is not usable, each with a sentence that says what to do. */
export type PhoneTrouble =
  | { readonly kind: 'microphone'; readonly why: MicrophoneTrouble | 'lost' }
  | { readonly kind: 'otherTab' }
  | { readonly kind: 'server'; readonly problem: ProblemDetails };

/** The telephone as the page shows it. */
export interface SoftphoneView extends MicrophoneChoice {
  readonly phone: PhoneState;
  readonly microphone: SoftphoneReport['microphone'];
  readonly audioUnlocked: boolean;
  readonly trouble?: PhoneTrouble;
}

/** The telephone of this page as the screens use it. */
export interface Softphone {
  readonly view: Store<SoftphoneView>;
  /** Unlocks sound, opens the microphone, takes the tab lock and registers. False = see `trouble`. */
  start(how: 'ifFree' | 'take'): Promise<boolean>;
  stop(): void;
  answer(offerId: string): void;
  offerGone(): void;
  /** The desk has done with this call. */
  callGone(callId: string): void;
  hangUp(): void;
  toggleMute(): void;
  sendDigit(digit: string): void;
  reopenMicrophone(): Promise<void>;
  /** From now on and in the next shifts, a call under way included; absent = the system's own choice. */
  chooseMicrophone(deviceId: string | undefined): Promise<void>;
  /** Lets the agent hear the ring once, while there is time to turn the volume up (pains 18). */
  testRing(): void;
  /** Loudness of the microphone now, 0 to 1. */
  level(): number;
}

/** How long before its end a credential is replaced. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** The longest delay a browser timer takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const RENEW_AGAIN_MS = 30_000;
const HEARTBEAT_MS = 10_000;

type NeededPorts = Pick<
  Ports,
  'http' | 'live' | 'phone' | 'microphone' | 'sound' | 'tabLock' | 'attention' | 'memory' | 'world'
>;

function afterOpening(opened: Awaited<ReturnType<Ports['microphone']['open']>>): Partial<SoftphoneView> {
  if (opened.ok) return { microphone: 'granted', trouble: undefined };
  return {
    microphone: opened.trouble === 'denied' ? 'denied' : 'lost',
    trouble: { kind: 'microphone', why: opened.trouble },
  };
}

/** Fetches the credential of the telephone and replaces it in time, without touching the registration. */
function createCredentialKeeper({ http, phone, world }: Pick<NeededPorts, 'http' | 'phone' | 'world'>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(renew, Math.min(ms, LONGEST_TIMER_MS));
  };
  const fetch = async () => {
    const credential = await http.read('/api/softphone', SoftphoneCredential);
    later(Math.max(RENEW_AGAIN_MS, credential.expiresAt - world.now() - RENEW_BEFORE_MS));
    return credential;
  };
  const renew = () => void fetch().then(phone.renew, () => later(RENEW_AGAIN_MS));
  return { fetch, stop: () => clearTimeout(timer) };
}

/** What the agent and the desk do, as inputs of the phone machine. */
function gesturesOf(take: (input: PhoneInput) => void) {
  return {
    answer: (offerId: string) => take({ type: 'answerRequested', offerId }),
    offerGone: () => take({ type: 'offerGone' }),
    callGone: (callId: string) => take({ type: 'callGone', callId }),
    hangUp: () => take({ type: 'hangUpRequested' }),
    toggleMute: () => take({ type: 'muteToggled' }),
  };
}

function sendDigit(port: Ports['phone'], { session }: PhoneState, digit: string): void {
  if (session.status === 'inCall') port.sendDigit(session.invite.sessionId, digit);
}

/** Runs the phone machine: inputs from the ports and the agent, effects back to the ports. */
export function createSoftphone(ports: NeededPorts): Softphone {
  const microphones = createMicrophoneChoice(ports.microphone, ports.memory, (part) => change(part));
  const view = createStore<SoftphoneView>({
    ...{ phone: phoneAtRest, microphone: 'unknown', audioUnlocked: false },
    ...microphones.atFirst,
  });
  const change = (part: Partial<SoftphoneView>) => view.set({ ...view.get(), ...part });
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let heartbeat: ReturnType<typeof setInterval> | undefined;

  const credential = createCredentialKeeper(ports);

  const report = () => {
    const { phone, microphone, audioUnlocked } = view.get();
    ports.live.report({ registered: phone.line.status === 'registered', microphone, audioUnlocked });
  };

  const connect = async () => {
    try {
      const fresh = await credential.fetch();
      if (view.get().phone.line.status !== 'connecting') return;
      change({ trouble: undefined });
      ports.phone.connect(fresh);
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      const { problem } = error;
      change({ trouble: { kind: 'server', problem } });
      const refused = problem.status >= 400 && problem.status < 500;
      take(refused ? { type: 'registrationRefused', why: problem.title } : { type: 'connectionLost' });
    }
  };

  const carryOut = (effect: PhoneEffect): void => {
    switch (effect.type) {
      case 'connect':
        clearTimeout(retryTimer);
        void connect();
        return;
      case 'disconnect':
        clearTimeout(retryTimer);
        credential.stop();
        return ports.phone.disconnect();
      case 'retryLater':
        clearTimeout(retryTimer);
        retryTimer = setTimeout(() => take({ type: 'retryDue' }), effect.delayMs);
        return;
      case 'setMuted':
        return ports.phone.setMuted(effect.sessionId, effect.muted);
      default:
        return ports.phone[effect.type](effect.sessionId);
    }
  };

  const take = (input: PhoneInput) => {
    const before = view.get().phone;
    const { state, effects } = stepPhone(before, input, ports.world.now());
    if (state !== before) change({ phone: state });
    ports.sound.ring(state.session.status === 'ringing');
    ports.attention.guardLeaving(state.session.status === 'inCall');
    effects.forEach(carryOut);
    if (state.line.status !== before.line.status) report();
  };

  const openMicrophone = async (opening = microphones.open()): Promise<boolean> => {
    const opened = await opening;
    change(afterOpening(opened));
    report();
    return opened.ok;
  };

  const stop = () => {
    clearInterval(heartbeat);
    take({ type: 'stopRequested' });
    ports.microphone.close();
    ports.tabLock.release();
    change({ microphone: 'unknown' });
    report();
  };

  ports.phone.onSignal(take);
  ports.world.onReturn(() => {
    take({ type: 'networkReturned' });
    report();
  });
  ports.microphone.onLost(() => {
    change({ microphone: 'lost', trouble: { kind: 'microphone', why: 'lost' } });
    report();
  });
  ports.microphone.onDevicesChanged(() => {
    void (view.get().microphone === 'lost' ? reopenMicrophone() : microphones.list());
  });
  const reopenMicrophone = async (opening?: ReturnType<typeof microphones.open>) => {
    if (await openMicrophone(opening)) ports.phone.microphoneChanged();
  };

  return {
    view,
    start: async (how) => {
      change({ trouble: undefined });
      ports.attention.askPermission();
      change({ audioUnlocked: await ports.sound.unlock() });
      if (!(await openMicrophone())) return false;
      const held = await ports.tabLock.acquire(how, () => {
        stop();
        change({ trouble: { kind: 'otherTab' } });
      });
      if (!held) {
        ports.microphone.close();
        change({ microphone: 'unknown', trouble: { kind: 'otherTab' } });
        return false;
      }
      clearInterval(heartbeat);
      heartbeat = setInterval(report, HEARTBEAT_MS);
      take({ type: 'startRequested' });
      return true;
    },
    stop,
    ...gesturesOf(take),
    sendDigit: (digit) => sendDigit(ports.phone, view.get().phone, digit),
    reopenMicrophone: () => reopenMicrophone(),
    chooseMicrophone: async (deviceId) => {
      const opening = microphones.choose(deviceId);
      if (view.get().microphone === 'unknown') await opening;
      else await reopenMicrophone(opening);
    },
    testRing: ports.sound.testRing,
    level: ports.microphone.level,
  };
}
