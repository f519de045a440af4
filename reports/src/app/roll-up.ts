import type { Duration, Instant, ServiceId } from '@decroche/protocol';
import { HALF_HOUR_MS, halfHourOf, type Cell, type OtherKind } from '../core/kpi/cell.ts';
import type { WaitField } from '../core/kpi/call-class.ts';
import type { Contribution } from '../core/kpi/contribution.ts';
import type { Scope } from '../core/telephone-figures.ts';
import type { CallFact } from './ports.ts';

type Waits = Record<WaitField, Map<Duration, number>>;

/** A {@link Cell} that is being filled. */
interface GrowingCell extends Cell {
  readonly answered: Waits;
  readonly abandoned: Waits;
  abandonedInWelcome: number;
  readonly others: Record<OtherKind, number>;
  handledCalls: number;
  handlingMs: number;
}

const WAIT_FIELDS: readonly WaitField[] = ['queuedMs', 'receivedMs'];

/**
 * Half-hour cells of every service, in memory: filled from the records at the start, moved by each batch of the journal.
 * Adding or taking back a call costs the same whatever is there already.
 */
export class RollUp {
  readonly #cells = new Map<Instant, Map<ServiceId, GrowingCell>>();

  /** Counts a call in. */
  add(fact: CallFact): void {
    this.#count(fact, 1);
  }

  /** Takes back what a call counted as before it changed. */
  takeBack(fact: CallFact): void {
    this.#count(fact, -1);
  }

  /** The cells whose whole half hour lies in a scope; `serviceId` absent = of all services. */
  within({ from, to, serviceId }: Scope): Cell[] {
    const found: Cell[] = [];
    const first = Math.ceil(from / HALF_HOUR_MS) * HALF_HOUR_MS;
    const take = (services: Map<ServiceId, GrowingCell>): void => {
      if (serviceId === undefined) found.push(...services.values());
      else if (services.has(serviceId)) found.push(services.get(serviceId)!);
    };
    if ((to - first) / HALF_HOUR_MS > this.#cells.size) {
      for (const [start, services] of this.#cells) if (start >= first && start + HALF_HOUR_MS <= to) take(services);
      return found;
    }
    for (let start = first; start + HALF_HOUR_MS <= to; start += HALF_HOUR_MS) {
      const services = this.#cells.get(start);
      if (services) take(services);
    }
    return found;
  }

  /** Start of the earliest half hour that holds anything; `undefined` while nothing does. */
  since(): Instant | undefined {
    let first: Instant | undefined;
    for (const start of this.#cells.keys()) first = Math.min(first ?? start, start);
    return first;
  }

  /** Every cell. */
  all(): Cell[] {
    return [...this.#cells.values()].flatMap((services) => [...services.values()]);
  }

  #count({ serviceId, receivedAt, contribution }: CallFact, count: 1 | -1): void {
    const from = halfHourOf(receivedAt);
    const services = this.#cells.get(from) ?? new Map<ServiceId, GrowingCell>();
    this.#cells.set(from, services);
    const cell = services.get(serviceId) ?? emptyCell(serviceId, from);
    services.set(serviceId, cell);
    countIn(cell, contribution, count);
  }
}

function countIn(cell: GrowingCell, contribution: Contribution, count: 1 | -1): void {
  const { kind, handlingMs } = contribution;
  switch (kind) {
    case 'answered':
      countWaits(cell.answered, contribution, count);
      if (handlingMs === undefined) return;
      cell.handledCalls += count;
      cell.handlingMs += handlingMs * count;
      return;
    case 'abandonedInWelcome':
      cell.abandonedInWelcome += count;
      return countWaits(cell.abandoned, contribution, count);
    case 'abandoned':
      return countWaits(cell.abandoned, contribution, count);
    default:
      cell.others[kind] += count;
  }
}

function countWaits(waits: Waits, contribution: Contribution, count: 1 | -1): void {
  for (const field of WAIT_FIELDS) {
    const waitedMs = contribution[field];
    if (waitedMs === undefined) continue;
    const calls = (waits[field].get(waitedMs) ?? 0) + count;
    if (calls === 0) waits[field].delete(waitedMs);
    else waits[field].set(waitedMs, calls);
  }
}

function emptyCell(serviceId: ServiceId, from: Instant): GrowingCell {
  return {
    serviceId,
    from,
    answered: { queuedMs: new Map(), receivedMs: new Map() },
    abandoned: { queuedMs: new Map(), receivedMs: new Map() },
    abandonedInWelcome: 0,
    others: {
      ...{ voicemail: 0, overflowed: 0, closed: 0, onCall: 0, refused: 0, dissuaded: 0, callback: 0, blocked: 0 },
      ...{ outbound: 0, failed: 0, inProgress: 0 },
    },
    handledCalls: 0,
    handlingMs: 0,
  };
}
