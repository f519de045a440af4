import type { JournalEvent, JournalRecord } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { foldRecord } from './fold.ts';
import { emptyBoard, type Board } from './state.ts';
import { untouched } from './touched.ts';

const on = { callId: 'c1', legId: 'l1', gatewayId: 'g1', serviceId: 's1' };
const offer = { offerId: 'o1', callId: 'c1', agentId: 'julie' };

function told(...events: object[]): Board {
  const board = emptyBoard();
  events.forEach((event, index) => {
    const record = { seq: index + 1, at: 1000 * (index + 1), event: event as JournalEvent } as JournalRecord;
    foldRecord(board, record, untouched());
  });
  return board;
}

const made = { type: 'offer.made', ...offer, legId: 'l2', expiresAt: 9000, because: 'longestIdle' };
const gone = { type: 'offer.withdrawn', ...offer, reason: 'callerGone' };
const lastOfferEnd = (board: Board) => board.agents.get('julie' as never)?.lastOfferEnd?.why;

describe('an offer that goes away', () => {
  it('with its caller says that the caller has hung up', () => {
    const arrived = { type: 'call.arrived', ...on, dialled: '8008', receivedAt: 0 };
    expect(lastOfferEnd(told({ type: 'agent.loggedIn', agentId: 'julie' }, arrived, made, gone))).toBe('callerGone');
  });

  it('of a call-back that nobody picked up says that the number has not answered', () => {
    const placed = {
      ...{ type: 'call.placed', ...on, partyRef: 'p1', placedAt: 0, dueAt: 0, mode: 'now' },
      ...{ dialling: 'agentFirst', by: 'caller' },
    };
    expect(lastOfferEnd(told({ type: 'agent.loggedIn', agentId: 'julie' }, placed, made, gone))).toBe('notReached');
  });
});
