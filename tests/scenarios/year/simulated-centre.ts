import type {
  AcdRequest,
  CallId,
  Definition,
  EngineInput,
  JournalEvent,
  LegId,
  ReleaseCause,
  Reply,
  TelephonyCommand,
  TelephonyEvent,
} from '@decroche/protocol';
import { decide } from '../../../acd/src/core/decide.ts';
import type { Effect } from '../../../acd/src/core/effects.ts';
import type { Fact } from '../../../acd/src/core/fact.ts';
import { timerInput, type CoreInput } from '../../../acd/src/core/inputs.ts';
import { emptyState } from '../../../acd/src/core/snapshot.ts';
import type { OwnedState } from '../../../acd/src/core/state-index.ts';
import { nextTimer } from '../../../acd/src/core/timers.ts';

const GATEWAY = 'gw1' as never;

type InputOf<K extends EngineInput['kind']> = Extract<EngineInput, { kind: K }>;

/** Something that is going to happen. */
interface Coming {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/** How the people of the simulation behave; times in milliseconds. */
export interface Behaviour {
  /** From the first ring to the agent's answer; `undefined` = they let it ring out. */
  readonly answerDelayMs: () => number | undefined;
  /** Of one conversation. */
  readonly talkMs: () => number;
  /** How long a caller waits in the queue before giving up. */
  readonly patienceMs: () => number;
  /** Length of a message left on the voicemail; 0 = hangs up without a word. */
  readonly messageMs: () => number;
  /** A key somebody presses while they wait, and when; `undefined` = none. */
  readonly pressesWhileWaiting: () => { readonly key: string; readonly afterMs: number } | undefined;
  /** How long somebody who is rung back lets it ring; `undefined` = nobody is there. */
  readonly answersCallBackMs: () => number | undefined;
  /** What somebody on call does with the telephone that rings for them. Default: nobody is there. */
  readonly paged?: () => Paged;
}

/** What becomes of one ring at somebody on call. */
export type Paged =
  | { readonly does: 'nothing' | 'engaged' }
  /** A person, or their voicemail, which presses nothing. */
  | { readonly does: 'picksUp'; readonly afterMs: number; readonly keys: readonly PressedKey[] };

/** A key, and how long after the pick-up. */
interface PressedKey {
  readonly key: string;
  readonly afterMs: number;
}

/** Calls by which the acd rings somebody on call. */
const PAGE_CALL = /^main-p\d+$/;

/**
 * The pure engine with a gateway, callers and agents around it, on a clock that jumps from one event to the next: a year of
 * calls in seconds. The gateway does at once what it is told; prompts last as long as they last.
 */
export class SimulatedCentre {
  readonly state: OwnedState = emptyState('main' as never);
  now: number;
  decisions = 0;
  /** Keys told on the telephones of those on call, by leg. */
  readonly pressed = new Map<LegId, string[]>();
  readonly #behaviour: Behaviour;
  readonly #onFact: (fact: Fact) => void;
  readonly #durations = new Map<string, number>();
  readonly #playing = new Map<CallId, string>();
  readonly #released = new Set<LegId>();
  readonly #callerLegs = new Map<CallId, LegId>();
  #coming: Coming[] = [];
  #order = 0;
  #messages = 0;
  #said: EngineInput[] = [];
  #replies = new Map<string, Reply>();

  constructor(startAt: number, behaviour: Behaviour, onFact: (fact: Fact) => void) {
    this.now = startAt;
    this.#behaviour = behaviour;
    this.#onFact = onFact;
  }

