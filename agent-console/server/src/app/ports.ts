import type {
  Absence,
  AbsenceReason,
  Account,
  AccountId,
  AccountInput,
  AgentDefinition,
  AgentId,
  AlertId,
  ApiToken,
  AuditEntry,
  CivilDate,
  Contact,
  Definition,
  Identity,
  Instant,
  OnCallPlan,
  PageId,
  PartyRuleInput,
  PlannedShift,
  RecordingId,
  SealedOpening,
  ShiftId,
  ShiftTemplate,
  SoundRefusalReason,
  SupervisorMessage,
  SwapStatus,
  VoicemailState,
} from '@decroche/protocol';
import type { CallId, PartyRef, ServiceId, TicketId } from '@decroche/protocol';
import type { DefinitionBody } from '../core/definition-check.ts';
import type { OnCallBody } from '../core/oncall/plan-body.ts';

/** A part of a list. */
export interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/** A part of a list, and how long the whole list is. */
export interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

/** An account with what never leaves the server. */
export interface StoredAccount extends Account {
  readonly passwordHash: string;
  /** The password was made by the system and has not been changed yet. */
  readonly passwordMade: boolean;
}

/** Where accounts are kept. Logins are unique. */
export interface AccountStore {
  /** @throws Fault `conflict` when the login is taken. */
  add(account: StoredAccount): Promise<void>;
  find(accountId: AccountId): Promise<StoredAccount | undefined>;
  findByLogin(login: string): Promise<StoredAccount | undefined>;
  /** @returns false when there is no such account. */
  change(accountId: AccountId, change: AccountPatch): Promise<boolean>;
  remove(accountId: AccountId): Promise<boolean>;
  list(slice: Slice): Promise<Page<StoredAccount>>;
  countAdmins(): Promise<number>;
}

/** Fields to set; `null` removes an optional one. */
export type AccountPatch = {
  readonly [K in keyof Omit<StoredAccount, 'accountId' | 'login' | 'createdAt'>]?: StoredAccount[K] | null;
};

/** One-way hashing of passwords (argon2id). */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

/** Sessions and tokens, as every program's HTTP door looks them up. */
export interface Sessions {
  open(identity: Identity, lifetimeMs: number): Promise<string>;
  find(cookie: string): Promise<Identity | undefined>;
  close(cookie: string): Promise<void>;
  closeAll(accountId: string): Promise<void>;
  issueToken(tokenId: string, identity: Identity, expiresAt?: Instant): Promise<string>;
  revokeToken(tokenId: string): Promise<void>;
}

/** What is known of API tokens; their secrets are only hashes in {@link Sessions}. */
export interface TokenStore {
  add(token: ApiToken): Promise<void>;
  remove(tokenId: string): Promise<ApiToken | undefined>;
  list(slice: Slice): Promise<Page<ApiToken>>;
}

/** Only ever appended to. */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>;
  list(slice: Slice): Promise<Page<AuditEntry>>;
}

/** Where the directory is kept; the whole of it is also held in memory. */
export interface ContactStore {
  all(): Promise<readonly Contact[]>;
  put(contacts: readonly Contact[]): Promise<void>;
  remove(contactId: string): Promise<void>;
}

/** Every version of the definition ever published. */
export interface DefinitionStore {
  latest(): Promise<Definition | undefined>;
  find(version: number): Promise<Definition | undefined>;
  /** Newest first, with who published each. */
  list(slice: Slice): Promise<Page<{ readonly definition: Definition; readonly actor: string }>>;
  /** @throws Fault `conflict` when somebody else has just stored this version. */
  add(definition: Definition, actor: string): Promise<void>;
}

/** A message as it is kept. */
export interface StoredVoicemail {
  readonly recordingId: RecordingId;
  readonly callId: CallId;
  readonly serviceId: ServiceId;
  readonly partyRef?: PartyRef | undefined;
  /** Path below the media directory. */
  readonly file: string;
  readonly leftAt: Instant;
  readonly durationMs: number;
  readonly state: VoicemailState;
  readonly handledBy?: string | undefined;
  readonly handledAt?: Instant | undefined;
  /** Its recording was cut by a failure and found again. */
  readonly recovered?: boolean | undefined;
}

