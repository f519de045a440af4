import { expect, test } from 'vitest';
import type { CallId, JournalRecord } from '@decroche/protocol';
import { callbackFigures } from '../../reports/src/core/insights/callbacks.ts';
import { contributionOf } from '../../reports/src/core/kpi/contribution.ts';
import { explainWait } from '../../reports/src/core/wait/explain.ts';
import { emptyFloor } from '../../reports/src/core/wait/floor.ts';
import { recordsOf, ticketsOf } from './office.ts';
import { asksToBeRungBack, openRingingBack, ringingBack } from './ringing-back.ts';
import type { World } from './world.ts';

/** Why a call waited, by agent. */
const whyOf = (lines: readonly JournalRecord[], world: World, callId: CallId) => {
  const record = recordsOf(lines).get(callId)!.record;
  const floor = emptyFloor(undefined);
  const material = { record: { ...record, queuedAt: record.queuedAt! }, floor, lines, now: world.clock.now() };
  return explainWait(material).agents.flatMap(({ spans }) => spans.map(({ why }) => why));
};

test.each(['agentFirst', 'callerFirst'] as const)(
  'asked for and made (%s): two records, one ticket, in no rate, and nobody is said to have been free',
  async (dialling) => {
    const world = await openRingingBack(ringingBack({ dialling }));
    await world.ready('ana');
    await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
    const caller = await world.dialsAndWaits();
    const callback = await asksToBeRungBack(world, caller);
    await world.pass(30_000);
    await world.agent('ana').asks('agent.readyRequested');
    await world.pass(2_000);
    if (dialling === 'agentFirst') await world.agent('ana').answers();
    await callback.answers();
    await world.pass(3_000);
    if (dialling === 'callerFirst') await world.agent('ana').answers();
    expect(callback.stage).toBe('talking');
    await callback.hangsUp();

    const lines = await world.journal();
    const files = recordsOf(lines);
    const asked = files.get(caller.callId)!.record;
    const made = files.get(callback.callId)!.record;
    expect(asked).toMatchObject({ outcome: 'callbackRequested', callbackId: callback.callId });
    expect(made).toMatchObject({ direction: 'callback', answersCallId: caller.callId, dials: 1, agentId: 'ana' });
    expect([contributionOf(asked).kind, contributionOf(made).kind]).toEqual(['callback', 'outbound']);
    const context = { now: world.clock.now(), timeZone: 'Europe/Paris' };
    expect(callbackFigures([asked, made], context)).toMatchObject({ asked: 1, reached: 1, answered: 1, keptInTime: 1 });

    const tickets = ticketsOf(lines);
    expect(tickets.get(callback.callId)).toMatchObject({
      ...{ origin: 'callback', callIds: [caller.callId, callback.callId], agentId: 'ana' },
      ticketId: tickets.get(caller.callId)!.ticketId,
    });
    const why = whyOf(lines, world, callback.callId);
    expect(why).not.toContain('none');
    expect(why).toContain(dialling === 'agentFirst' ? 'offeredThisCall' : 'callerNotReady');
  },
);
