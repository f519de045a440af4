import type { Instant, JournalEventOf, PartyRef, ScreenPop } from '@decroche/protocol';
import type { CallMarks } from './call-marks.ts';
import { agentNameOf } from './names.ts';
import { kept, type Board, type BoardCall } from './state.ts';

/** Of a call that has just begun: one that we make counts for no caller. */
export function newMarks(board: Board, event: JournalEventOf<'call.arrived' | 'call.placed'>): CallMarks {
  const marks = { silent: false, tags: [], keys: [] } as const;
  const { partyRef } = event;
  if (partyRef === undefined) return marks;
  const counts = board.callCounts;
  const earlierCalls = event.type === 'call.arrived' ? countCall(counts, partyRef) : (counts.get(partyRef) ?? 0);
  return { ...marks, earlierCalls };
}

/** Counts a call of a party; gives how many there were before. Those heard of the longest ago are forgotten first. */
function countCall(counts: Board['callCounts'], partyRef: PartyRef): number {
  const before = counts.get(partyRef) ?? 0;
  counts.delete(partyRef);
  counts.set(partyRef, before + 1);
  const oldest = counts.size > kept.countedParties ? counts.keys().next() : undefined;
  if (oldest && !oldest.done) counts.delete(oldest.value);
  return before;
}

/** A key is shown to the agent when it may be an answer: of a caller who can not speak. */
export function noteKey({ marks }: BoardCall, at: Instant, { digit }: JournalEventOf<'call.keyPressed'>): void {
  if (!marks.silent) return;
  const { questionId } = marks;
  const key = { at, digit, ...(questionId === undefined ? {} : { questionId }) };
  marks.keys = [...marks.keys, key].slice(-kept.keys);
}

/** A mark is set, or taken away. */
export function noteTag({ marks }: BoardCall, { tag, on }: JournalEventOf<'call.tagged'>): void {
  const others = marks.tags.filter((each) => each !== tag);
  marks.tags = on ? [...others, tag] : others;
}

/** First reception passes its caller on: the next agent is told by whom. Any other transfer is none of theirs. */
export function noteHandOver(
  board: Board,
  { marks, queueId }: BoardCall,
  at: Instant,
  { agentId, target }: JournalEventOf<'call.transferStarted'>,
): void {
  const to = board.definition?.queues.find((queue) => queue.queueId === queueId)?.handOverTo;
  if (target.kind === 'queue' && to === target.queueId) marks.handedOverBy = { agentId, at };
}

/** What a screen pop says of it; absent where there is nothing to say. */
export function marksInPop(board: Board, { marks }: BoardCall): Pick<ScreenPop, 'silent' | 'tags' | 'handedOverBy'> {
  const { silent, tags, handedOverBy: by } = marks;
  return {
    ...(silent ? { silent } : {}),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
    ...(by ? { handedOverBy: { agentName: agentNameOf(board, by.agentId) ?? by.agentId, at: by.at } } : {}),
  };
}
