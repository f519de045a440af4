import { z } from 'zod';
import { CallerView, Contact, Identity, Role } from './console.ts';
import { AgentDefinition, AgentDevice, PauseReasonDefinition } from './definitions.ts';
import { AccountId, AgentId, CallId, DeviceId, PromptId, QueueId, RecordingId, ServiceId } from './ids.ts';
import { SoundFile } from './http-dissuasion.ts';
import { AgentStatus, NextState } from './agent-events.ts';
import { CallOutcome, CallTag } from './call-outcome.ts';
import { TransferTarget } from './requests.ts';
import { Duration, Instant } from './time.ts';

/** What the console's HTTP door takes and gives; the screens are built on it, and anybody's robot may be. */

/** A part of a list, and how long the whole list is. */
const pageOf = <S extends z.ZodType>(item: S) => z.object({ total: z.number().int().min(0), items: z.array(item) });

/** A password as a person types it. Length is what makes it strong; nothing else is imposed (ANSSI, NIST 800-63B). */
const NewPassword = z.string().min(10, 'at least 10 characters').max(200, 'at most 200 characters');
const Login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'letters, digits, dot, hyphen');
const PersonName = z.string().trim().min(1).max(120);

// ── Sign-in ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `POST /api/session`. */
export const SignIn = z.object({ login: z.string().trim().min(1).max(64), password: z.string().min(1).max(200) });
export type SignIn = z.infer<typeof SignIn>;

/** `GET` and `POST /api/session`: who is signed in, and what they answer calls on. */
export const SessionView = z.object({
  identity: Identity,
  /** Present when the account belongs to someone who answers calls. */
  agent: z.object({ agentId: AgentId, name: z.string(), device: AgentDevice }).optional(),
  locale: z.enum(['fr', 'en']).optional(),
  /** The account still has the password the system made for it: the page asks for another one. */
  firstRun: z.boolean(),
});
export type SessionView = z.infer<typeof SessionView>;

/** `POST /api/session/password`. Ends every other session of the account. */
export const PasswordChange = z.object({ current: z.string().min(1).max(200), next: NewPassword });
export type PasswordChange = z.infer<typeof PasswordChange>;

/** `GET /api/softphone`: a credential for the browser's own SIP registration, good for some hours. */
export const SoftphoneCredential = z.object({
  deviceId: DeviceId,
  /** Address of record: `sip:device@domain`. */
  uri: z.string(),
  /** Path of the WebSocket, on the page's own origin. */
  server: z.string(),
  authorizationUsername: z.string(),
  password: z.string(),
  expiresAt: Instant,
  iceServers: z.array(z.object({ urls: z.array(z.string()) })),
});
export type SoftphoneCredential = z.infer<typeof SoftphoneCredential>;

// ── Requests to the acd ────────────────────────────────────────────────────────────────────────────────────────────

/** The acd has taken the request; what changes arrives through the desk view. */
export const Accepted = z.object({ result: z.literal('accepted') });
export type Accepted = z.infer<typeof Accepted>;

/** `POST /api/agents/:agentId/pause`. */
export const PauseBody = z.object({ reason: z.string().min(1).max(60) });
export type PauseBody = z.infer<typeof PauseBody>;
/** `POST /api/agents/:agentId/next-state`; `null` cancels the choice. */
export const NextStateBody = z.object({ next: NextState.nullable() });
export type NextStateBody = z.infer<typeof NextStateBody>;
/** `POST /api/agents/:agentId/wrap-up/extend`. */
export const WrapUpExtendBody = z.object({ byMs: Duration.min(1000).max(3_600_000) });
export type WrapUpExtendBody = z.infer<typeof WrapUpExtendBody>;
/** `POST /api/agents/:agentId/shift/extend`: stay in service until then, after the end of the shift. */
export const ShiftExtendBody = z.object({ untilAt: Instant });
export type ShiftExtendBody = z.infer<typeof ShiftExtendBody>;
/** `POST /api/agents/:agentId/calls/:callId/transfer`. */
export const TransferBody = z.object({ target: TransferTarget });
export type TransferBody = z.infer<typeof TransferBody>;
/** `POST /api/agents/:agentId/calls/:callId/question`: said to a caller who answers by keys (C9). */
export const QuestionBody = z.object({ questionId: z.string().min(1).max(120) });
export type QuestionBody = z.infer<typeof QuestionBody>;
/** `POST /api/agents/:agentId/calls/:callId/tag`. */
export const TagBody = z.object({ tag: CallTag, on: z.boolean() });
export type TagBody = z.infer<typeof TagBody>;

/** `GET /api/transfer-targets`: where an agent may send a caller; contacts come from the directory search. */
export const TransferTargets = z.object({
  queues: z.array(z.object({ queueId: QueueId, name: z.string(), agentsReady: z.number().int() })),
  agents: z.array(z.object({ agentId: AgentId, name: z.string(), status: AgentStatus })),
});
export type TransferTargets = z.infer<typeof TransferTargets>;

