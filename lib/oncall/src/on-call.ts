import { openingCalendar, publicHolidays, wallDays, type HolidayRegion, type WallDays } from '@decroche/calendar';
import type { AccountId, CalendarDefinition, Instant, OnCallPlan, OnCallSpan, Responder } from '@decroche/protocol';
import { dayPieces, type DayPieces } from './day-pieces.ts';
import type { Wall } from './hours.ts';

/** How far `next` looks, in days. */
const NEXT_DAYS = 90;
/** How far the ends of the span that holds at an instant are looked for, in days; farther ones are said to be there. */
const SIGHT_DAYS = 100;

/**
 * Who is on call: the one answer that router, screens, mails and feeds share (pains 24). Stretches are half-open. A schedule
 * that the plan does not have is nobody's: `undefined`, and no spans.
 */
export interface OnCall {
  /** What holds at an instant. Its ends are where something else begins to hold, at most 100 days away. */
  whoAt(scheduleId: string, at: Instant): OnCallSpan | undefined;
  /** What holds over a stretch: in order, without hole or overlap, from its first to its last instant, each other than the one before. */
  spans(scheduleId: string, fromAt: Instant, toAt: Instant): OnCallSpan[];
  /** Those of the spans for which someone is required and nobody is on call. */
  gaps(scheduleId: string, fromAt: Instant, toAt: Instant): OnCallSpan[];
  /** The next span with a responder who is not the one of `at`, within 90 days. */
  next(scheduleId: string, at: Instant): OnCallSpan | undefined;
  responder(responderId: AccountId): Responder | undefined;
}

const made = new WeakMap<OnCallPlan, WeakMap<readonly CalendarDefinition[], OnCall>>();

/**
 * Makes a plan quick to ask. Nothing is computed before it is asked for, each day at most once; the same plan and calendars
 * give the same answers, and the same object.
 *
 * @param calendars Those of the definition, for schedules that are required when one is closed.
 */
export function onCallPlan(plan: OnCallPlan, calendars: readonly CalendarDefinition[]): OnCall {
  const ofPlan = made.get(plan) ?? new WeakMap<readonly CalendarDefinition[], OnCall>();
  made.set(plan, ofPlan);
  const known = ofPlan.get(calendars);
  if (known) return known;
  const fresh = build(plan, calendars);
  ofPlan.set(calendars, fresh);
  return fresh;
}

interface Ready {
  readonly pieces: DayPieces;
  readonly days: WallDays;
}

function build(plan: OnCallPlan, calendars: readonly CalendarDefinition[]): OnCall {
  const wallOf = walls();
  const ready = new Map<string, Ready>(
    plan.schedules.map((schedule) => {
      const wall = wallOf(schedule.timeZone);
      const { required } = schedule;
      const wanted = required.kind === 'whenClosed' ? required.calendarId : undefined;
      const calendar = calendars.find((each) => each.calendarId === wanted);
      const opening = calendar && openingCalendar(calendar);
      return [schedule.scheduleId, { pieces: dayPieces(schedule, plan, wall, opening), days: wall.days }];
    }),
  );
  const responders = new Map(plan.responders.map((each) => [each.responderId, each]));

  const spans: OnCall['spans'] = (scheduleId, fromAt, toAt) => {
    const of = ready.get(scheduleId);
    return of && fromAt < toAt ? [...merged(clipped(piecesFrom(of, fromAt), fromAt, toAt))] : [];
  };
  return {
    spans,
    whoAt(scheduleId, at) {
      const of = ready.get(scheduleId);
      return of && spanAround(of, at);
    },
    gaps: (scheduleId, fromAt, toAt) => spans(scheduleId, fromAt, toAt).filter(isGap),
    next(scheduleId, at) {
      const of = ready.get(scheduleId);
      if (!of) return undefined;
      const now = spanAround(of, at)?.responderId;
      const until = of.days.startOf(of.days.dayAt(at) + NEXT_DAYS + 1);
      for (const { responderId, fromAt } of clipped(piecesFrom(of, at), at, until)) {
        if (responderId !== undefined && responderId !== now) return spanAround(of, fromAt);
      }
      return undefined;
    },
    responder: (responderId) => responders.get(responderId),
  };
}

/** Someone is required and nobody is on call. */
const isGap = (span: OnCallSpan): boolean => span.required && span.responderId === undefined;

/** Clocks and holidays are shared by the schedules of a plan. */
function walls(): (timeZone: string) => Wall {
  const byZone = new Map<string, WallDays>();
  const byRegion = new Map<HolidayRegion, ReturnType<typeof publicHolidays>>();
  const isHoliday: Wall['isHoliday'] = (region, date) => {
    const holidays = byRegion.get(region) ?? publicHolidays(region);
    byRegion.set(region, holidays);
    return holidays.on(date) !== undefined;
  };
  return (timeZone) => {
    const days = byZone.get(timeZone) ?? wallDays(timeZone);
    byZone.set(timeZone, days);
    return { days, isHoliday };
  };
}

/** All pieces from the day of an instant on, without end. */
function* piecesFrom({ pieces, days }: Ready, at: Instant): Generator<OnCallSpan> {
  for (let day = days.dayAt(at); ; day += 1) yield* pieces(day);
}

function* clipped(pieces: Iterable<OnCallSpan>, fromAt: Instant, toAt: Instant): Generator<OnCallSpan> {
  for (const piece of pieces) {
    if (piece.fromAt >= toAt) return;
    if (piece.toAt <= fromAt) continue;
    yield { ...piece, fromAt: Math.max(piece.fromAt, fromAt), toAt: Math.min(piece.toAt, toAt) };
  }
}

function* merged(pieces: Iterable<OnCallSpan>): Generator<OnCallSpan> {
  let pending: OnCallSpan | undefined;
  for (const piece of pieces) {
    if (pending && alike(pending, piece)) {
      pending = { ...pending, toAt: piece.toAt };
    } else {
      if (pending) yield pending;
      pending = piece;
    }
  }
  if (pending) yield pending;
}

function alike(a: OnCallSpan, b: OnCallSpan): boolean {
  return (
    a.responderId === b.responderId &&
    a.because === b.because &&
    a.insteadOf === b.insteadOf &&
    a.required === b.required
  );
}

/** The piece that holds at an instant, grown on both sides as long as its neighbours say the same. */
function spanAround({ pieces, days }: Ready, at: Instant): OnCallSpan | undefined {
  const today = days.dayAt(at);
  const piece = pieces(today).find((each) => at < each.toAt);
  if (!piece) return undefined;
  let { fromAt, toAt } = piece;
  for (let day = today; day <= today + SIGHT_DAYS; day += 1) {
    const after = pieces(day).filter((each) => each.fromAt >= toAt);
    const other = after.find((each) => !alike(each, piece));
    toAt = other?.fromAt ?? after.at(-1)?.toAt ?? toAt;
    if (other) break;
  }
  for (let day = today; day >= today - SIGHT_DAYS; day -= 1) {
    const before = pieces(day).filter((each) => each.toAt <= fromAt);
    const other = before.findLast((each) => !alike(each, piece));
    fromAt = other?.toAt ?? before[0]?.fromAt ?? fromAt;
    if (other) break;
  }
  return { ...piece, fromAt, toAt };
}
