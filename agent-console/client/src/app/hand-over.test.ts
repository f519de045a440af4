import { describe, expect, it } from 'vitest';
import { emptyDraft } from '../core/ticket-draft.ts';
import { handOver } from './hand-over.ts';
import type { TicketEditorView } from './ticket-editor.ts';
import { createStore } from './store.ts';

/** A reception desk with notes being typed; what was done, in order. */
function reception(notes: string, kept = true) {
  const done: string[] = [];
  const view = createStore<TicketEditorView>({
    ...{ draft: { ...emptyDraft, text: notes }, loading: 'ready', saving: 'nothing' },
  });
  const consign = async () => {
    done.push(`consigned ${notes}`);
    return kept;
  };
  const give = async (callId: string, target: object) => {
    done.push(`gave ${callId} ${JSON.stringify(target)}`);
  };
  const to = { callId: 'c1', queueId: 'ecoute' };
  return { done, hand: () => handOver({ editor: { view, consign }, transfers: { give } }, to) };
}

const GAVE = 'gave c1 {"kind":"queue","queueId":"ecoute"}';

describe('a caller who is handed over', () => {
  it('comes after the notes', async () => {
    const { done, hand } = reception('Une enfant, au 3e étage.');
    expect(await hand()).toBe(true);
    expect(done).toEqual(['consigned Une enfant, au 3e étage.', GAVE]);
  });

  it('comes alone when nothing was typed', async () => {
    const { done, hand } = reception('  ');
    expect(await hand()).toBe(true);
    expect(done).toEqual([GAVE]);
  });

  it('stays when the notes could not be kept', async () => {
    const { done, hand } = reception('Elle rappelle.', false);
    expect(await hand()).toBe(false);
    expect(done).toEqual(['consigned Elle rappelle.']);
  });
});
