import type { TicketEditor } from './ticket-editor.ts';
import type { Transfers } from './transfers.ts';

/** What whoever takes over is given. */
export interface HandOver {
  readonly callId: string;
  readonly queueId: string;
}

/**
 * First reception gives a caller on (C9): what is being typed is consigned in the ticket first, so that it is there when the
 * next one answers. False when the notes could not be kept: the caller stays, nobody is handed over without them.
 * @throws HttpProblem when the transfer is refused; the notes are in the ticket then.
 */
export async function handOver(
  parts: {
    readonly editor: Pick<TicketEditor, 'view' | 'consign'> | undefined;
    readonly transfers: Pick<Transfers, 'give'>;
  },
  { callId, queueId }: HandOver,
): Promise<boolean> {
  const { editor, transfers } = parts;
  if (editor && editor.view.get().draft.text.trim() !== '' && !(await editor.consign())) return false;
  await transfers.give(callId, { kind: 'queue', queueId: queueId as never });
  return true;
}