/** The files of messages, below the media directory. */
export interface RecordingFiles {
  /** SHA-256 of the file as it is on disk, in hex; undefined when it is gone. */
  digestOf(file: string): Promise<string | undefined>;
  /** A file that is gone already is fine. */
  remove(file: string): Promise<void>;
}

/** The voicemail box. */
export interface VoicemailStore {
  /** Keeps messages not kept yet (a repeat changes nothing) and notes how far the journal was read. */
  take(messages: readonly StoredVoicemail[], journalSeq: number): Promise<void>;
  /** How far the journal was read. */
  journalSeq(): Promise<number>;
  find(recordingId: RecordingId): Promise<StoredVoicemail | undefined>;
  list(state: VoicemailState | undefined, slice: Slice): Promise<Page<StoredVoicemail>>;
  countNew(): Promise<number>;
  /** All that somebody has seen to. */
  handled(): Promise<readonly StoredVoicemail[]>;
  remove(recordingId: RecordingId): Promise<void>;
  /** @returns the message after the change; undefined when there is none, or when it already was in that state. */
  setState(
    recordingId: RecordingId,
    change: { readonly state: VoicemailState; readonly by: string; readonly at: Instant },
  ): Promise<StoredVoicemail | undefined>;
}

/** Someone away, as it is kept: with its reason. */
export interface StoredAbsence extends Absence {
  readonly reason: AbsenceReason;
  readonly note: string;
}

/** Where the roster is kept: templates, planned shifts, absences. */
export interface RosterStore {
  templates(): Promise<readonly ShiftTemplate[]>;
  putTemplate(template: ShiftTemplate): Promise<void>;
  removeTemplate(templateId: string): Promise<boolean>;
  /** Shifts that begin on these dates, both included. */
  shifts(from: CivilDate, to: CivilDate): Promise<readonly PlannedShift[]>;
  findShift(shiftId: ShiftId): Promise<PlannedShift | undefined>;
  /** Adds or replaces the first, then removes the second. */
  change(put: readonly PlannedShift[], remove: readonly ShiftId[]): Promise<void>;
  /** Absences that touch these dates, both included, by first day. */
  absences(from: CivilDate, to: CivilDate): Promise<readonly StoredAbsence[]>;
  findAbsence(absenceId: string): Promise<StoredAbsence | undefined>;
  putAbsence(absence: StoredAbsence): Promise<void>;
  removeAbsence(absenceId: string): Promise<boolean>;
  /** The number of the last roster that was published; 0 before the first. */
  version(): Promise<number>;
  published(version: number): Promise<void>;
}

/** The on-call plan as it is kept. */
export interface StoredOnCall {
  readonly version: number;
  readonly publishedAt: Instant;
  readonly body: OnCallBody;
  /** The version in which each item was changed last: `rotations/nuits`. */
  readonly revisions: Readonly<Record<string, number>>;
}

/** Where the on-call plan is kept: one, whole. */
export interface OnCallStore {
  load(): Promise<StoredOnCall | undefined>;
  /** @throws Fault `conflict` when there is one already. */
  add(plan: StoredOnCall): Promise<void>;
  /** @returns false when the one that is kept is no longer of that version: nothing was changed. */
  replace(plan: StoredOnCall, version: number): Promise<boolean>;
}

/** An exchange of hours as it is kept: people by their accounts. */
export interface StoredSwap {
  readonly swapId: string;
  readonly scheduleId: string;
  readonly askedBy: AccountId;
  readonly with: AccountId;
  readonly mine: { readonly fromAt: Instant; readonly toAt: Instant };
  readonly theirs?: { readonly fromAt: Instant; readonly toAt: Instant } | undefined;
  readonly note: string;
  readonly status: SwapStatus;
  readonly askedAt: Instant;
  readonly history: readonly { readonly status: SwapStatus; readonly by: AccountId; readonly at: Instant }[];
}

