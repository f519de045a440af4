import { ManualClock, memoryBus } from '@decroche/platform';
import { streams } from '@decroche/protocol';
import { expect, it } from 'vitest';
import { ticketLines } from './ticket-lines.ts';

it('the tickets’ journal is read once for all the days of a job, and says as of when', async () => {
  const bus = memoryBus();
  const opened = (callId: string) => ({
    ...{ id: callId, at: 5 },
    event: { type: 'ticket.opened', ticketId: 'INC-2026-00001', number: 'INC-2026-00001', status: 'open', callId },
  });
  await bus.publish(streams.ticketJournal('main'), [opened('c1'), 'garbage']);
  const clock = new ManualClock(1_000);
  const job = ticketLines({ bus, domainId: 'main' }, clock);
  const first = await job();
  await bus.publish(streams.ticketJournal('main'), [opened('c2')]);
  clock.advance(1_000);
  const second = await job();
  expect(second).toBe(first);
  expect([first.readAt, [...first.told.opened.keys()]]).toEqual([1_000, ['c1']]);
  const next = await ticketLines({ bus, domainId: 'main' }, clock)();
  expect([next.readAt, [...next.told.opened.keys()]]).toEqual([2_000, ['c1', 'c2']]);
});
