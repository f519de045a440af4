/** What each journal line says of its call, apart from handling times. What happened first stays: a later queue or agent is a transfer. */
import type { CallRecord, DissuasionId, Instant, JournalEvent } from '@decroche/protocol';

type Facts = Partial<CallRecord>;
type Offer = CallRecord['offers'][number];
type Dissuasion = CallRecord['dissuasions'][number];

/** The fields of a record that a line changes. */
export function factsOf(record: CallRecord, event: JournalEvent, at: Instant): Facts {
  switch (event.type) {
    case 'call.queued': {
      const { queueId, queuedAt, priority } = event;
      return record.queuedAt === undefined ? { queueId, queuedAt, priority } : { priority };
    }
    case 'call.prioritised':
      return { priority: event.priority };
    case 'call.waitAnnounced': {
      const { estimateMs, upToMs } = event;
      return record.answeredAt === undefined ? { announcedWait: { at, estimateMs, upToMs } } : {};
    }
    case 'call.answered':
      return record.answeredAt === undefined ? { agentId: event.agentId, answeredAt: event.answeredAt } : {};
    case 'call.transferred':
      return { transfers: record.transfers + 1 };
    case 'call.ended': {
      const { endedAt, outcome, cause, by } = event;
      return record.endedAt === undefined ? { endedAt, outcome, cause, endedBy: by } : {};
    }
    default:
      return (
        onCallFacts(record, event, at) ??
        choiceFacts(record, event, at) ??
        voicemailFacts(event) ??
        callbackFacts(record, event, at) ??
        offerFacts(record, event, at)
      );
  }
}

/** Out of hours, and how the call is to be judged. */
function onCallFacts(record: CallRecord, event: JournalEvent, at: Instant): Facts | undefined {
  const { onCall, tags = [] } = record;
  switch (event.type) {
    case 'call.onCallStarted':
      return onCall ? {} : { onCall: { alertId: event.alertId, startedAt: at } };
    case 'call.onCallAnswered': {
      const { alertId, responderId, answeredAt } = event;
      return onCall?.answeredAt === undefined
        ? { onCall: { startedAt: answeredAt, ...onCall, alertId, responderId, answeredAt } }
        : {};
    }
    case 'call.tagged': {
      const others = tags.filter((tag) => tag !== event.tag);
      return { tags: event.on ? [...others, event.tag] : others };
    }
    default:
      return undefined;
  }
}

/** What the caller was told and chose. */
function choiceFacts(record: CallRecord, event: JournalEvent, at: Instant): Facts | undefined {
  const { dissuasions } = record;
  switch (event.type) {
    case 'call.choiceMade': {
      const { where, key, target } = event;
      return { choices: [...record.choices, { at, where, target, ...(key === undefined ? {} : { key }) }] };
    }
    case 'call.dissuasionStarted':
      return { dissuasions: [...dissuasions, { dissuasionId: event.dissuasionId, startedAt: at, heard: false }] };
    case 'call.dissuasionHeard':
      return { dissuasions: withLatest(dissuasions, event.dissuasionId, { heard: true }) };
    case 'call.dissuasionChoiceMade':
      return { dissuasions: withLatest(dissuasions, event.dissuasionId, { choice: event.choice }) };
    case 'call.attachedToIncident':
      return { incidentTicketId: event.ticketId };
    default:
      return undefined;
  }
}

/** A message may be said twice in one call: what follows is about the last time. */
function withLatest(said: readonly Dissuasion[], id: DissuasionId, more: Partial<Dissuasion>): Dissuasion[] {
  const last = said.findLastIndex(({ dissuasionId }) => dissuasionId === id);
  return said.map((one, index) => (index === last ? { ...one, ...more } : one));
}

function voicemailFacts(event: JournalEvent): Facts | undefined {
  switch (event.type) {
    case 'call.overflowed':
      return { overflowReason: event.reason };
    case 'call.voicemailStarted':
      return { recordingId: event.recordingId };
    case 'call.voicemailFinished':
    case 'call.voicemailRecovered': {
      const { recordingId, file, durationMs } = event;
      return { recordingId, voicemailMs: durationMs, ...(file === undefined ? {} : { voicemailFile: file }) };
    }
    default:
      return undefined;
  }
}

/** What became of ringing someone back. */
function callbackFacts(record: CallRecord, event: JournalEvent, at: Instant): Facts | undefined {
  switch (event.type) {
    case 'call.callbackRequested':
      return { callbackId: event.callbackId };
    case 'call.postponed':
      // Another attempt or closed doors do not move what was promised; a new appointment does.
      return event.why === 'asked' ? { dueAt: event.dueAt, callbackMode: 'slot' } : {};
    case 'call.dialled':
      return { dials: Math.max(record.dials ?? 0, event.attempt), firstDialledAt: record.firstDialledAt ?? at };
    case 'call.callerReached':
      return { reachedAt: record.reachedAt ?? event.reachedAt };
    default:
      return undefined;
  }
}

function offerFacts(record: CallRecord, event: JournalEvent, at: Instant): Facts {
  switch (event.type) {
    case 'offer.made': {
      const { offerId, agentId } = event;
      return { offers: [...record.offers, { offerId, agentId, madeAt: at }] };
    }
    case 'offer.accepted':
      return settled(record, event.offerId, { endedAt: at, result: 'accepted' });
    case 'offer.declined':
      return settled(record, event.offerId, { endedAt: at, result: 'declined' });
    case 'offer.withdrawn':
      return settled(record, event.offerId, { endedAt: at, result: 'withdrawn' });
    case 'offer.expired':
      return settled(record, event.offerId, { endedAt: at, result: 'expired' });
    case 'offer.failed':
      return settled(record, event.offerId, { endedAt: at, result: 'failed' });
    default:
      return {};
  }
}

function settled(record: CallRecord, offerId: Offer['offerId'], end: Partial<Offer>): Facts {
  return { offers: record.offers.map((offer) => (offer.offerId === offerId ? { ...offer, ...end } : offer)) };
}