/** Where exchanges of hours are kept. */
export interface SwapStore {
  add(swap: StoredSwap): Promise<void>;
  find(swapId: string): Promise<StoredSwap | undefined>;
  /** Newest first. */
  list(slice: Slice): Promise<Page<StoredSwap>>;
  /** @returns the swap after the step; undefined when there is none, or it is in none of the states `from`. */
  step(
    swapId: string,
    from: readonly SwapStatus[],
    to: { readonly status: SwapStatus; readonly by: AccountId; readonly at: Instant },
  ): Promise<StoredSwap | undefined>;
}

/** Where it is kept who has asked for a calendar feed. */
export interface FeedStore {
  /** Makes it the only one of this account. */
  put(feed: { readonly feedId: string; readonly accountId: AccountId }): Promise<void>;
  find(feedId: string): Promise<{ readonly accountId: AccountId } | undefined>;
  ofAccount(accountId: AccountId): Promise<{ readonly feedId: string } | undefined>;
  /** @returns false when there was none. */
  remove(accountId: AccountId): Promise<boolean>;
}

/** Rings once at an instant, or soon after it when the machine slept. */
export interface Alarm {
  /** @returns how to call it off. */
  at(dueAt: Instant, ring: () => void): () => void;
}

/** A word from a supervisor, with who has read it. */
export interface StoredMessage extends SupervisorMessage {
  readonly to: readonly { readonly agentId: AgentId; readonly readAt?: Instant | undefined }[];
}

/** Where supervisors' words are kept. */
export interface MessageStore {
  add(message: StoredMessage): Promise<void>;
  /** @returns false when it is not theirs, or read already. */
  markRead(messageId: string, agentId: AgentId, at: Instant): Promise<boolean>;
  /** Those that somebody has not read, oldest first. */
  unread(): Promise<readonly StoredMessage[]>;
  list(slice: Slice): Promise<Page<StoredMessage>>;
}

/** A letter to one person, under an id for ever. */
export interface Letter {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Once it is sent, the caller of this ticket has been told. */
  readonly informs?: TicketId | undefined;
  /** It asks somebody on call: not sent any more once that is over. */
  readonly alert?: { readonly alertId: AlertId; readonly pageId?: PageId | undefined } | undefined;
}

/** Sends letters. One sent twice bears the same Message-ID. */
export interface Mailer {
  /** @throws Fault, retryable or for good. */
  send(letter: Omit<Letter, 'informs' | 'alert'>): Promise<void>;
}

/** How far what people are to be told has been taken. */
export interface NoticeStore {
  /** Undefined before the first start. */
  journalSeq(): Promise<number | undefined>;
  setJournalSeq(seq: number): Promise<void>;
  /** Place in the tickets' journal. */
  ticketPosition(): Promise<string | undefined>;
  setTicketPosition(position: string): Promise<void>;
}

/** Telephone numbers as they are written and dialled in France. */
export interface NumberPlan {
  /** E.164, or an inside extension or short number as dialled; undefined when it is not a number. */
  normalise(raw: string): string | undefined;
  /** For reading. */
  format(number: string): string;
}

/** A sound of the media directory. */
export interface Sound {
  /** Path below the media directory, named by content. */
  readonly file: string;
  readonly durationMs: number;
}

/** Makes the sounds callers hear. A sound that is already there is not made again. */
export interface SoundMaker {
  /** @throws Fault `unavailable` when the synthesiser is not installed. */
  speak(text: string): Promise<Sound>;
  music(): Promise<Sound>;
  beep(): Promise<Sound>;
  has(file: string): Promise<boolean>;
  /** How long a sound of the media directory lasts. */
  durationOf(file: string): Promise<number>;
  /** Takes a recording that somebody sends: 48 kHz mono 16 bit and even loudness by then. */
  convert(bytes: Buffer): Promise<ConvertedSound>;
}