  /** Lets something happen at an instant; what lies in the past happens now. */
  at(instant: number, happen: () => void): void {
    const coming = { at: Math.max(Math.round(instant), this.now), order: (this.#order += 1), happen };
    let child = this.#coming.push(coming) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(coming, this.#coming[parent] as Coming)) break;
      this.#coming[child] = this.#coming[parent] as Coming;
      child = parent;
    }
    this.#coming[child] = coming;
  }

  /** Runs until an instant, event by event and deadline by deadline. */
  run(until: number): void {
    for (;;) {
      const timer = nextTimer(this.state);
      const coming = this.#coming[0];
      const at = Math.min(timer?.dueAt ?? Infinity, coming?.at ?? Infinity);
      if (at > until) break;
      this.now = Math.max(this.now, at);
      if (timer && timer.dueAt <= (coming?.at ?? Infinity)) this.#take(timerInput(timer));
      else this.#pop()?.happen();
      this.#flush();
    }
    this.now = until;
  }

  publish(definition: Definition): void {
    for (const { file, durationMs } of definition.prompts) this.#durations.set(file, durationMs);
    this.#say({ kind: 'definition', definition });
    this.#flush();
  }

  input(input: Pick<InputOf<'roster'>, 'kind' | 'roster'> | Pick<InputOf<'onCallPlan'>, 'kind' | 'plan'>): void {
    this.#say(input);
    this.#flush();
  }

  tell(event: TelephonyEvent): void {
    this.#say({ kind: 'telephony', event });
  }

  /** Asks the acd for something and gives its answer. */
  ask(request: AcdRequest): Reply {
    const id = this.#say({ kind: 'request', request, actor: 'simulation', replyTo: 'simulation' });
    this.#flush();
    const reply = this.#replies.get(id);
    if (!reply) throw new Error(`${request.type} was not answered`);
    this.#replies.delete(id);
    return reply;
  }

  /** A telephone comes within reach. */
  register(deviceId: string): void {
    const expiresAt = this.now + 3_600_000;
    this.tell({
      type: 'device.registered',
      ...{ deviceId: deviceId as never, gatewayId: GATEWAY, transport: 'wss', expiresAt },
    });
  }

  /** Someone dials a number of the definition. */
  dial(callId: CallId, dialled: string, partyRef: string): void {
    const legId = `${callId}-caller` as LegId;
    const service = this.state.definition?.services.find((each) => each.numbers.includes(dialled));
    this.#callerLegs.set(callId, legId);
    this.tell({
      type: 'leg.arrived',
      ...{ callId, legId, gatewayId: GATEWAY, serviceId: (service?.serviceId ?? 'unknown') as never, dialled },
      ...{ partyRef: partyRef as never, receivedAt: this.now },
    });
  }

  /** The caller puts the receiver down, unless the call is over. */
  hangUp(callId: CallId): void {
    const legId = this.#callerLegs.get(callId);
    if (legId) this.#release(callId, legId, 'party');
  }

  #pop(): Coming | undefined {
    const first = this.#coming[0];
    const last = this.#coming.pop();
    if (!first || !last || first === last) return first;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= this.#coming.length) break;
      if (child + 1 < this.#coming.length && before(this.#coming[child + 1] as Coming, this.#coming[child] as Coming)) {
        child += 1;
      }
      if (!before(this.#coming[child] as Coming, last)) break;
      this.#coming[parent] = this.#coming[child] as Coming;
      parent = child;
    }
    this.#coming[parent] = last;
    return first;
  }

  #say(input: object): string {
    this.#messages += 1;
    const id = `m-${this.#messages}`;
    this.#said.push({ id, domainId: 'main', at: this.now, ...input } as never);
    return id;
  }

  #flush(): void {
    while (this.#said.length > 0) {
      const said = this.#said;
      this.#said = [];
      for (const input of said) this.#take(input);
    }
  }

