import fc from 'fast-check';
import {
  OnCallPlan,
  type AcdRequest,
  type AlertId,
  type CallId,
  type Definition,
  type DomainId,
  type JournalRecord,
  type TelephonyEvent,
} from '@decroche/protocol';
import { decide } from '../../acd/src/core/decide.ts';
import { timerInput, type CoreInput } from '../../acd/src/core/inputs.ts';
import type { Alert, Page } from '../../acd/src/core/oncall/alert.ts';
import { emptyState } from '../../acd/src/core/snapshot.ts';
import type { OwnedState } from '../../acd/src/core/state-index.ts';
import type { Call } from '../../acd/src/core/call.ts';
import { nextTimer } from '../../acd/src/core/timers.ts';
import { aDefinition, aService } from './builders.ts';

const MAIN = 'main' as DomainId;
/** Tuesday 3 March 2026, 02:00 in Paris: nobody is at the desk. */
const TUESDAY_2H = Date.parse('2026-03-03T02:00:00+01:00');
const RESPONDERS = ['eve', 'max', 'lea'];

/** One thing that may happen at night. `pick` chooses what it is about, `also` how. */
interface Nightly {
  readonly what: keyof typeof WEIGHTS;
  readonly pick: number;
  readonly also: number;
  readonly afterMs: number;
}

const WEIGHTS = {
  ...{ arrives: 5, callMoves: 40, callerLeaves: 2, pageMoves: 60, alerted: 3, asks: 12, probed: 6, trunk: 2, time: 8 },
} as const;

/** Any run of them. */
export const aNight = fc.array(
  fc.record({
    what: fc.oneof(
      ...Object.entries(WEIGHTS).map(([what, weight]) => ({
        weight,
        arbitrary: fc.constant(what as keyof typeof WEIGHTS),
      })),
    ),
    pick: fc.nat({ max: 1_000 }),
    also: fc.nat({ max: 1_000 }),
    afterMs: fc.oneof(
      { weight: 40, arbitrary: fc.nat({ max: 2_000 }) },
      { weight: 2, arbitrary: fc.nat({ max: 60_000 }) },
      { weight: 1, arbitrary: fc.nat({ max: 900_000 }) },
    ),
  }),
  { minLength: 20, maxLength: 200, size: 'max' },
);

/** A desk that is closed and has people on call, one of whom has no telephone. */
function organisation(): Definition {
  const onCall = { policyId: 'night', announcement: 'closed' as never, everyMs: 30_000, messageKey: '*' };
  return aDefinition({ services: [aService('desk', { onCall })] });
}

function plan(): OnCallPlan {
  return OnCallPlan.parse({
    ...{ version: 1, publishedAt: 0, domainId: MAIN, timeZone: 'Europe/Paris', rotations: [], schedules: [] },
    responders: RESPONDERS.map((responderId) => ({
      ...{ responderId, name: responderId, backups: [] },
      phones: responderId === 'lea' ? [] : [`${responderId}-mobile`],
    })),
    policies: [
      {
        ...{ policyId: 'night', name: 'night', loops: 2, ringMs: 25_000, keyMs: 20_000, mailMs: 120_000 },
        steps: ['eve', 'max', 'lea'].map((responderId, at) => ({
          ...{ targets: [{ kind: 'responder', responderId }], afterMs: at * 60_000 },
        })),
        targets: { remoteMs: 3_600_000, onSiteMs: 7_200_000 },
      },
    ],
    ...{ equipment: [], overrides: [], temporaries: [], absences: [] },
    prompts: { whisper: 'beep', alert: 'beep', accepted: 'beep', passedOn: 'beep', takenElsewhere: 'beep' },
    continuity: { policyId: 'night', failedProbes: 2 },
  });
}

/** The engine living a night; tickets and reports are told of it only by the journal. */
export class NightOffice {
  readonly engine: OwnedState = emptyState(MAIN);
  readonly lines: JournalRecord[] = [];
  now = TUESDAY_2H;
  #count = 0;

