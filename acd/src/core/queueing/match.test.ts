import type { JournalEvent } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, MONDAY_10H } from '../../../../tests/scenarios/builders.ts';
import { decide } from '../decide.ts';
import { evolve } from '../evolve.ts';
import { brokenInvariants } from '../invariants.ts';
import { emptyState } from '../snapshot.ts';

/** A state in which, by a defect that the engine does not have, a caller waits beside a free agent. */
function sideBySide() {
  const state = emptyState('main' as never);
  const call = { callId: 'call-1' as never };
  const agent = { agentId: 'ana' as never };
  const events: JournalEvent[] = [
    { type: 'definition.adopted', definition: aDefinition() },
    { type: 'agent.deviceFound', ...agent, deviceId: 'ana-phone' as never, gatewayId: 'gw1' as never },
    { type: 'agent.loggedIn', ...agent },
    { type: 'agent.becameReady', ...agent },
    {
      type: 'call.arrived',
      ...{ ...call, legId: 'leg-1' as never, gatewayId: 'gw1' as never, serviceId: 'desk' as never },
      ...{ dialled: '8008', receivedAt: MONDAY_10H },
    },
    { type: 'call.queued', ...call, queueId: 'support' as never, queuedAt: MONDAY_10H, priority: 0 },
  ];
  for (const [at, event] of events.entries()) evolve(state, { seq: at + 1, at: MONDAY_10H, cause: `m-${at}`, event });
  state.index.unsettled.agents.clear();
  state.index.unsettled.calls.clear();
  return state;
}

const tick = (now: number) => ({ kind: 'watchdog', id: `timer:watchdog:${now}` }) as const;

test('the watchdog leaves a fresh pair alone, alarms after two seconds and puts it right', () => {
  const state = sideBySide();
  expect(brokenInvariants(state).map((each) => each.invariant)).toEqual(['noAgentIdlesWhileACallWaits']);
  expect(decide(state, tick(MONDAY_10H + 2_000), MONDAY_10H + 2_000).facts).toEqual([]);
  const { facts, effects } = decide(state, tick(MONDAY_10H + 2_001), MONDAY_10H + 2_001);
  expect(facts.map((fact) => fact.event)).toMatchObject([
    { type: 'watchdog.alarmRaised', queueId: 'support', callId: 'call-1', agentId: 'ana' },
    { type: 'offer.made', callId: 'call-1', agentId: 'ana' },
  ]);
  expect(effects).toMatchObject([{ command: { type: 'ringLeg' } }]);
  expect(brokenInvariants(state)).toEqual([]);
});

test('an agent who comes free takes what was left waiting', () => {
  const state = sideBySide();
  evolve(state, {
    seq: 7,
    at: MONDAY_10H,
    cause: 'm-7',
    event: { type: 'agent.loggedOut', agentId: 'ana' as never, reason: 'asked' },
  });
  evolve(state, { seq: 8, at: MONDAY_10H, cause: 'm-8', event: { type: 'agent.loggedIn', agentId: 'ana' as never } });
  const request = { type: 'agent.readyRequested', agentId: 'ana' as never } as const;
  const envelope = { id: 'm-99' as never, domainId: 'main' as never, at: 0 };
  state.index.departed.clear();
  state.index.emptied.clear();
  const { facts } = decide(state, { ...envelope, kind: 'request', request, actor: 'a', replyTo: 'r' }, MONDAY_10H);
  expect(facts.map((fact) => fact.event.type)).toEqual(['agent.becameReady', 'offer.made']);
  expect(brokenInvariants(state)).toEqual([]);
});
