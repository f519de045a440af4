import type { CallId, CommandMessage, LegId, TelephonyCommand, TelephonyEvent } from '@decroche/protocol';

/** A leg as the gateway holds it. */
export interface Leg {
  readonly callId: CallId;
  readonly legId: LegId;
  readonly ring: Extract<TelephonyCommand, { type: 'ringLeg' }> | undefined;
  /** `opened`: the caller of a call-back, not dialled yet. */
  status: 'opened' | 'inviting' | 'ringing' | 'answered' | 'held' | 'released';
  /** When a dialled caller is given up; never for anybody else. */
  givesUpAt?: number;
}

/** What a caller hears. */
interface Playing {
  readonly playId: string;
  readonly files: readonly string[];
  readonly repeat: boolean;
  /** When its end will be told; never for music. */
  readonly endsAt: number;
}

/** How long it takes to say a number and what stands around it. */
const NUMBER_MS = 12_000;

type CommandType = TelephonyCommand['type'];

/**
 * A gateway at the other end of the bus, with telephones that behave: what it is told to do happens at once and is told
 * back, prompts last as long as they last. A story may keep it from doing one kind of thing.
 */
export class ScriptedGateway {
  readonly gatewayId = 'gw1' as never;
  bootId = 'boot-1';
  readonly legs = new Map<LegId, Leg>();
  readonly playing = new Map<CallId, Playing>();
  /** What a called party hears who has answered and is not joined. */
  readonly whispering = new Map<LegId, Playing>();
  readonly recording = new Map<CallId, string>();
  /** Who types a number, and under which name. */
  readonly collecting = new Map<CallId, string>();
  readonly done: TelephonyCommand[] = [];
  readonly #ignored = new Set<CommandType>();
  readonly #failing = new Set<CommandType>();
  readonly #say: (event: TelephonyEvent) => void;
  readonly #durationOf: (file: string) => number;
  #seen = new Set<string>();

  constructor(say: (event: TelephonyEvent) => void, durationOf: (file: string) => number) {
    this.#say = say;
    this.#durationOf = durationOf;
  }

  /** From now on this kind of command is taken and nothing comes of it. */
  ignores(...types: CommandType[]): void {
    for (const type of types) this.#ignored.add(type);
  }

  /** It behaves again. */
  behaves(): void {
    this.#ignored.clear();
    this.#failing.clear();
  }

  /** From now on this kind of command fails. */
  failsAt(...types: CommandType[]): void {
    for (const type of types) this.#failing.add(type);
  }

  /** The process dies and comes back: every leg is gone. */
  restarts(now: number, devices: readonly string[]): void {
    this.bootId = `${this.bootId}'`;
    this.legs.clear();
    this.playing.clear();
    this.whispering.clear();
    this.census(now, devices, 'started');
  }

