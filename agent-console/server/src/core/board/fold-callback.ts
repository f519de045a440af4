import type { JournalEvent, JournalEventOf, JournalRecord } from '@decroche/protocol';
import { newMarks } from './fold-marks.ts';
import type { Board, BoardCall } from './state.ts';

/** What is only ever said of a call-back: a call that is made by us (call.placed begins it). */
export type CallbackEvent = Extract<
  JournalEvent,
  { type: 'call.postponed' | 'call.dialled' | 'call.callerReached' | 'call.dialFailed' }
>;

/** A call-back begins: nobody is on the line yet. */
export function placedCall(board: Board, event: JournalEventOf<'call.placed'>, record: JournalRecord): BoardCall {
  return {
    callId: event.callId,
    kind: 'callback',
    serviceId: event.serviceId,
    partyRef: event.partyRef,
    receivedAt: event.placedAt,
    stage: 'placed',
    stageSince: record.at,
    callback: {
      dueAt: event.dueAt,
      mode: event.mode,
      dialling: event.dialling,
      attempts: 0,
      by: event.by,
      answersCallId: event.answersCallId,
    },
    offers: [],
    priority: 0,
    needs: [],
    tier: 0,
    marks: newMarks(board, event),
    timeline: [{ seq: record.seq, at: record.at, event }],
  };
}

/** Takes a line about the dialling of a call-back. @returns whether it has left the queue. */
export function foldCallbackEvent(call: BoardCall, event: CallbackEvent, at: number): boolean {
  const { callback } = call;
  if (!callback) return false;
  switch (event.type) {
    case 'call.postponed':
      callback.dueAt = event.dueAt;
      callback.attempts = event.attempts;
      callback.postponed = event.why;
      call.offers = [];
      enter(call, 'placed', at);
      return true;
    case 'call.dialled':
      callback.attempts = event.attempt;
      enter(call, 'dialling', at);
      return false;
    case 'call.callerReached':
      // With the agent who has taken it already; or, until one is free, with a message.
      enter(call, call.offers.length > 0 ? 'connecting' : 'reached', at);
      return false;
    case 'call.dialFailed':
      // What becomes of it follows.
      return false;
  }
}

function enter(call: BoardCall, stage: BoardCall['stage'], at: number): void {
  call.stage = stage;
  call.stageSince = at;
}

/** Call-backs that have not ended. */
export const pendingCallbacks = (board: Board): readonly BoardCall[] =>
  [...board.present].flatMap((callId) => {
    const call = board.calls.get(callId);
    return call?.callback ? [call] : [];
  });