/** `GET /api/pause-reasons`. */
export const PauseReasonPage = pageOf(PauseReasonDefinition);
export type PauseReasonPage = z.infer<typeof PauseReasonPage>;

// ── Calls ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One recent call, from the console's own fold of the journal. */
export const RecentCall = z.object({
  callId: CallId,
  serviceId: ServiceId,
  serviceName: z.string(),
  caller: CallerView,
  receivedAt: Instant,
  queuedAt: Instant.optional(),
  answeredAt: Instant.optional(),
  endedAt: Instant.optional(),
  /** Absent while the call lasts. */
  outcome: CallOutcome.optional(),
  agentId: AgentId.optional(),
  agentName: z.string().optional(),
});
export type RecentCall = z.infer<typeof RecentCall>;
/** `GET /api/calls?agentId=me`, newest first. */
export const RecentCallPage = pageOf(RecentCall);
export type RecentCallPage = z.infer<typeof RecentCallPage>;

/** `GET /api/calls/:callId`: what happened, line by line. */
export const CallFile = z.object({
  call: RecentCall,
  timeline: z.array(
    z.object({
      seq: z.number().int(),
      at: Instant,
      /** Type of the journal event, for a screen with words of its own. */
      type: z.string(),
      /** The same in French. */
      text: z.string(),
      agentName: z.string().optional(),
    }),
  ),
});
export type CallFile = z.infer<typeof CallFile>;

// ── Voicemail ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const VoicemailState = z.enum(['new', 'handled']);
export type VoicemailState = z.infer<typeof VoicemailState>;

/**
 * A message left by a caller nobody could answer (C5). Its sound is at `/api/voicemails/:recordingId/audio`, as a file to keep
 * at `…/download`.
 */
export const Voicemail = z.object({
  recordingId: RecordingId,
  callId: CallId,
  serviceId: ServiceId,
  serviceName: z.string(),
  caller: CallerView,
  leftAt: Instant,
  durationMs: Duration,
  state: VoicemailState,
  handledBy: z.string().optional(),
  handledAt: Instant.optional(),
  /** When a handled message is deleted. */
  deleteAt: Instant.optional(),
  /** Its recording was cut by a failure of ours and found again. */
  recovered: z.boolean().optional(),
  /** The call-back that answers it, while one is to be made. */
  callbackId: CallId.optional(),
});
export type Voicemail = z.infer<typeof Voicemail>;
/** `GET /api/voicemails?state=new|handled|all`, newest first. */
export const VoicemailPage = pageOf(Voicemail).extend({
  /** Messages nobody has handled, whatever the filter. */
  unhandled: z.number().int().min(0),
});
export type VoicemailPage = z.infer<typeof VoicemailPage>;

// ── Directory ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** `POST /api/contacts`, `PUT /api/contacts/:id`. Numbers are kept in E.164, or as dialled for inside extensions. */
export const ContactInput = z.object({
  name: PersonName,
  site: z.string().trim().max(120).default(''),
  service: z.string().trim().max(120).default(''),
  numbers: z.array(z.string().trim().min(1).max(40)).max(10).default([]),
  email: z.union([z.literal(''), z.email().max(200)]).default(''),
  vip: z.boolean().default(false),
});
export type ContactInput = z.input<typeof ContactInput>;
/** `GET /api/contacts`, `GET /api/contacts/search?q=`. */
export const ContactPage = pageOf(Contact);
export type ContactPage = z.infer<typeof ContactPage>;

/** What an import of CSV lines did, or would do (`?dryRun=1`). All or nothing: one wrong line and nothing is kept. */
export const ImportReport = z.object({
  dryRun: z.boolean(),
  applied: z.boolean(),
  lines: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** `line` counts as an editor shows it, the header being line 1. */
  errors: z.array(z.object({ line: z.number().int(), column: z.string().optional(), message: z.string() })),
});
export type ImportReport = z.infer<typeof ImportReport>;

// ── Notices by mail ────────────────────────────────────────────────────────────────────────────────────────────────

/** What someone wants to be told of by mail, whether signed in or not. */
export const NoticeKind = z.enum(['dissuasionPublished', 'voicemailLeft']);
export type NoticeKind = z.infer<typeof NoticeKind>;
/** `GET` and `PUT /api/session/notices`: my own. `email` empty = none. Supervisors are told of publications whatever they choose. */
export const NoticeChoice = z.object({
  email: z.union([z.literal(''), z.email().max(200)]),
  notices: z.array(NoticeKind).max(10),
});
export type NoticeChoice = z.infer<typeof NoticeChoice>;

// ── Accounts, tokens, audit (administrators) ───────────────────────────────────────────────────────────────────────