  census(now: number, devices: readonly string[], reason: 'started' | 'periodic'): void {
    const legs = [...this.legs.values()].flatMap(({ callId, legId, status }) =>
      status === 'released' || status === 'opened' ? [] : [{ callId, legId, status }],
    );
    this.#say({
      type: 'gateway.census',
      ...{ gatewayId: this.gatewayId, bootId: this.bootId, reason, takenAt: now, devices: devices as never[] },
      legs,
    });
  }

  /** The end of the earliest prompt being played, or of a ring that nobody answers. */
  get nextEndAt(): number {
    const prompts = [...this.playing.values()].map((each) => each.endsAt);
    const dials = [...this.legs.values()].map((leg) => leg.givesUpAt ?? Infinity);
    return Math.min(Infinity, ...prompts, ...dials);
  }

  /** Tells what has come to its end. Without its caller a call is nothing: whoever cannot be reached ends it. */
  tellEnds(now: number): void {
    for (const leg of this.legs.values()) {
      if ((leg.givesUpAt ?? Infinity) > now) continue;
      this.#release(leg.legId, now, 'noAnswer');
      this.#releaseAll(leg.callId, now, 'cancelled');
    }
    for (const [callId, { playId, endsAt }] of [...this.playing]) {
      if (endsAt > now) continue;
      this.playing.delete(callId);
      this.#say({ type: 'play.finished', callId, playId: playId as never, finishedAt: endsAt });
    }
  }

  /** Ends a leg from the party's side. */
  hangUp(
    legId: LegId,
    now: number,
    cause: 'normal' | 'cancelled' | 'rejected' | 'noAnswer' | 'unavailable' | 'busy',
  ): void {
    const leg = this.legs.get(legId);
    if (!leg || leg.status === 'released') return;
    leg.status = 'released';
    delete leg.givesUpAt;
    this.whispering.delete(legId);
    this.#say({ type: 'leg.released', callId: leg.callId, legId, releasedAt: now, cause, by: 'party' });
  }

  /** The one who is rung back picks up. */
  answerDial(callId: CallId, now: number): void {
    const leg = this.#dialled(callId);
    leg.status = 'answered';
    delete leg.givesUpAt;
    this.#say({ type: 'leg.answered', callId, legId: leg.legId, answeredAt: now });
  }

  /** They do not: busy, or the call refused. */
  refuseDial(callId: CallId, now: number, cause: 'busy' | 'rejected'): void {
    const leg = this.#dialled(callId);
    delete leg.givesUpAt;
    leg.status = 'released';
    this.#say({ type: 'leg.released', callId, legId: leg.legId, releasedAt: now, cause, by: 'party' });
    this.#releaseAll(callId, now, 'cancelled');
  }

  #dialled(callId: CallId): Leg {
    const leg = [...this.legs.values()].find((each) => each.callId === callId && each.givesUpAt !== undefined);
    if (!leg) throw new Error(`nobody is being dialled for ${callId}`);
    return leg;
  }

  /** A caller has typed a number that is known as this party, or nothing that is a number. */
  typed(callId: CallId, legId: LegId, partyRef?: string): void {
    const collectId = this.collecting.get(callId);
    if (collectId === undefined) throw new Error('no number is being taken');
    this.collecting.delete(callId);
    const typed = partyRef === undefined ? {} : { partyRef: partyRef as never };
    const endedBy = partyRef === undefined ? 'timeout' : 'key';
    this.#say({ type: 'number.collected', callId, legId, collectId: collectId as never, endedBy, ...typed });
  }

  /** Carries out a command; a repeated one is carried out once. */
  obey({ id, command }: CommandMessage, now: number): void {
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    this.done.push(command);
    if (this.#ignored.has(command.type)) return;
    if (this.#failing.has(command.type) && command.type !== 'takeCensus') {
      const legId = 'legId' in command ? { legId: command.legId } : {};
      this.#say({
        type: 'command.failed',
        ...{ commandId: id, commandType: command.type, callId: command.callId, ...legId },
        ...{ cause: 'mediaFailure', detail: 'told to fail' },
      });
      return;
    }
    this.#carryOut(command, now);
  }

  #carryOut(command: TelephonyCommand, now: number): void {
    switch (command.type) {
      case 'answerCaller':
        this.#set(command.legId, 'answered');
        this.#say({ type: 'leg.answered', callId: command.callId, legId: command.legId, answeredAt: now });
        return;
      case 'refuseCaller':
        return this.#release(command.legId, now, command.cause);
      case 'play':
        this.playing.set(command.callId, this.#run(command, now));
        return;
      case 'stopPlaying':
        this.playing.delete(command.callId);
        return;
      case 'ringLeg':
        this.legs.set(command.legId, {
          ...{ callId: command.callId, legId: command.legId, ring: command, status: 'ringing' },
        });
        this.#say({ type: 'leg.ringing', callId: command.callId, legId: command.legId });
        return;
      case 'bridgeLeg':
      case 'retrieveLeg':
        this.playing.delete(command.callId);
        this.whispering.delete(command.legId);
        this.#set(command.legId, 'answered');
        this.#say({ type: 'leg.bridged', callId: command.callId, legId: command.legId, bridgedAt: now });
        return;
      case 'holdLeg':
        this.#set(command.legId, 'held');
        this.playing.set(command.callId, {
          ...{ playId: command.playId, files: [command.musicFile], repeat: true, endsAt: Infinity },
        });
        return;
      case 'releaseLeg':
        return this.#release(command.legId, now, command.cause);
      case 'releaseCall':
        return this.#releaseAll(command.callId, now, command.cause);
      case 'startVoicemail':
        this.recording.set(command.callId, command.recordingId);
        return;
      case 'takeCensus':
        return;
      case 'playToLeg':
        this.whispering.set(command.legId, this.#run(command, now));
        return;
      default:
        return this.#ringBack(command, now);
    }
  }

  #run({ playId, files, repeat }: Pick<Playing, 'playId' | 'files' | 'repeat'>, now: number): Playing {
    const lasts = files.reduce((sum, file) => sum + this.#durationOf(file), 0);
    return { playId, files, repeat, endsAt: repeat ? Infinity : now + lasts };
  }

  #ringBack(
    command: Extract<TelephonyCommand, { type: 'openCall' | 'dialCaller' | 'collectNumber' | 'playNumber' }>,
    now: number,
  ): void {
    switch (command.type) {
      case 'openCall': {
        const open = [...this.legs.values()].some((leg) => leg.callId === command.callId && leg.status !== 'released');
        if (open) return;
        const { callId, legId } = command;
        this.legs.set(legId, { callId, legId, ring: undefined, status: 'opened' });
        return;
      }
      case 'dialCaller': {
        const leg = this.legs.get(command.legId);
        if (leg?.status !== 'opened') throw new Error('only the caller of an opened call is dialled');
        leg.status = 'ringing';
        leg.givesUpAt = now + command.timeoutMs;
        this.#say({ type: 'leg.ringing', callId: command.callId, legId: command.legId });
        return;
      }
      case 'collectNumber':
        this.collecting.set(command.callId, command.collectId);
        return;
      case 'playNumber': {
        const { playId, before, after, partyRef } = command;
        const files = [...before, `number of ${partyRef}`, ...after];
        this.playing.set(command.callId, { playId, files, repeat: false, endsAt: now + NUMBER_MS });
        return;
      }
    }
  }

  #releaseAll(callId: CallId, now: number, cause: TelephonyCommandCause): void {
    for (const leg of this.legs.values()) if (leg.callId === callId) this.#release(leg.legId, now, cause);
    this.playing.delete(callId);
  }

  #set(legId: LegId, status: Leg['status']): void {
    const leg = this.legs.get(legId);
    if (leg) leg.status = status;
  }

  #release(legId: LegId, now: number, cause: TelephonyCommandCause): void {
    const leg = this.legs.get(legId);
    if (!leg || leg.status === 'released') return;
    this.whispering.delete(legId);
    const wasOpened = leg.status === 'opened';
    leg.status = 'released';
    delete leg.givesUpAt;
    // A leg that never began has no end to be told.
    if (wasOpened) return;
    this.#say({ type: 'leg.released', callId: leg.callId, legId, releasedAt: now, cause, by: 'system' });
  }
}

type TelephonyCommandCause = Extract<TelephonyCommand, { type: 'releaseLeg' }>['cause'];
