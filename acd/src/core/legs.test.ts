import type { CallOutcome, ReleaseCause } from '@decroche/protocol';
import { describe, expect, test } from 'vitest';
import { CALL, Situation, STAGES, typesOf, type StageName } from '../../../tests/scenarios/situation.ts';

const stageOf = (situation: Situation): string | undefined => situation.state.calls.get(CALL.callId)?.stage.status;
const anaOf = (situation: Situation): string | undefined => {
  const activity = situation.state.agents.get('ana' as never)?.activity;
  return activity?.status === 'notReady' ? `notReady(${activity.reason})` : activity?.status;
};

test.each(STAGES)('the table reaches %s', (stage) => {
  const expected = stage === 'ringing' ? 'offered' : stage;
  expect(stageOf(Situation.at(stage))).toBe(expected);
});

describe('the caller hangs up', () => {
  const rows: readonly (readonly [StageName, CallOutcome | undefined, string])[] = [
    ['answering', 'abandonedInWelcome', 'ready'],
    ['welcome', 'abandonedInWelcome', 'ready'],
    ['queued', 'abandonedInQueue', 'notReady(loggedIn)'],
    ['offered', 'abandonedWhileRinging', 'ready'],
    ['ringing', 'abandonedWhileRinging', 'ready'],
    ['connecting', 'abandonedWhileRinging', 'ready'],
    ['talking', 'answered', 'wrapUp'],
    ['held', 'answered', 'wrapUp'],
    ['transferring', 'answered', 'wrapUp'],
    ['message', 'voicemailEmpty', 'loggedOut'],
    // The message being taken ends the call, with what it contains.
    ['recording', undefined, 'loggedOut'],
  ];
  test.each(rows)('in %s: %s', (stage, outcome, ana) => {
    const situation = Situation.at(stage);
    const { facts } = situation.tell({
      ...{ type: 'leg.released', ...CALL, releasedAt: situation.now, cause: 'normal', by: 'party' },
    });
    const ended = facts.map((fact) => fact.event).filter((event) => event.type === 'call.ended');
    expect(ended.map((event) => event.outcome)).toEqual(outcome === undefined ? [] : [outcome]);
    expect(anaOf(situation)).toBe(ana);
  });
});

describe("the agent's leg ends", () => {
  type Row = readonly [StageName, ReleaseCause, string, string | undefined, string];
  const rows: readonly Row[] = [
    ['offered', 'rejected', 'offer.declined', 'queued', 'ready'],
    ['ringing', 'rejected', 'offer.declined', 'queued', 'ready'],
    ['ringing', 'noAnswer', 'offer.expired', 'queued', 'ready'],
    ['offered', 'noAnswer', 'offer.failed', 'queued', 'notReady(technical)'],
    ['offered', 'unavailable', 'offer.failed', 'queued', 'notReady(technical)'],
    ['ringing', 'busy', 'offer.failed', 'queued', 'notReady(technical)'],
    ['ringing', 'unsupportedMedia', 'offer.failed', 'queued', 'notReady(technical)'],
    ['connecting', 'normal', 'offer.failed', 'queued', 'notReady(technical)'],
    ['talking', 'normal', 'call.ended', undefined, 'wrapUp'],
    ['held', 'normal', 'call.ended', undefined, 'wrapUp'],
    ['talking', 'unavailable', 'call.queued', 'queued', 'wrapUp'],
    ['talking', 'mediaLost', 'call.queued', 'queued', 'wrapUp'],
    ['held', 'gatewayFailure', 'call.queued', 'queued', 'wrapUp'],
    ['transferring', 'normal', 'agent.wrapUpStarted', 'transferring', 'wrapUp'],
  ];
  test.each(rows)('in %s by %s: %s', (stage, cause, first, stageAfter, ana) => {
    const situation = Situation.at(stage);
    const legId = situation.agentLeg;
    const decision = situation.tell({
      ...{ type: 'leg.released', callId: CALL.callId, legId, releasedAt: situation.now, cause, by: 'party' },
    });
    expect(typesOf(decision)[0]).toBe(first);
    expect(stageOf(situation)).toBe(stageAfter);
    expect(anaOf(situation)).toBe(ana);
  });
});

describe('what is not for this stage', () => {
  const late = ['leg.ringing', 'leg.bridged'] as const;
  test.each(STAGES.flatMap((stage) => late.map((type) => [type, stage] as const)))(
    '%s of a leg that never was, in %s: nothing',
    (type, stage) => {
      const situation = Situation.at(stage);
      const strange = { callId: CALL.callId, legId: 'nobody' as never };
      const { facts, effects, ignored } =
        type === 'leg.ringing'
          ? situation.tell({ type, ...strange })
          : situation.tell({ type, ...strange, bridgedAt: situation.now });
      expect([facts, effects]).toEqual([[], []]);
      expect(ignored).toBeTypeOf('string');
    },
  );

  test.each(STAGES)('an answer of a leg we no longer want, in %s: it is let go', (stage) => {
    const situation = Situation.at(stage);
    const strange = { callId: CALL.callId, legId: 'late' as never };
    const { facts, effects } = situation.tell({ type: 'leg.answered', ...strange, answeredAt: situation.now });
    expect(facts).toEqual([]);
    expect(effects).toMatchObject([{ command: { type: 'releaseLeg', legId: 'late', cause: 'completedElsewhere' } }]);
  });
});
