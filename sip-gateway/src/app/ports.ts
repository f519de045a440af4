import type {
  CallId,
  DeviceId,
  LegId,
  MessageId,
  PartyRef,
  RecordingId,
  ReleaseCause,
  TelephonyEvent,
} from '@decroche/protocol';
import type { MediaOperation } from '../core/media-plan.ts';
import type { OutboundRoute } from '../core/outbound-route.ts';
import type { Binding } from '../core/registration.ts';
import type { Direction, SdpProfile } from '../core/sdp.ts';

/** Why an unanswered INVITE is refused. */
export interface SipRefusal {
  readonly status: number;
  /** Told on the wire in a Warning-like phrase and in the log; never contains what the caller sent. */
  readonly reason: string;
  readonly retryAfterS?: number;
}

/** Where a SIP message came from. */
export interface SipSource {
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
}

/** One party's dialog, for as long as the leg lives. */
export interface SipDialog {
  /** Ends it in the way its state asks for: nothing, final refusal, CANCEL or BYE, with the cause in a Reason header. */
  end(cause: ReleaseCause): void;
  /** Of a called party: what has come of a transfer that their phone asked for (RFC 3515 §2.4.4), if it did. */
  transferEnded?(outcome: 'done' | 'failed'): void;
}

/** The dialog of someone who called us. */
export interface CallerDialog extends SipDialog {
  /**
   * Sends the 200 OK.
   *
   * @throws Fault `refused` when the caller has gone meanwhile.
   */
  answer(sdp: string): Promise<void>;
  refuse(refusal: SipRefusal): void;
  /** From now on what happens to the dialog is told here. */
  listen(listener: LegListener): void;
}

/** How a dialog ended, or why it was not made. */
export interface DialogEnd {
  readonly cause: ReleaseCause;
  readonly sip: string;
  /** Of an INVITE of ours that was not answered: what was said, or 503 when nothing could be sent. */
  readonly status?: number;
}

/** What a dialog tells the leg it belongs to. */
export interface LegListener {
  rang(): void;
  answered(sdp: string): void;
  /** The other side ended it, or it could not be made. */
  ended(end: DialogEnd): void;
  /** Their phone sent a re-INVITE: in which direction they want sound now. */
  directionChanged(direction: Direction): void;
  /** Their media are elsewhere from now on; gives what they are to be told. @throws Fault when the media server says no. */
  moved(sdp: string): Promise<string>;
  /** REFER (RFC 3515): their phone asks us to bring the caller elsewhere. */
  transferRequested(target: string): void;
}

/** An INVITE as the intake reads it. */
export interface ArrivedInvite {
  readonly dialog: CallerDialog;
  readonly requestUri: string;
  readonly source: SipSource;
  readonly receivedAt: number;
  /** How long it waited between the wire and here. */
  readonly ageMs: number;
  readonly from: string;
  readonly asserted?: string | undefined;
  readonly privacy?: string | undefined;
  readonly contentType?: string | undefined;
  readonly sdp: string;
  /** Whether a Contact was given (RFC 3261 §8.1.1.8: an INVITE must have one). */
  readonly reachable: boolean;
  /** Extensions the caller insists on (RFC 3261 §8.2.2.3). */
  readonly requires: readonly string[];
  /** Device whose digest credentials came with the INVITE, when they are right. */
  authenticate(): Promise<DeviceId | undefined>;
  /** Asks for credentials (401). */
  challenge(): void;
}

/** An INVITE of ours. */
export interface OutboundInvite extends OutboundRoute {
  /** Whether it brings a called party, or the caller of a call that we make. */
  readonly side: 'caller' | 'called';
  readonly from: { readonly number: string; readonly displayName?: string } | 'anonymous';
  readonly headers: Readonly<Record<string, string>>;
  readonly sdp: string;
}

/** SIP towards the called side. */
export interface SipPort {
  invite(request: OutboundInvite, listener: LegListener): SipDialog;
  /** Asks whether somebody is there (OPTIONS, RFC 3261 §11): the status of the answer, 408 without any in time. */
  askWhetherThere(uri: string, withinMs: number): Promise<number>;
}

/** Where a registered device can be reached. */
export interface DeviceContact {
  readonly uri: string;
  readonly profile: SdpProfile;
}

/** The registered devices. */
export interface DevicePort {
  contactOf(deviceId: DeviceId): DeviceContact | undefined;
  /** Their connection turned out to be gone while ringing. */
  lost(deviceId: DeviceId): void;
  registered(): readonly DeviceId[];
}

/** Registrations that outlive this process. */
export interface BindingPort {
  save(binding: Binding): Promise<void>;
  remove(deviceId: DeviceId): Promise<void>;
  all(): Promise<readonly Binding[]>;
}

