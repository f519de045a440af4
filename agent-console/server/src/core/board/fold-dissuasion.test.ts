import type {
  DissuasionContent,
  DissuasionId,
  JournalEvent,
  JournalRecord,
  QueueId,
  ServiceId,
} from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { dissuasionOf, dissuasionsTouching, publishedDissuasions } from './dissuasion-view.ts';
import { foldRecord } from './fold.ts';
import { emptyBoard, kept, type Board } from './state.ts';
import { untouched } from './touched.ts';

const dissuasionId = 'dis-1' as DissuasionId;
const content: DissuasionContent = {
  title: 'Messagerie',
  text: 'La messagerie est indisponible.',
  file: 'prompts/a.wav',
  durationMs: 4000,
  scope: { serviceIds: [], queueIds: ['n1' as QueueId], hours: [] },
  mode: 'informThenQueue',
  keys: [],
  alsoToWaiting: false,
};
type Step = Extract<JournalEvent, { type: `dissuasion.${string}` }>;
type Given = Step extends infer S ? (S extends Step ? Omit<S, 'dissuasionId' | 'by'> : never) : never;

function told(board: Board, ...steps: Given[]): Board {
  for (const step of steps) {
    const event = { ...step, dissuasionId, by: 'acc-1' } as Step;
    const record = { seq: board.seq + 1, at: 1000 * (board.seq + 1), event } as JournalRecord;
    const touched = untouched();
    foldRecord(board, record, touched);
    expect(touched.lists.has('dissuasions') && touched.dissuasions).toBe(true);
  }
  return board;
}
const statusAfter = (...steps: Given[]) =>
  told(emptyBoard(), { type: 'dissuasion.drafted', content }, ...steps).dissuasions.get(dissuasionId);

describe('the life of a dissuasion message', () => {
  it('is a draft that nobody hears, then speaks from its publication on', () => {
    expect(statusAfter()).toMatchObject({ status: 'draft', speaking: false });
    expect(statusAfter({ type: 'dissuasion.published' })).toMatchObject({
      status: 'published',
      speaking: true,
      publishedAt: 2000,
    });
  });

  it('speaks on while its withdrawal is asked and when it is refused, and is silent once withdrawn or expired', () => {
    const asked = [{ type: 'dissuasion.published' }, { type: 'dissuasion.withdrawalAsked', reason: 'réparé' }] as const;
    expect(statusAfter(...asked)).toMatchObject({ status: 'withdrawalAsked', speaking: true });
    expect(statusAfter(...asked, { type: 'dissuasion.withdrawalRefused', reason: 'pas encore' })).toMatchObject({
      status: 'published',
      speaking: true,
    });
    expect(statusAfter(...asked, { type: 'dissuasion.withdrawn' })).toMatchObject({
      status: 'withdrawn',
      speaking: false,
    });
    expect(statusAfter({ type: 'dissuasion.published' }, { type: 'dissuasion.expired' })).toMatchObject({
      status: 'expired',
      speaking: false,
    });
  });

  it('an armed one waits for its threshold and rests again', () => {
    const armed = { ...content, arming: { waiting: 5 } };
    const board = told(emptyBoard(), { type: 'dissuasion.drafted', content: armed }, { type: 'dissuasion.published' });
    expect(publishedDissuasions(board)[0]).toMatchObject({ speaking: false });
    told(board, { type: 'dissuasion.triggered', threshold: 'waiting', value: 6 });
    expect(publishedDissuasions(board)[0]).toMatchObject({ speaking: true });
    told(board, { type: 'dissuasion.rested' });
    expect(publishedDissuasions(board)[0]).toMatchObject({ speaking: false });
  });

  it('keeps every step with who, when and why; names stand in for accounts', () => {
    const message = statusAfter(
      { type: 'dissuasion.published' },
      { type: 'dissuasion.withdrawalAsked', reason: 'réparé' },
    );
    const shown = dissuasionOf(message!, (account) => (account === 'acc-1' ? 'Ana' : account));
    expect(shown.steps).toEqual([
      { seq: 1, at: 1000, step: 'drafted', by: 'Ana' },
      { seq: 2, at: 2000, step: 'published', by: 'Ana' },
      { seq: 3, at: 3000, step: 'withdrawalAsked', by: 'Ana', reason: 'réparé' },
    ]);
  });

  it('what thresholds did makes room, what people did stays', () => {
    const board = told(emptyBoard(), { type: 'dissuasion.drafted', content }, { type: 'dissuasion.published' });
    for (let time = 0; time < kept.dissuasionSteps; time += 1) {
      told(board, { type: 'dissuasion.triggered', threshold: 'waiting', value: time }, { type: 'dissuasion.rested' });
    }
    const steps = board.dissuasions.get(dissuasionId)!.steps;
    expect(steps).toHaveLength(kept.dissuasionSteps);
    expect(steps.slice(0, 2).map(({ step }) => step)).toEqual(['drafted', 'published']);
  });

  it('is on the desks of the queues and services of its scope, and on no other', () => {
    const board = told(emptyBoard(), { type: 'dissuasion.drafted', content }, { type: 'dissuasion.published' });
    const on = (queueId: string) => dissuasionsTouching(board, new Set([queueId as QueueId])).length;
    expect([on('n1'), on('n2')]).toEqual([1, 0]);
    told(board, {
      type: 'dissuasion.revised',
      content: { ...content, scope: { ...content.scope, queueIds: [], serviceIds: ['vpn' as ServiceId] } },
    });
    expect(on('n1')).toBe(0);
    board.definition = { services: [{ serviceId: 'vpn', queueId: 'n1' }] } as never;
    expect([on('n1'), on('n2')]).toEqual([1, 0]);
  });
});
