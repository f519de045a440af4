import type {
  AccountId,
  AgentId,
  AlertId,
  CallOutcome,
  CollectId,
  DissuasionId,
  Instant,
  LegId,
  OfferId,
  OverflowReason,
  PartyRef,
  PlayId,
  RecordingId,
} from '@decroche/protocol';

/** One attempt to give one call to one agent. */
export interface Offer {
  readonly offerId: OfferId;
  readonly agentId: AgentId;
  readonly legId: LegId;
  readonly madeAt: Instant;
  /** When it rings out. */
  readonly expiresAt: Instant;
  /** The device has said that it rings. */
  readonly ringing: boolean;
  /** The device has answered; the bridge follows. */
  readonly accepted: boolean;
}

/** Who talks with the caller: an agent, or an outside party after a transfer. */
export type Party =
  | { readonly kind: 'agent'; readonly agentId: AgentId; readonly legId: LegId }
  | { readonly kind: 'external'; readonly legId: LegId };
export type AgentParty = Extract<Party, { kind: 'agent' }>;

/** Whom a transferred caller is being joined to. `offer` is the ring at an agent, in which case `legId` is its leg. */
type TransferAttempt =
  | { readonly kind: 'agent'; readonly agentId: AgentId; readonly offer: Offer | undefined }
  | { readonly kind: 'external'; readonly legId: LegId };

/** What is happening to a call; the picture is in `evolve-call.ts`. */
export type Stage =
  | { readonly status: 'answering' }
  | { readonly status: 'welcome'; readonly playId: PlayId }
  | { readonly status: 'dissuasion'; readonly dissuasionId: DissuasionId; readonly playId: PlayId }
  /** The message has been said, a key is awaited. */
  | { readonly status: 'choosing'; readonly dissuasionId: DissuasionId }
  /** The menu is being said for the `time`-th time, or its end is waiting for a key. */
  | { readonly status: 'menu'; readonly time: number }
  /** Asked where to be rung back: a number is being read to them (`confirm`), or typed by them (`number`). */
  | {
      readonly status: 'callbackDialogue';
      readonly ask: 'confirm' | 'number';
      readonly time: number;
      readonly partyRef: PartyRef | undefined;
      readonly playId: PlayId;
      readonly collectId: CollectId;
    }
  /** A call-back that is not due yet. */
  | { readonly status: 'postponed' }
  /** A call-back in line whose caller is dialled as soon as someone is free (`callerFirst`). */
  | { readonly status: 'toDial' }
  /** The telephone of the one to be rung back rings; the agent of the offer is on the line already (`agentFirst`). */
  | { readonly status: 'dialling'; readonly since: Instant; readonly offer: Offer | undefined }
  /** They have answered and hear who rings; no agent yet (`callerFirst`). */
  | { readonly status: 'reached'; readonly playId: PlayId }
  | { readonly status: 'queued' }
  /** Several agents are rung under `ringAll`, one otherwise. */
  | { readonly status: 'offered'; readonly offers: readonly Offer[] }
  | { readonly status: 'connecting'; readonly offer: Offer }
  | { readonly status: 'talking'; readonly party: Party }
  | { readonly status: 'held'; readonly party: Party }
  | {
      readonly status: 'transferring';
      /** Who transfers; absent once they have hung up. */
      readonly from: AgentParty | undefined;
      readonly to: TransferAttempt;
    }
  /** Out of hours: those on call are being asked. `joining`: one has taken it by their key, the bridge follows. */
  | {
      readonly status: 'onCall';
      readonly alertId: AlertId;
      readonly joining: { readonly responderId: AccountId; readonly legId: LegId } | undefined;
    }
  | { readonly status: 'message'; readonly reason: OverflowReason; readonly playId: PlayId }
  | { readonly status: 'recording'; readonly reason: OverflowReason; readonly recordingId: RecordingId }
  /** A last word before the end; the outcome stands already. */
  | { readonly status: 'parting'; readonly playId: PlayId; readonly outcome: CallOutcome };
export type StageOf<S extends Stage['status']> = Extract<Stage, { status: S }>;