  constructor() {
    this.#take({ ...this.#envelope(), kind: 'definition', definition: organisation() });
    this.#take({ ...this.#envelope(), kind: 'onCallPlan', plan: plan() });
    this.#tell({
      ...{ type: 'gateway.census', gatewayId: 'gw1' as never, bootId: 'boot-1', reason: 'started' },
      ...{ takenAt: this.now, legs: [], devices: [] },
    });
  }

  live(night: readonly Nightly[]): this {
    for (const happening of night) {
      this.#passUntil(this.now + happening.afterMs);
      this.#happens(happening);
    }
    return this;
  }

  #passUntil(until: number): void {
    for (let due = nextTimer(this.engine); due && due.dueAt <= until; due = nextTimer(this.engine)) {
      this.now = Math.max(this.now, due.dueAt);
      this.#take(timerInput(due));
    }
    this.now = until;
  }

  #happens({ what, pick, also }: Nightly): void {
    const event = this.#eventOf({ what, pick, also });
    if (event) return this.#tell(event);
    if (what === 'alerted') return this.#ask(opening(also));
    const alert = what === 'asks' ? chosen([...this.engine.alerts.values()], pick) : undefined;
    if (alert) this.#ask(asking(alert, also));
  }

  #eventOf({ what, pick, also }: Omit<Nightly, 'afterMs'>): TelephonyEvent | undefined {
    switch (what) {
      case 'arrives':
        return arrival(`call-${this.#count}`, this.now);
      case 'callMoves': {
        const call = this.#someCall(pick);
        return call && nextOf(call, also, this.now);
      }
      case 'callerLeaves': {
        const call = chosen([...this.engine.calls.values()], pick);
        return call && left(call.callId, call.legId, this.now);
      }
      case 'pageMoves': {
        const page = this.#somePage(pick, also);
        return page && nextOfPage(page, also, this.now);
      }
      case 'probed':
        return { type: 'line.probed', ...trunkOf(pick), probedAt: this.now, ok: also % 3 === 0 };
      case 'trunk':
        return { type: 'trunk.changed', ...trunkOf(pick), changedAt: this.now, up: also % 2 === 0 };
      default:
        return undefined;
    }
  }

  /** The one who is being joined first: a bridge follows a key at once. */
  #someCall(pick: number): Call | undefined {
    const calls = [...this.engine.calls.values()];
    return calls.find(({ stage }) => stage.status === 'onCall' && stage.joining) ?? chosen(calls, pick);
  }

  /** Those with a caller on the line most of all. */
  #somePage(pick: number, also: number): Page | undefined {
    const pages = [...this.engine.alerts.values()].flatMap((alert) => alert.pages);
    const live = pages.filter(({ means }) => means === 'live');
    return chosen(live.length > 0 && also % 3 !== 0 ? live : pages, pick);
  }

  #tell(event: TelephonyEvent): void {
    this.#take({ ...this.#envelope(), kind: 'telephony', event });
  }

  #ask(request: AcdRequest): void {
    this.#take({ ...this.#envelope(), kind: 'request', request, actor: 'eve', replyTo: 'replies' });
  }

  #take(input: CoreInput): void {
    const { facts } = decide(this.engine, input, this.now);
    this.lines.push(...facts.map((fact) => ({ ...fact, domainId: MAIN, definitionVersion: 1, hash: '' })));
  }

  #envelope() {
    this.#count += 1;
    return { id: `m-${this.#count}` as never, domainId: MAIN, at: this.now };
  }
}

const chosen = <T>(things: readonly T[], pick: number): T | undefined => things[pick % Math.max(1, things.length)];
const trunkOf = (pick: number) => ({ gatewayId: 'gw1' as never, trunkId: `trunk-${pick % 2}` as never });

function arrival(callId: string, receivedAt: number): TelephonyEvent {
  return {
    ...{ type: 'leg.arrived', callId: callId as CallId, legId: `${callId}-leg` as never, gatewayId: 'gw1' as never },
    ...{ serviceId: 'desk' as never, dialled: '8008', receivedAt, partyRef: 'party-1' as never },
  };
}

const left = (callId: CallId, legId: Call['legId'], releasedAt: number): TelephonyEvent => ({
  ...{ type: 'leg.released', callId, legId, releasedAt, cause: 'normal', by: 'party' },
});

/** What naturally comes next for a caller. */
function nextOf({ callId, legId, stage, prompt }: Call, also: number, now: number): TelephonyEvent {
  const key = (digit: string): TelephonyEvent => ({ type: 'dtmf.received', callId, legId, digit, durationMs: 100 });
  switch (stage.status) {
    case 'answering':
      return { type: 'leg.answered', callId, legId, answeredAt: now };
    case 'onCall':
      if (stage.joining && also % 4 !== 0) {
        return { type: 'leg.bridged', callId, legId: stage.joining.legId, bridgedAt: now };
      }
      if (stage.joining) return left(callId, stage.joining.legId, now);
      return also % 7 === 0 ? key('*') : key('5');
    case 'recording':
      return {
        ...{ type: 'voicemail.finished', callId, recordingId: stage.recordingId, endedBy: 'silence' },
        ...(also % 2 === 0 ? { durationMs: 4_000, file: 'message.wav' } : { durationMs: 0 }),
      } as TelephonyEvent;
    case 'talking':
      return left(callId, also % 2 === 0 ? legId : stage.party.legId, now);
    default:
      return {
        ...{ type: 'play.finished', callId, finishedAt: now },
        playId: ('playId' in stage ? stage.playId : (prompt ?? 'none')) as never,
      };
  }
}

/** What naturally comes next on the telephone of somebody who is paged; a mail waits. */
function nextOfPage({ callId, legId, answered, rang }: Page, also: number, now: number): TelephonyEvent {
  const at = { callId: (callId ?? 'none') as CallId, legId: (legId ?? 'none') as never };
  if (answered) return { type: 'dtmf.received', ...at, digit: '1123'[also % 4]!, durationMs: 100 };
  if (also % 5 === 0) return left(at.callId, at.legId, now);
  return rang ? { type: 'leg.answered', ...at, answeredAt: now } : { type: 'leg.ringing', ...at };
}

const opening = (also: number): AcdRequest => ({
  ...{ type: 'alert.openRequested', source: also % 2 === 0 ? 'api' : 'person', policyId: 'night' },
  content: { title: `alert ${also % 5}`, detail: '' },
  ...(also % 3 === 0 ? { dedupKey: `cause-${also % 2}` } : {}),
});

function asking({ alertId }: Alert, also: number): AcdRequest {
  const responderId = RESPONDERS[also % 3] as never;
  const on = { alertId: alertId as AlertId, responderId };
  const asked: readonly AcdRequest[] = [
    { type: 'alert.acceptRequested', ...on },
    { type: 'alert.declineRequested', ...on },
    { type: 'alert.escalateRequested', alertId },
    { type: 'alert.interventionRequested', ...on, where: also % 2 === 0 ? 'remote' : 'onSite' },
    { type: 'alert.mobiliseRequested', ...on },
    { type: 'alert.joinRequested', ...on },
    { type: 'alert.leaveRequested', ...on },
    { type: 'alert.noteRequested', alertId, text: 'looked at it' },
    { type: 'alert.closeRequested', alertId, resolution: 'done' },
  ];
  return asked[also % asked.length]!;
}
