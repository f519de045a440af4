import { expect, test } from 'vitest';
import { JournalEvent } from '@decroche/protocol';
import { inWords } from './timeline-words.ts';

const names = { agent: (id: string) => `<${id}>`, queue: (id: string) => `[${id}]` };
const offer = { offerId: 'o', callId: 'c', agentId: 'ana' };

test.each([
  [{ type: 'call.queued', callId: 'c', queueId: 'q', queuedAt: 1, priority: 0 }, 'En attente dans la file « [q] »'],
  [{ type: 'call.overflowed', callId: 'c', reason: 'maximumWait' }, 'Débordement : attente maximale atteinte'],
  [{ type: 'call.voicemailFinished', callId: 'c', recordingId: 'r', durationMs: 0 }, 'Aucun message laissé'],
  [
    { type: 'call.voicemailFinished', callId: 'c', recordingId: 'r', durationMs: 12_400, file: 'f' },
    'Message laissé (12 s)',
  ],
  [
    { type: 'call.transferStarted', callId: 'c', agentId: 'ana', legId: 'l', target: { kind: 'queue', queueId: 'q' } },
    'Transfert vers la file « [q] »',
  ],
  [{ type: 'call.transferred', callId: 'c', transferredAt: 1 }, 'Transféré à l’extérieur'],
  [{ type: 'offer.withdrawn', ...offer, reason: 'callerGone' }, 'Proposition à <ana> retirée : l’appelant a raccroché'],
  [{ type: 'offer.expired', ...offer }, 'Sans réponse de <ana>, l’appel garde sa place'],
  [
    { type: 'call.ended', callId: 'c', outcome: 'answered', cause: 'normal', by: 'caller', endedAt: 1 },
    'Appel terminé par l’appelant',
  ],
])('%o reads as %s', (event, words) => {
  expect(inWords(JournalEvent.parse(event) as never, names)).toBe(words);
});
