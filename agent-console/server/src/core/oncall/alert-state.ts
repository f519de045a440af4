import type {
  AccountId,
  AlertContent,
  AlertId,
  AlertStatus,
  CallId,
  Instant,
  JournalEvent,
  JournalEventOf,
  OnCallPlan,
  PageId,
  PageMeans,
  PageResult,
  ServiceId,
  TicketId,
} from '@decroche/protocol';

/** A line of the journal about an alert. */
export type AlertEvent = Extract<JournalEvent, { type: `alert.${string}` }>;

/** One attempt to reach one person. */
export interface BoardPage {
  readonly pageId: PageId;
  readonly responderId: AccountId;
  readonly means: PageMeans;
  readonly at: Instant;
  rings: boolean;
  answeredAt?: Instant | undefined;
  result?: PageResult | undefined;
}

/** Somebody at work on it (O3). */
export interface Mobilised {
  readonly responderId: AccountId;
  readonly joinedAt: Instant;
  leftAt?: Instant | undefined;
}

/** An alert with all of its life. */
export interface BoardAlert {
  readonly alertId: AlertId;
  readonly source: JournalEventOf<'alert.opened'>['source'];
  readonly policyId: string;
  readonly openedAt: Instant;
  readonly callId?: CallId | undefined;
  readonly serviceId?: ServiceId | undefined;
  readonly equipmentId?: string | undefined;
  readonly dedupKey?: string | undefined;
  content: AlertContent;
  status: AlertStatus;
  /** How often it was told while open. */
  times: number;
  acceptedBy?: AccountId | undefined;
  acceptedAt?: Instant | undefined;
  /** When its promise begins to run, if it had to wait for the opening (O2). */
  dueFromAt?: Instant | undefined;
  /** Somebody began to help from afar: at work on it, or speaking to the caller. */
  remoteAt?: Instant | undefined;
  onSiteAt?: Instant | undefined;
  callerWaits: boolean;
  readonly pages: BoardPage[];
  readonly mobilised: Mobilised[];
  readonly timeline: { readonly seq: number; readonly at: Instant; readonly event: AlertEvent }[];
  closedAt?: Instant | undefined;
  resolution?: string | undefined;
}

/** Alerts and who is on call, as the journal tells them. */
export interface AlertBoard {
  plan: OnCallPlan | undefined;
  readonly alerts: Map<AlertId, BoardAlert>;
  /** Closed ones that are still kept, oldest first. */
  readonly closed: AlertId[];
  /** The open alert of a caller on the line. */
  readonly ofCall: Map<CallId, AlertId>;
  /** The ticket that consigns an alert. */
  readonly tickets: Map<AlertId, { readonly ticketId: TicketId; readonly number: string }>;
}

/** How much of the past is kept. */
export const keptAlerts = { closed: 2_000, timelineLines: 1_000, pages: 500 } as const;

/** Before the first journal line. */
export const noAlerts = (): AlertBoard => ({
  plan: undefined,
  alerts: new Map(),
  closed: [],
  ofCall: new Map(),
  tickets: new Map(),
});

/** Alerts that are not closed, oldest first. */
export const openAlertsOf = ({ alerts }: AlertBoard): BoardAlert[] =>
  [...alerts.values()].filter(({ status }) => status !== 'closed');