/** What the media server knows a call by. */
export interface MediaCall {
  readonly callId: CallId;
  /** The caller's tag, and their description (it changes when their media move): needed again with each step. */
  readonly callerLegId: LegId;
  callerSdp: string;
  readonly callerProfile: SdpProfile;
}

/** What came of one operation. */
export interface MediaResult {
  /** The media server's description, for the party who is to be told. */
  readonly sdp?: string;
  /** How long the file plays. */
  readonly durationMs?: number;
}

/** The media server. */
export interface MediaPort {
  /** Carries out operations one after the other. @throws Fault at the first that fails. */
  run(call: MediaCall, operations: readonly MediaOperation[]): Promise<readonly MediaResult[]>;
  /** How long the oldest unanswered command has been waiting; 0 when all are answered. */
  lagMs(): number;
  /** When each party's sound was last heard, as epoch ms; parties never heard are absent. */
  lastHeard(callId: CallId): Promise<ReadonlyMap<LegId, number>>;
  /** Whether any sound of a party has come. */
  hasBeenHeard(callId: CallId, legId: LegId): Promise<boolean>;
  /** The description of a party who is not there yet, and of the party they would speak with. */
  readonly nobody: string;
}

/** The media directory shared with the media server. */
export interface FilePort {
  exists(file: string): Promise<boolean>;
  /** A file of silence, made at the start. */
  readonly silence: string;
  /** A file of the tone that tells a caller that the other telephone rings, made at the start. */
  readonly ringing: string;
  /** A file of the tone by which a probe of the line is recognised, made at the start. */
  readonly probeTone: { readonly file: string; readonly hz: number };
}

/** Listens for a tone. */
export interface Ear {
  /** Where the media server is to send the sound. */
  readonly sdp: string;
  /** Settles when the tone is heard; never, when it is not. */
  readonly heard: Promise<void>;
  close(): void;
}

/** Ears for tones. */
export interface EarPort {
  open(hz: number): Promise<Ear>;
}

/** Why a message ended by itself, and what was kept. */
export interface RecordedMessage {
  readonly file?: string;
  readonly durationMs: number;
  readonly endedBy: 'silence' | 'maximumLength' | 'failure' | 'asked';
  /** Clears away what a crash before it is told would need; a message that failed has nothing to clear. */
  readonly forget?: () => Promise<void>;
}

/** The message to be taken. */
export interface MessageRef {
  readonly callId: CallId;
  readonly recordingId: RecordingId;
}

/** A message on its way to the disk. What was appended is found again after a crash. */
export interface MessageFile {
  append(samples: Int16Array): Promise<void>;
  /** The message is over: keeps a part of it, or nothing. Gives the file below the media directory. */
  complete(kept: { readonly from: number; readonly to: number } | undefined): Promise<string | undefined>;
  /** The disk refuses: lets go of it. What it holds is found at the next start. */
  abandon(): Promise<void>;
  /** It has been told: what a crash before would have needed is cleared away. */
  forget(): Promise<void>;
}

/** A message that a gateway which was killed left unfinished. */
export interface UnfinishedMessage extends MessageRef {
  /** Makes what it can of it. */
  recover(): Promise<{ readonly file?: string; readonly durationMs: number }>;
  /** It has been told: nothing more is to be done. */
  forget(): Promise<void>;
}

/** Messages at rest, sealed. */
export interface MessageStore {
  begin(message: MessageRef): Promise<MessageFile>;
  unfinished(): Promise<readonly UnfinishedMessage[]>;
}

/** A message being taken. */
export interface Recording {
  /** Where the media server is to send the caller's sound. */
  readonly sdp: string;
  /** Settles once, when the file is complete. */
  readonly finished: Promise<RecordedMessage>;
  /** Ends the message now. */
  stop(): void;
}

/** Takes voicemail messages. */
export interface RecorderPort {
  open(request: MessageRef & { readonly maximumMs: number; readonly silenceMs: number }): Promise<Recording>;
}

/** Telephone numbers, outside every journal. */
export interface PartyPort {
  refer(number: string): PartyRef;
  /** The reference of a caller whose number is sealed. */
  referSealed(number: string): PartyRef;
  /** Keeps a number that nobody here can read again; without a key to seal with, not at all. */
  rememberSealed(number: string): Promise<unknown>;
  remember(party: { number: string; displayName?: string }): Promise<unknown>;
  lookUp(ref: PartyRef): Promise<{ readonly number: string } | undefined>;
}

/** Signs of life that outlive the process. */
export interface LifePort {
  /** Instant of the last one. */
  last(): Promise<number | undefined>;
  sign(at: number): Promise<void>;
}

/** The way to the acd: in order, kept while the bus is away. */
export interface EventPort {
  /** @param id names the message, so that one told again is told once; default: its number. */
  publish(event: TelephonyEvent, id?: MessageId): void;
  /** Settles when everything published so far is on the bus. */
  flushed(): Promise<void>;
}
