import { JournalRecord, type CallOutcome, type DomainId, type JournalEvent } from '@decroche/protocol';
import { chain, CHAIN_START } from '../../acd/src/app/hash-chain.ts';

/** A call as a test tells it; times count from its arrival. */
export interface CallPlot {
  readonly callId: string;
  readonly arrivedAt: number;
  readonly serviceId?: string;
  readonly partyRef?: string;
  readonly agentId?: string;
  /** Length of the welcome; `null` = the caller never reached the queue. Default 0. */
  readonly welcomeMs?: number | null;
  /** From the queue (or the arrival, when it was never reached) to pick-up or the end. */
  readonly waitMs: number;
  /** How it ends; `answered` opens with the pick-up. */
  readonly outcome: CallOutcome;
  readonly talkMs?: number;
  readonly holdMs?: number;
  readonly wrapUpMs?: number;
  /** Offers that rang out before. */
  readonly missed?: number;
  /** Leave the call unfinished. */
  readonly unfinished?: boolean;
}

/** An event and the instant it is journalled at. */
export interface Told {
  readonly at: number;
  readonly event: JournalEvent;
}

/** The events of one call, in order. */
export function tell(plot: CallPlot): Told[] {
  const { callId, arrivedAt, serviceId = 'plain', agentId = 'agent1', welcomeMs = 0, waitMs, outcome } = plot;
  const told: { at: number; event: object }[] = [];
  const say = (at: number, type: string, fields: object = {}): void => {
    told.push({ at, event: { type, callId, ...fields } });
  };
  const party = plot.partyRef === undefined ? {} : { partyRef: plot.partyRef };
  const from = { legId: `${callId}-leg`, gatewayId: 'gateway1', serviceId, dialled: '8008', ...party };
  say(arrivedAt, 'call.arrived', { ...from, receivedAt: arrivedAt });
  const queuedAt = arrivedAt + (welcomeMs ?? 0);
  if (welcomeMs !== null) {
    if (welcomeMs > 0) say(queuedAt, 'call.welcomed');
    say(queuedAt, 'call.queued', { queueId: 'desk', queuedAt, priority: 0 });
  }
  for (let miss = 0; miss < (plot.missed ?? 0); miss += 1) {
    const offer = { offerId: `${callId}-miss${miss}`, agentId: `misser${miss}` };
    const at = queuedAt + Math.floor((waitMs * miss) / (plot.missed! + 1));
    say(at, 'offer.made', {
      ...offer,
      legId: `${callId}-m${miss}`,
      queueId: 'desk',
      expiresAt: at + 1,
      because: 'longestIdle',
    });
    say(at + 1, 'offer.expired', offer);
  }
  const pickUpAt = queuedAt + waitMs;
  if (outcome === 'answered') {
    const offer = { offerId: `${callId}-offer`, agentId };
    say(pickUpAt, 'offer.made', {
      ...offer,
      legId: `${callId}-a`,
      queueId: 'desk',
      expiresAt: pickUpAt + 1,
      because: 'longestIdle',
    });
    say(pickUpAt, 'offer.accepted', offer);
    say(pickUpAt, 'call.answered', { ...offer, answeredAt: pickUpAt });
    if (!plot.unfinished) talk(plot, agentId, pickUpAt, say);
  } else if (!plot.unfinished) {
    if (outcome.startsWith('voicemail')) {
      const recordingId = `${callId}-recording`;
      say(pickUpAt, 'call.overflowed', { reason: 'maximumWait' });
      say(pickUpAt, 'call.voicemailStarted', { recordingId });
      say(pickUpAt, 'call.voicemailFinished', { recordingId, durationMs: outcome === 'voicemailLeft' ? 4_000 : 0 });
    }
    say(pickUpAt, 'call.ended', { outcome, cause: 'cancelled', by: 'caller', endedAt: pickUpAt });
  }
  return told as Told[];
}

type Say = (at: number, type: string, fields?: object) => void;

function talk(plot: CallPlot, agentId: string, pickUpAt: number, say: Say): void {
  const { talkMs = 60_000, holdMs = 0, wrapUpMs = 0, callId } = plot;
  if (holdMs > 0) {
    say(pickUpAt, 'call.held', { agentId });
    say(pickUpAt + holdMs, 'call.retrieved', { agentId });
  }
  const endedAt = pickUpAt + holdMs + talkMs;
  say(endedAt, 'call.ended', { outcome: 'answered', cause: 'normal', by: 'caller', endedAt });
  if (wrapUpMs === 0) return;
  say(endedAt, 'agent.wrapUpStarted', { agentId, callId, endsAt: endedAt + wrapUpMs });
  say(endedAt + wrapUpMs, 'agent.wrapUpEnded', { agentId, callId: undefined });
}

/** One journal out of several calls: in order of time, counted from `firstSeq`. */
export function journalOf(stories: readonly (readonly Told[])[], firstSeq = 1, domainId = 'main'): JournalRecord[] {
  return stories
    .flat()
    .sort((a, b) => a.at - b.at)
    .map(({ at, event }, index) =>
      JournalRecord.parse({
        ...{ seq: firstSeq + index, domainId, at, cause: `input-${firstSeq + index}`, definitionVersion: 1 },
        ...{ event, hash: 'unchained' },
      }),
    );
}

/** The same journal with the hashes the acd gives it. */
export function chained(lines: readonly JournalRecord[]): JournalRecord[] {
  const domainId = lines[0]?.domainId ?? ('main' as DomainId);
  return [...chain(CHAIN_START, lines, { domainId, definitionVersion: 1 }).records];
}
