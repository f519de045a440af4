import type {
  AccountId,
  AlertContent,
  AlertId,
  AlertSource,
  AlertStatus,
  CallId,
  Duration,
  GatewayId,
  Instant,
  JournalEventOf,
  LegId,
  PageId,
  ServiceId,
} from '@decroche/protocol';

/** A deadline, and the journal line that set it. */
interface AlertTimer {
  readonly dueAt: Instant;
  readonly set: number;
}

/** One attempt to reach one person, while it lasts. */
export interface Page {
  readonly pageId: PageId;
  readonly responderId: AccountId;
  readonly means: JournalEventOf<'alert.paged'>['means'];
  readonly outside: JournalEventOf<'alert.paged'>['outside'];
  /** Which of their telephones, from 0. */
  readonly phone: number;
  /** The second attempt on this telephone, for the first one never had its chance: there is no third. */
  readonly again: boolean;
  /** The caller's call for `live`, one of its own for `telephone`; none for a mail. */
  readonly callId: CallId | undefined;
  readonly legId: LegId | undefined;
  readonly gatewayId: GatewayId | undefined;
  readonly pagedAt: Instant;
  readonly rang: boolean;
  /** Somebody or something has picked up: a key is awaited. */
  readonly answered: boolean;
  /** The end of its ringing, of the wait for a key, or of the wait for an answer to the mail. */
  readonly timer: AlertTimer | undefined;
}

/** How far the escalation has come: `target` is −1 before the first one of a step has been asked. */
export interface Cursor {
  readonly loop: number;
  readonly step: number;
  readonly target: number;
  /** Who was asked last in this step: not asked twice in a row. */
  readonly asked: AccountId | undefined;
}

/**
 * One thing that somebody on call has to be told of:
 *
 *     deferred ──opening──▶ escalating ──key 1, screen──▶ accepted ──▶ closed
 *                             │    ▲                          │
 *                             │    └────── passed on ─────────┤
 *                             └── nobody took it ─▶ exhausted ┘
 *
 * While it escalates, either somebody is being paged or the next step has its time. It is closed by people only.
 */
export interface Alert {
  readonly alertId: AlertId;
  readonly source: AlertSource;
  readonly status: AlertStatus;
  readonly content: AlertContent;
  readonly policyId: string;
  readonly openedAt: Instant;
  readonly callId: CallId | undefined;
  readonly serviceId: ServiceId | undefined;
  readonly equipmentId: string | undefined;
  readonly dedupKey: string | undefined;
  readonly at: Cursor;
  /** The step whose delay runs. */
  readonly awaited: { readonly loop: number; readonly step: number } | undefined;
  readonly pages: readonly Page[];
  readonly acceptedBy: AccountId | undefined;
  /** Who is at work on it. */
  readonly joined: readonly AccountId[];
  readonly interventions: readonly { readonly responderId: AccountId; readonly where: 'remote' | 'onSite' }[];
  /** Calls of pages that are over and in which a last word is being said: spared by a census until then. */
  readonly partings: readonly { readonly callId: CallId; readonly untilAt: Instant }[];
  /** What had failed works again. */
  readonly recovered: boolean;
  /** The opening it is deferred to, or the begin of the awaited step. */
  readonly timer: AlertTimer | undefined;
}

/** A way to the public network, as a gateway sees it. */
export interface Trunk {
  readonly gatewayId: GatewayId;
  readonly trunkId: string;
  readonly up: boolean;
  /** Failed probes in a row; absent when it has never been probed. */
  readonly failedProbes: number | undefined;
}

/** Closed alerts that are still known, for what is asked about them a little late. */
export const CLOSED_KEPT = 50;

/** How long a last word may last: "thank you, it is yours". */
export const PARTING_MS: Duration = 20_000;

/** Rest of an alert one of whose deadlines met a bug, before its escalation goes on. */
export const STRUCK_OUT_REST_MS: Duration = 60_000;

/** Whether it is not closed. */
export const isOpenAlert = (alert: Alert): boolean => alert.status !== 'closed';