export const Account = z.object({
  accountId: AccountId,
  login: z.string(),
  name: z.string(),
  role: Role,
  agentId: AgentId.optional(),
  locale: z.enum(['fr', 'en']).optional(),
  /** Where notices go. */
  email: z.string().optional(),
  notices: z.array(NoticeKind).optional(),
  disabled: z.boolean(),
  createdAt: Instant,
  lastSignInAt: Instant.optional(),
});
export type Account = z.infer<typeof Account>;
/** `GET /api/accounts`. */
export const AccountPage = pageOf(Account);
export type AccountPage = z.infer<typeof AccountPage>;
/** `POST /api/accounts`; without a password one is made and answered once. */
export const AccountInput = z.object({
  login: Login,
  name: PersonName,
  role: Role,
  agentId: AgentId.optional(),
  locale: z.enum(['fr', 'en']).optional(),
  email: z.email().max(200).optional(),
  notices: z.array(NoticeKind).max(10).optional(),
  password: NewPassword.optional(),
});
export type AccountInput = z.infer<typeof AccountInput>;
/** `PUT /api/accounts/:id`: absent = unchanged; `agentId: null` parts the account from its agent. */
export const AccountChange = z.object({
  name: PersonName.optional(),
  role: Role.optional(),
  agentId: AgentId.nullable().optional(),
  locale: z.enum(['fr', 'en']).optional(),
  /** `null` = none any more. */
  email: z.email().max(200).nullable().optional(),
  notices: z.array(NoticeKind).max(10).optional(),
  disabled: z.boolean().optional(),
  password: NewPassword.optional(),
});
export type AccountChange = z.infer<typeof AccountChange>;
/** The answer to `POST /api/accounts`: the only time a made password is shown. */
export const AccountCreated = z.object({ account: Account, password: z.string().optional() });
export type AccountCreated = z.infer<typeof AccountCreated>;

/** A key for a robot, a wallboard or a script. The secret itself is kept nowhere. */
export const ApiToken = z.object({
  tokenId: z.string(),
  name: z.string(),
  role: Role,
  agentId: AgentId.optional(),
  createdAt: Instant,
  createdBy: z.string(),
  expiresAt: Instant.optional(),
});
export type ApiToken = z.infer<typeof ApiToken>;
/** `GET /api/tokens`. */
export const ApiTokenPage = pageOf(ApiToken);
export type ApiTokenPage = z.infer<typeof ApiTokenPage>;
/** `POST /api/tokens`. */
export const ApiTokenInput = z.object({
  name: PersonName,
  role: Role,
  agentId: AgentId.optional(),
  /** How long it is good for; absent = until it is withdrawn. */
  lifetimeMs: Duration.min(60_000).optional(),
});
export type ApiTokenInput = z.infer<typeof ApiTokenInput>;
/** The only time the token is shown: it goes into `Authorization: Bearer …`. */
export const ApiTokenCreated = z.object({ token: z.string(), apiToken: ApiToken });
export type ApiTokenCreated = z.infer<typeof ApiTokenCreated>;

/** Who did what, when, from where. Never changed, never deleted by the product. */
export const AuditEntry = z.object({
  at: Instant,
  /** Account id, `token:…`, or `-` when nobody was signed in. */
  actor: z.string(),
  actorName: z.string(),
  action: z.string(),
  target: z.string(),
  address: z.string(),
  detail: z.string().optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
/** `GET /api/audit`, newest first. */
export const AuditPage = pageOf(AuditEntry);
export type AuditPage = z.infer<typeof AuditPage>;

// ── Definitions (administrators) ───────────────────────────────────────────────────────────────────────────────────

/** `GET /api/agents`. */
export const AgentPage = pageOf(AgentDefinition);
export type AgentPage = z.infer<typeof AgentPage>;
/** `POST /api/agents/:agentId/phone-credential`: what to type into a desk phone; shown once. */
export const PhoneCredential = z.object({
  deviceId: DeviceId,
  domain: z.string(),
  username: z.string(),
  password: z.string(),
});
export type PhoneCredential = z.infer<typeof PhoneCredential>;
/**
 * `PUT /api/prompts/:promptId`: published at once. Without `file` the words are spoken by the speech synthesiser; with it, it is
 * a sound of the sound routes and the text says what is heard in it (empty for music).
 */
export const PromptInput = z
  .object({ text: z.string().trim().max(2000), file: SoundFile.optional() })
  .refine((input) => input.file !== undefined || input.text.length > 0, {
    path: ['text'],
    message: 'words to be spoken, or a sound',
  });
export type PromptInput = z.infer<typeof PromptInput>;
/** The answer to every change of the definition. */
export const DefinitionPublished = z.object({ version: z.number().int(), promptId: PromptId.optional() });
export type DefinitionPublished = z.infer<typeof DefinitionPublished>;
