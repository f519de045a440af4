import type { ClientToServerEvents, LiveNotice, SoftphoneCredential, SoftphoneReport } from '@decroche/protocol';
import type { z } from 'zod';
import type { Invite, Media } from '../core/phone.ts';

/** A refusal or fault told by the server, as RFC 9457 problem details. */
export interface ProblemDetails {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  /** From a closed list when the domain said no. */
  readonly reason?: string;
  /** What to quote to whoever reads the logs. */
  readonly errorId?: string;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  /** The whole answer, for those that carry more (a conflicting ticket). */
  readonly body?: unknown;
}

/** An HTTP request that was not answered by a success. `status` 0: nobody answered at all. */
export class HttpProblem extends Error {
  readonly problem: ProblemDetails;
  constructor(problem: ProblemDetails) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** The server's HTTP door. Every answer is parsed by the schema given. */
export interface HttpPort {
  read<S extends z.ZodType>(path: string, schema: S, signal?: AbortSignal): Promise<z.output<S>>;
  send<S extends z.ZodType>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options: { body?: unknown; csv?: string; wav?: Blob; schema: S },
  ): Promise<z.output<S>>;
  /** Told whenever the server says that nobody is signed in any more. */
  onSignedOut(listener: () => void): void;
}

/** What a page may follow live. */
export type Watched = Parameters<ClientToServerEvents['watch']>[0];

/** The live door: whole views pushed by the server. */
export interface LivePort {
  open(listeners: {
    connected(): void;
    disconnected(): void;
    /** Unparsed: the feed parses it. */
    view(what: Watched, value: unknown): void;
    stale(what: string): void;
    /** Something everybody concerned is told of at once. */
    notice(notice: LiveNotice): void;
  }): void;
  close(): void;
  watch(what: Watched): Promise<{ ok: true } | { ok: false; reason: string }>;
  unwatch(what: Watched): void;
  report(state: SoftphoneReport): void;
}

/** What the SIP side tells: a part of the phone machine's inputs. */
export type PhoneSignal =
  | { readonly type: 'registered' }
  | { readonly type: 'connectionLost' }
  | { readonly type: 'registrationRefused'; readonly why: string }
  | { readonly type: 'invited'; readonly invite: Invite }
  | { readonly type: 'established'; readonly sessionId: string }
  | { readonly type: 'answerFailed'; readonly sessionId: string; readonly why: 'microphone' | 'media' | 'gone' }
  | { readonly type: 'mediaChanged'; readonly sessionId: string; readonly media: Media }
  | { readonly type: 'ended'; readonly sessionId: string };

/** A SIP user agent of one registration. */
export interface PhonePort {
  onSignal(listener: (signal: PhoneSignal) => void): void;
  /** Connects and registers, or connects again; the outcome is a signal. */
  connect(credential: SoftphoneCredential): void;
  /** Uses this credential from the next request on, without touching the registration. */
  renew(credential: SoftphoneCredential): void;
  disconnect(): void;
  accept(sessionId: string): void;
  refuseBusy(sessionId: string): void;
  hangUp(sessionId: string): void;
  setMuted(sessionId: string, muted: boolean): void;
  restartIce(sessionId: string): void;
  /** One key, as RFC 4733 events; as INFO when the far end takes none. */
  sendDigit(sessionId: string, digit: string): void;
  /** The microphone was opened anew during a call. */
  microphoneChanged(): void;
}

/** Why the microphone did not open: no https, refused by the person, no device, or held by another program. */
export type MicrophoneTrouble = 'insecureOrigin' | 'denied' | 'none' | 'busy';

/** A microphone of this machine. */
export interface MicrophoneDevice {
  readonly deviceId: string;
  readonly label: string;
}

/** A sound taken in this page: WAV, one channel, 16 bits. */
export interface SoundTake {
  readonly wav: Blob;
  readonly durationMs: number;
  /** Nothing in it can be heard: a dead microphone. */
  readonly silent: boolean;
}

/** Takes a voice for a prompt or a message, apart from the telephone. */
export interface RecorderPort {
  start(): Promise<{ ok: true } | { ok: false; trouble: MicrophoneTrouble }>;
  /** Undefined when nothing was being taken or it could not be read. */
  stop(): Promise<SoundTake | undefined>;
  /** A file as a sound; undefined when it is none. */
  read(sound: Blob): Promise<SoundTake | undefined>;
}

/** The agent's microphone, open during the whole shift so that an answer is immediate and a loss is noticed. */
export interface MicrophonePort {
  open(): Promise<{ ok: true } | { ok: false; trouble: MicrophoneTrouble }>;
  close(): void;
  /** Loudness now, 0 to 1. */
  level(): number;
  label(): string;
  /** The microphones of this machine; without names until the person has allowed one. */
  devices(): Promise<readonly MicrophoneDevice[]>;
  /** Opens this one from now on, at once when one is open; absent = the system's own choice. */
  choose(deviceId: string | undefined): Promise<{ ok: true } | { ok: false; trouble: MicrophoneTrouble }>;
  onLost(listener: () => void): void;
  /** A device was plugged in or out. */
  onDevicesChanged(listener: () => void): void;
}

/** What the page makes heard. */
export interface SoundPort {
  /** True when sound may be heard; browsers want a gesture first. */
  unlock(): Promise<boolean>;
  ring(on: boolean): void;
  testRing(): void;
}

/** One tab holds the telephone (pains 19). */
export interface TabLockPort {
  /** `take`: from whichever tab holds it. `lost` is told when another tab takes it. */
  acquire(how: 'ifFree' | 'take', lost: () => void): Promise<boolean>;
  release(): void;
}

/** Drawing attention when the page is not in front. */
export interface AttentionPort {
  askPermission(): void;
  call(title: string, body: string): void;
  rest(): void;
  /** Nothing of the page is to be seen, its title neither: this one stands there whatever the page calls itself. Absent = as before. */
  veil(title?: string): void;
  /** Asks before the page is left. */
  guardLeaving(on: boolean): void;
}

/** Small things kept in this browser. */
export interface MemoryPort {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
}

/** The page's surroundings. */
export interface WorldPort {
  now(): number;
  /** The network came back, or the page woke up. */
  onReturn(listener: () => void): void;
}

/** Everything the application stands on; wired in main.tsx. */
export interface Ports {
  readonly http: HttpPort;
  readonly live: LivePort;
  readonly phone: PhonePort;
  readonly microphone: MicrophonePort;
  readonly sound: SoundPort;
  readonly recorder: RecorderPort;
  readonly tabLock: TabLockPort;
  readonly attention: AttentionPort;
  /** Survives the browser's restart. */
  readonly memory: MemoryPort;
  /** Survives a reload of this tab only. */
  readonly tabMemory: MemoryPort;
  readonly world: WorldPort;
}
