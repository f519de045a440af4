import { memoryBus } from '@decroche/platform';
import { streams, type CallId } from '@decroche/protocol';
import { beforeEach, expect, it } from 'vitest';
import type { TicketsTold } from '../core/proof/tickets.ts';
import { ticketLines } from './ticket-lines.ts';

const HOUR_MS = 3_600_000;
const STREAM = streams.ticketJournal('main');
const bus = memoryBus();
let read: number;
const counted = {
  ...bus,
  async read(...asked: Parameters<typeof bus.read>) {
    const entries = await bus.read(...asked);
    read += entries.length;
    return entries;
  },
};
const opened = (callId: string, at: number) => ({
  ...{ id: callId, at },
  event: { type: 'ticket.opened', ticketId: 'INC-2026-00001', number: 'INC-2026-00001', status: 'open', callId },
});
const has = ({ opened }: TicketsTold, callId: string): boolean => opened.has(callId as CallId);
beforeEach(() => void (read = 0));

it('the whole of the tickets’ journal is read once, then only what may be about later calls', async () => {
  const hours = Array.from({ length: 5_000 }, (_none, hour) => opened(`c${hour}`, hour * HOUR_MS));
  await bus.publish(STREAM, ['garbage', ...hours]);
  const told = ticketLines({ bus: counted, domainId: 'main' });
  expect((await told(0)).opened.size).toBe(5_000);
  // Its journal was away for long: the call is told of after younger ones.
  await bus.publish(STREAM, [opened('young', 5_001 * HOUR_MS), opened('late', 4_100 * HOUR_MS)]);
  read = 0;
  const later = await told(4_500 * HOUR_MS);
  expect(read).toBeLessThan(2_100);
  expect(later.since).toBe(0);
  expect(has(later, 'c3000')).toBe(false);
  for (const callId of ['c4500', 'c4999', 'young', 'late']) expect(has(later, callId)).toBe(true);
  expect(has(await told(100 * HOUR_MS), 'c100')).toBe(true);
});

it('a line told too late hides no younger one that stands before it', async () => {
  const own = memoryBus();
  const stragglers = Array.from({ length: 1_500 }, (_none, n) => opened(`s${n}`, 2 * HOUR_MS));
  await own.publish(STREAM, [opened('young', 50 * HOUR_MS), ...stragglers]);
  const told = ticketLines({ bus: own, domainId: 'main' });
  await told(0);
  expect(has(await told(48 * HOUR_MS), 'young')).toBe(true);
});
