import type { DissuasionContent, DissuasionStep, JournalEvent, JournalRecord } from '@decroche/protocol';
import { kept, type Board, type BoardDissuasion } from './state.ts';
import type { Touched } from './touched.ts';

type DissuasionEvent = Extract<JournalEvent, { type: `dissuasion.${string}` }>;

/** Takes a line about a dissuasion message: every step of its life is kept, with who and when (C4). */
export function foldDissuasionEvent(board: Board, record: JournalRecord, touched: Touched): void {
  const event = record.event as DissuasionEvent;
  touched.lists.add('dissuasions');
  touched.dissuasions = true;
  const message =
    event.type === 'dissuasion.drafted' ? begin(board, event.dissuasionId, event.content) : known(board, event);
  if (!message) return;
  const before = message.status;
  step(message, event, record.at);
  note(message, stepOf(event, record));
  if (before !== message.status && isOver(message)) forgetOldest(board);
}

function begin(board: Board, dissuasionId: BoardDissuasion['dissuasionId'], content: DissuasionContent) {
  const message: BoardDissuasion = { dissuasionId, content, status: 'draft', speaking: false, steps: [] };
  board.dissuasions.set(dissuasionId, message);
  return message;
}

const known = (board: Board, { dissuasionId }: DissuasionEvent): BoardDissuasion | undefined =>
  board.dissuasions.get(dissuasionId);

function step(message: BoardDissuasion, event: DissuasionEvent, at: number): void {
  switch (event.type) {
    case 'dissuasion.drafted':
      return;
    case 'dissuasion.revised':
      message.content = event.content;
      return;
    case 'dissuasion.discarded':
      message.status = 'discarded';
      return;
    case 'dissuasion.published':
      message.status = 'published';
      message.publishedAt = at;
      // One that is armed speaks once a threshold is passed, and says so by a line of its own.
      message.speaking = message.content.arming === undefined;
      return;
    case 'dissuasion.withdrawalAsked':
      message.status = 'withdrawalAsked';
      return;
    case 'dissuasion.withdrawalRefused':
      message.status = 'published';
      return;
    case 'dissuasion.withdrawn':
    case 'dissuasion.expired':
      message.status = event.type === 'dissuasion.withdrawn' ? 'withdrawn' : 'expired';
      message.speaking = false;
      return;
    case 'dissuasion.triggered':
    case 'dissuasion.rested':
      message.speaking = event.type === 'dissuasion.triggered';
  }
}

function stepOf(event: DissuasionEvent, { seq, at }: JournalRecord): BoardDissuasion['steps'][number] {
  return {
    seq,
    at,
    step: event.type.slice('dissuasion.'.length) as DissuasionStep['step'],
    by: event.by,
    ...('reason' in event ? { reason: event.reason } : {}),
    ...('threshold' in event ? { threshold: event.threshold, value: event.value } : {}),
  };
}

/** What people did is kept; what thresholds did is kept as long as there is room. */
function note(message: BoardDissuasion, line: BoardDissuasion['steps'][number]): void {
  message.steps.push(line);
  if (message.steps.length <= kept.dissuasionSteps) return;
  const byItself = message.steps.findIndex(({ step }) => step === 'triggered' || step === 'rested');
  message.steps.splice(Math.max(0, byItself), 1);
}

const isOver = ({ status }: BoardDissuasion): boolean =>
  status === 'withdrawn' || status === 'expired' || status === 'discarded';

function forgetOldest(board: Board): void {
  const over = [...board.dissuasions.values()].filter(isOver);
  if (over.length <= kept.endedDissuasions) return;
  const oldest = over.reduce((a, b) => ((a.steps.at(-1)?.seq ?? 0) <= (b.steps.at(-1)?.seq ?? 0) ? a : b));
  board.dissuasions.delete(oldest.dissuasionId);
}