/** A sound, or why what was sent is none. */
export type ConvertedSound = Sound | { readonly refused: SoundRefusalReason };

/** Telephone numbers behind party references. */
export interface PartyLookup {
  lookUp(
    partyRef: PartyRef,
  ): Promise<{ readonly number: string; readonly displayName?: string | undefined } | undefined>;
  /** The envelope of a number that may not be shown (C9); undefined of every other party. */
  lookUpSealed(partyRef: PartyRef): Promise<Buffer | undefined>;
  /** Keeps a number; what it gives back stands for it everywhere else. */
  remember(party: { readonly number: string }): Promise<PartyRef>;
}

/** Where telephone numbers are kept, outside every journal and definition. */
export interface PartyBook extends PartyLookup {
  /** The reference of a number: the same for the same number. */
  refer(number: string): PartyRef;
  remember(party: { readonly number: string }): Promise<PartyRef>;
}

/** An opening of a sealed number as it is kept. */
export interface StoredOpening extends SealedOpening {
  readonly partyRef: PartyRef;
}

/** Where openings of sealed numbers are kept; none is ever removed. */
export interface SealedOpeningStore {
  add(opening: StoredOpening): Promise<void>;
  find(openingId: string): Promise<StoredOpening | undefined>;
  /** Newest first. */
  list(slice: Slice): Promise<Page<StoredOpening>>;
  /** @returns the opening after the change; undefined when it was not, or no longer, in that state. */
  move(
    openingId: string,
    from: SealedOpening['status'],
    change: Partial<SealedOpening>,
  ): Promise<StoredOpening | undefined>;
}

/** What proves that a desk phone is itself. */
export interface DeviceCredentials {
  put(credential: { deviceId: string; realm: string; ha1: string; ha1Sha256: string }): Promise<void>;
  remove(deviceId: string): Promise<void>;
}

/** A file of comma- or semicolon-separated values. */
export interface Csv {
  /**
   * The rows after the header, as `column → cell`; the separator is the one the header uses.
   *
   * @returns an issue with its line where the text is not CSV.
   */
  read(text: string): { readonly rows: readonly CsvRow[] } | { readonly line: number; readonly message: string };
  /** With a byte-order mark and semicolons, as French spreadsheets expect. */
  write(columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string;
}

export interface CsvRow {
  /** As an editor counts, the header being line 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** An organisation as data, as it is on disk (`profiles/`). */
export interface Profile {
  readonly body: DefinitionBody;
  /** Which sound each prompt is; the texts are spoken. */
  readonly sounds: ReadonlyMap<string, 'speech' | 'music' | 'beep'>;
  /** Usual presences, there from the first start on. */
  readonly shiftTemplates: readonly ShiftTemplate[];
  /** Who is on call at the first start. */
  readonly onCall?: ProfileOnCall | undefined;
  /** People, accounts and a directory for a demonstration; installed only when asked for. */
  readonly demo: {
    readonly password: string;
    readonly agents: readonly AgentDefinition[];
    readonly accounts: readonly Omit<AccountInput, 'password'>[];
    readonly contactsCsv: string;
    /** Who works by which template, every day around the day of the start. */
    readonly shifts: readonly { readonly templateId: string; readonly agentIds: readonly AgentId[] }[];
    readonly partyRules: readonly PartyRuleInput[];
  };
}

/** On-call as a profile has it: everything of the plan but what grows later. */
export type ProfileOnCall = Omit<
  OnCallPlan,
  'version' | 'publishedAt' | 'domainId' | 'timeZone' | 'responders' | 'overrides' | 'temporaries' | 'absences'
> & {
  /** `responderId` is the login of an account, here and in every list that names them. */
  readonly responders: readonly {
    readonly responderId: string;
    readonly name: string;
    readonly email?: string | undefined;
    /** As dialled. */
    readonly phones: readonly string[];
    readonly backups: readonly AccountId[];
  }[];
};
