import type { CallOutcome, JournalEvent } from '@decroche/protocol';
import type { Told } from './journal-story.ts';

/** What happens in an alert, by the milliseconds after its opening; `alertId` is added. */
export type AlertPlot = readonly (readonly [afterMs: number, event: Record<string, unknown> & { type: string }])[];

const told = (at: number, event: object): Told => ({ at, event: event as JournalEvent });

/** An alert from its opening on. */
export function tellAlert(alertId: string, openedAt: number, fields: object, plot: AlertPlot = []): Told[] {
  const opened = {
    ...{ type: 'alert.opened', alertId, by: 'system', source: 'api', policyId: 'infra', openedAt },
    content: { title: `Alert ${alertId}`, detail: '' },
    ...fields,
  };
  return [told(openedAt, opened), ...plot.map(([ms, event]) => told(openedAt + ms, { alertId, ...event }))];
}

/** Somebody is rung, and how that ends. */
export function page(pageId: string, responderId: string, ms: number, result: string): AlertPlot {
  const onPage = { pageId, responderId };
  return [
    [ms, { type: 'alert.paged', ...onPage, means: 'telephone', loop: 1, step: 0, callId: `main-${pageId}` }],
    [ms + 1_000, { type: 'alert.pageRang', ...onPage }],
    [ms + 10_000, { type: 'alert.pageEnded', ...onPage, result }],
  ];
}

/** A call out of hours that is given to those on call; times count from its arrival. */
export interface NightCall {
  readonly callId: string;
  readonly alertId: string;
  readonly arrivedAt: number;
  readonly serviceId?: string;
  readonly partyRef?: string;
  /** Who takes it, and when; nobody does without. */
  readonly takenBy?: { readonly responderId: string; readonly afterMs: number };
  readonly endsMs: number;
  readonly outcome: CallOutcome;
}

/** The lines of the call, and those that open its alert. */
export function tellNightCall(night: NightCall): Told[] {
  const { callId, alertId, arrivedAt, takenBy, outcome, serviceId = 'plain' } = night;
  const party = night.partyRef === undefined ? {} : { partyRef: night.partyRef };
  const from = { legId: `${callId}-leg`, gatewayId: 'gateway1', serviceId, dialled: '8008', ...party };
  const endedAt = arrivedAt + night.endsMs;
  const live = { callId, serviceId, source: 'call', content: { title: 'Appel hors horaires', detail: '' } };
  const say = (at: number, type: string, fields: object = {}): Told => told(at, { type, callId, ...fields });
  return [
    say(arrivedAt, 'call.arrived', { ...from, receivedAt: arrivedAt }),
    say(arrivedAt + 3_000, 'call.welcomed'),
    ...tellAlert(alertId, arrivedAt + 3_000, live),
    say(arrivedAt + 3_000, 'call.onCallStarted', { alertId }),
    ...(takenBy ? taken(night, takenBy) : []),
    ...(outcome.startsWith('voicemail') ? message(night) : []),
    say(endedAt, 'call.ended', { outcome, cause: 'normal', by: 'caller', endedAt }),
  ];
}

function taken({ callId, alertId, arrivedAt }: NightCall, by: NonNullable<NightCall['takenBy']>): Told[] {
  const { responderId, afterMs } = by;
  const at = arrivedAt + afterMs;
  return [
    told(at, { type: 'alert.accepted', alertId, responderId, how: 'key', acceptedAt: at }),
    told(at, {
      ...{ type: 'call.onCallAnswered', callId, alertId, responderId },
      ...{ legId: `${callId}-responder`, answeredAt: at },
    }),
  ];
}

function message({ callId, alertId, arrivedAt, endsMs, outcome }: NightCall): Told[] {
  const at = arrivedAt + endsMs - 5_000;
  const end = arrivedAt + endsMs;
  const recording = { recordingId: `${callId}-recording`, durationMs: outcome === 'voicemailLeft' ? 4_000 : 0 };
  return [
    told(at, { type: 'call.overflowed', callId, reason: 'choice' }),
    told(at, { type: 'call.voicemailStarted', callId, recordingId: recording.recordingId }),
    told(end, { type: 'call.voicemailFinished', callId, ...recording }),
    ...(outcome === 'voicemailLeft' ? [told(end, { type: 'alert.messageLeft', callId, alertId, ...recording })] : []),
  ];
}
