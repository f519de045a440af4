import type {
  CallId,
  CollectId,
  DeviceId,
  LegId,
  LegStatus,
  PlayId,
  RecordingId,
  ReleaseCause,
  ServiceId,
} from '@decroche/protocol';
import type { Logger } from '@decroche/platform';
import { type Bridge, callerAlone } from '../core/bridge.ts';
import { advance, type LegInput } from '../core/leg.ts';
import type { MediaPlan } from '../core/media-plan.ts';
import type { MovePlan } from '../core/move-plan.ts';
import type { OutboundRoute } from '../core/outbound-route.ts';
import type { Trunks } from './trunks.ts';
import { withoutNumbers } from '../core/telephone-number.ts';
import type {
  CallerDialog,
  DevicePort,
  EventPort,
  FilePort,
  MediaCall,
  MediaPort,
  MediaResult,
  PartyPort,
  RecorderPort,
  Recording,
  SipDialog,
  SipPort,
} from './ports.ts';

/** All a call needs of the world. */
export interface World {
  readonly sip: SipPort;
  readonly media: MediaPort;
  readonly devices: DevicePort;
  readonly files: FilePort;
  readonly recorder: RecorderPort;
  readonly parties: PartyPort;
  readonly events: EventPort;
  readonly now: () => number;
  readonly logger: Logger;
  /** How a service presents itself to whom it calls: its first number. */
  readonly presented: (serviceId: ServiceId) => string | undefined;
  /** How a telephone number is reached, the best way first; no way when it may not be called. */
  readonly outbound: (number: string) => readonly OutboundRoute[];
  readonly trunks: Trunks;
  /** The call is over: nobody finds it any more. `cleared` settles when the media server has forgotten it too. */
  readonly forget: (call: Call, cleared: Promise<void>) => void;
}

/** One party's side, with its dialog. */
export interface Leg {
  readonly legId: LegId;
  readonly side: 'caller' | 'called';
  readonly deviceId?: DeviceId;
  status: LegStatus;
  dialog?: SipDialog;
  /** Their answer, once they have answered. */
  sdp?: string;
  /** When it rings out. */
  ringsUntil?: number;
  timer?: NodeJS.Timeout;
  /** The other party was put on hold from the phone itself. */
  phoneHolds: boolean;
  /** What plays to them alone at the moment (whisper). */
  playing?: Playing | undefined;
}

/** Who the caller is, kept in memory for the length of the call only, to be passed on to the agent's phone. */
export interface CallerNumber {
  readonly number: string;
  readonly displayName?: string;
}

/** What plays by itself at the moment. */
export interface Playing {
  readonly playId: PlayId;
  timer?: NodeJS.Timeout;
  /** Plays the present file from its beginning: the media server has stopped it. */
  again?: () => Promise<void>;
}

/** Whoever is played to: the caller, through their call, or a called party who is not joined. */
export interface Hearer {
  playing?: Playing | undefined;
}

/** Stops what plays by itself: its end is not told. */
export function forgetPlaying(hearer: Hearer): void {
  clearTimeout(hearer.playing?.timer);
  hearer.playing = undefined;
}

/** A number being typed. */
export interface Collecting {
  readonly collectId: CollectId;
  readonly maximumDigits: number;
  readonly timeoutMs: number;
  digits: string;
  timer?: NodeJS.Timeout;
}

/** Who comes, and for what. */
export interface Visit {
  readonly serviceId: ServiceId;
  /** Absent when the call is opened to ring someone: nobody has called. */
  readonly dialog?: CallerDialog;
  readonly callerNumber?: CallerNumber | undefined;
}

/** The caller's whole visit: its legs, its media, and one queue in which everything that touches the media takes its turn. */
export class Call {
  readonly callId: CallId;
  readonly media: MediaCall;
  readonly caller: Leg;
  readonly legs = new Map<LegId, Leg>();
  /** Of a caller who called; absent when the call was opened to ring someone back. */
  readonly callerDialog: CallerDialog | undefined;
  readonly callerNumber: CallerNumber | undefined;
  /** The service that was dialled, or for which the call was opened to ring someone. */
  readonly serviceId: ServiceId;
  /** The caller is still there, or still being said good-bye to. */
  open = true;
  bridge: Bridge = callerAlone;
  playing: Playing | undefined;
  recording: { readonly recordingId: RecordingId; readonly at: Recording; endedBy?: 'callerGone' | 'key' } | undefined;
  /** A telephone number that the caller is typing: told to nobody before it is complete. */
  collecting: Collecting | undefined;
  /** What the caller's 200 OK will say, or the INVITE to a caller who is rung back. */
  answerSdp: string | undefined;
  readonly #world: World;
  #last: Promise<void> = Promise.resolve();

  constructor(world: World, media: MediaCall, { serviceId, dialog, callerNumber }: Visit) {
    this.#world = world;
    this.callId = media.callId;
    this.media = media;
    this.serviceId = serviceId;
    this.callerDialog = dialog;
    this.callerNumber = callerNumber;
    this.caller = { legId: media.callerLegId, side: 'caller', status: 'inviting', phoneHolds: false };
    if (dialog) this.caller.dialog = dialog;
    this.legs.set(this.caller.legId, this.caller);
  }

  /** Whether it was opened to ring someone: nobody has called. */
  get opened(): boolean {
    return this.callerDialog === undefined;
  }

  /** Follows a party's media in its turn, and gives what they are to be told. */
  inTurn(plan: () => MovePlan): Promise<string> {
    return new Promise((resolve, reject) => {
      void this.enqueue(async () => {
        const made = plan();
        resolve((await this.run(made))[made.toldBy]?.sdp ?? '');
      }, reject);
    });
  }

  /** Runs a job after those before it; a job that fails is told to `onFault` and does not stop the next. */
  enqueue(job: () => Promise<void>, onFault: (fault: unknown) => void): Promise<void> {
    this.#last = this.#last.then(job).catch(onFault);
    return this.#last;
  }

  /** Moves a leg; false when the input meets nothing. */
  step(leg: Leg, input: LegInput): boolean {
    const next = advance(leg.status, input);
    if (next === undefined) return false;
    leg.status = next;
    if (next !== 'inviting' && next !== 'ringing') clearTimeout(leg.timer);
    return true;
  }

  /** Carries out a plan; the state is the planned one from now on, whatever the media server makes of it. */
  run(plan: MediaPlan): Promise<readonly MediaResult[]> {
    this.bridge = plan.bridge;
    return this.#world.media.run(this.media, plan.operations);
  }

  /**
   * Ends one leg and tells so, once; its dialog is ended when it was not the party who did. Words of the other side may
   * repeat whom we called, whoever they are, and no number belongs into an event.
   */
  release(leg: Leg, end: { cause: ReleaseCause; by: 'party' | 'system'; sip?: string }): boolean {
    if (!this.step(leg, 'released')) return false;
    forgetPlaying(leg);
    if (leg.side === 'called') this.legs.delete(leg.legId);
    if (end.by === 'system') leg.dialog?.end(end.cause);
    this.#world.events.publish({
      type: 'leg.released',
      callId: this.callId,
      legId: leg.legId,
      releasedAt: this.#world.now(),
      ...end,
      ...(end.sip === undefined ? {} : { sip: withoutNumbers(end.sip) }),
    });
    return true;
  }
}