  #take(input: CoreInput): void {
    this.decisions += 1;
    const { facts, effects, refused } = decide(this.state, input, this.now);
    if (refused !== undefined) throw new Error(`the acd refused ${input.kind}: ${refused}`);
    for (const fact of facts) {
      this.#onFact(fact);
      this.#react(fact.event);
    }
    for (const effect of effects) this.#carryOut(effect);
  }

  /** What callers and agents do when something happens to them. */
  #react(event: JournalEvent): void {
    if (event.type === 'call.queued' && event.because !== 'callback') {
      const { callId } = event;
      const pressed = this.#behaviour.pressesWhileWaiting();
      if (pressed) this.at(this.now + pressed.afterMs, () => this.#press(callId, pressed.key));
      this.at(this.now + this.#behaviour.patienceMs(), () => {
        const status = this.state.calls.get(callId)?.stage.status;
        if (status === 'queued' || status === 'offered') this.hangUp(callId);
      });
    }
    if (event.type === 'call.answered' || event.type === 'call.transferred') {
      const { callId } = event;
      this.at(this.now + this.#behaviour.talkMs(), () => this.hangUp(callId));
    }
    if (event.type === 'call.ended') {
      this.#callerLegs.delete(event.callId);
      this.#playing.delete(event.callId);
    }
  }

  #carryOut(effect: Effect): void {
    if (effect.kind === 'reply') {
      this.#replies.set(effect.to, effect.reply);
      return;
    }
    const { command } = effect;
    switch (command.type) {
      case 'answerCaller':
        return this.tell({ type: 'leg.answered', ...legOf(command), answeredAt: this.now });
      case 'bridgeLeg':
      case 'retrieveLeg':
        this.#playing.delete(command.callId);
        return this.tell({ type: 'leg.bridged', ...legOf(command), bridgedAt: this.now });
      case 'play':
        return this.#play(command);
      case 'playNumber': {
        // Whoever has heard their number confirms it.
        const { callId, playId, before, after } = command;
        this.#play({ type: 'play', callId, playId, files: [...before, ...after], repeat: false });
        return this.at(this.now + 2_000, () => this.#press(callId, '1'));
      }
      case 'openCall':
        this.#callerLegs.set(command.callId, command.legId);
        // The next attempt rings the same leg again.
        this.#released.delete(command.legId);
        return;
      case 'dialCaller':
        return this.#dialCaller(command);
      case 'ringLeg':
        return this.#ring(command);
      case 'refuseCaller':
      case 'releaseLeg':
        return this.#release(command.callId, command.legId, 'system');
      case 'releaseCall':
        return this.#releaseCall(command.callId);
      case 'startVoicemail':
        return this.#record(command);
      default:
    }
  }

  #play({ callId, playId, files, repeat }: Extract<TelephonyCommand, { type: 'play' }>): void {
    this.#playing.set(callId, playId);
    if (repeat) return;
    const lastsMs = files.reduce((sum, file) => sum + (this.#durations.get(file) ?? 0), 0);
    this.at(this.now + lastsMs, () => {
      if (this.#playing.get(callId) !== playId) return;
      this.#playing.delete(callId);
      this.tell({ type: 'play.finished', callId, playId, finishedAt: this.now });
    });
  }

  #ring(command: Extract<TelephonyCommand, { type: 'ringLeg' }>): void {
    if (command.target.kind === 'party') return this.#page(command);
    const leg = legOf(command);
    this.tell({ type: 'leg.ringing', ...leg });
    const delayMs = this.#behaviour.answerDelayMs();
    if (delayMs === undefined) return;
    this.at(this.now + delayMs, () => {
      if (!this.#released.has(leg.legId)) this.tell({ type: 'leg.answered', ...leg, answeredAt: this.now });
    });
  }

  /** A key of the caller's telephone, unless they have gone or are talking. */
  #press(callId: CallId, digit: string): void {
    const legId = this.#callerLegs.get(callId);
    const status = this.state.calls.get(callId)?.stage.status;
    if (!legId || status === undefined || status === 'talking') return;
    this.tell({ type: 'dtmf.received', callId, legId, digit, durationMs: 100 });
  }

  #dialCaller(command: Extract<TelephonyCommand, { type: 'dialCaller' }>): void {
    const leg = legOf(command);
    this.#callerLegs.set(leg.callId, leg.legId);
    if (PAGE_CALL.test(leg.callId)) return this.#page(command);
    this.tell({ type: 'leg.ringing', ...leg });
    const afterMs = this.#behaviour.answersCallBackMs();
    if (afterMs !== undefined) {
      return this.at(this.now + afterMs, () => {
        if (!this.#released.has(leg.legId)) this.tell({ type: 'leg.answered', ...leg, answeredAt: this.now });
      });
    }
    this.at(this.now + command.timeoutMs, () => this.#release(leg.callId, leg.legId, 'system', 'noAnswer'));
  }

  /** The telephone of somebody on call rings, for a caller who is on the line or for a call of its own. */
  #page(command: Extract<TelephonyCommand, { type: 'ringLeg' | 'dialCaller' }>): void {
    const leg = legOf(command);
    const unless = (happens: () => void) => () => (this.#released.has(leg.legId) ? undefined : happens());
    const paged = this.#behaviour.paged?.() ?? { does: 'nothing' };
    if (paged.does === 'engaged') return this.#release(leg.callId, leg.legId, 'party', 'busy');
    this.tell({ type: 'leg.ringing', ...leg });
    const ends = () => this.#release(leg.callId, leg.legId, 'system', 'noAnswer');
    if (paged.does !== 'picksUp') return this.at(this.now + command.timeoutMs, ends);
    const answers = () => {
      this.tell({ type: 'leg.answered', ...leg, answeredAt: this.now });
      for (const { key, afterMs } of paged.keys) {
        const told = { type: 'dtmf.received', ...leg, digit: key, durationMs: 100 } as const;
        const press = () => {
          this.pressed.set(leg.legId, [...(this.pressed.get(leg.legId) ?? []), key]);
          this.tell(told);
        };
        this.at(this.now + afterMs, unless(press));
      }
    };
    this.at(this.now + paged.afterMs, unless(answers));
  }

  #record({ callId, recordingId }: Extract<TelephonyCommand, { type: 'startVoicemail' }>): void {
    const durationMs = this.#behaviour.messageMs();
    this.at(this.now + durationMs, () => {
      const file = durationMs > 0 ? { file: `voicemail/${recordingId}.wav` } : {};
      this.tell({ type: 'voicemail.finished', callId, recordingId, durationMs, endedBy: 'callerGone', ...file });
      this.hangUp(callId);
    });
  }

  #releaseCall(callId: CallId): void {
    const legId = this.#callerLegs.get(callId);
    if (legId) this.#release(callId, legId, 'system');
  }

  #release(callId: CallId, legId: LegId, by: 'party' | 'system', cause: ReleaseCause = 'normal'): void {
    if (this.#released.has(legId)) return;
    this.#released.add(legId);
    if (PAGE_CALL.test(callId)) {
      this.#callerLegs.delete(callId);
      this.#playing.delete(callId);
    }
    this.tell({ type: 'leg.released', callId, legId, releasedAt: this.now, cause, by });
  }
}

const before = (a: Coming, b: Coming): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
const legOf = ({ callId, legId }: { callId: CallId; legId: LegId }) => ({ callId, legId });
