import type { DissuasionContent, DissuasionId, Reply } from '@decroche/protocol';
import type { World } from './world.ts';

/** "The mail of site Toulouse is down", eight seconds, heard by everyone, then the queue. */
export const aMessage = (change: Partial<DissuasionContent> = {}): DissuasionContent => ({
  title: 'Mail down',
  text: 'The mail of site Toulouse is down.',
  file: 'prompts/mail-down.wav',
  durationMs: 8_000,
  scope: { serviceIds: [], queueIds: [], hours: [] },
  mode: 'informThenQueue',
  keys: [],
  alsoToWaiting: false,
  ...change,
});

/** The same, with a scope of its own. */
export const aMessageFor = (
  scope: Partial<DissuasionContent['scope']>,
  change: Partial<DissuasionContent> = {},
): DissuasionContent => aMessage({ ...change, scope: { serviceIds: [], queueIds: [], hours: [], ...scope } });

/** One with a key for each choice. */
export const aChoice = (change: Partial<DissuasionContent> = {}): DissuasionContent =>
  aMessage({
    mode: 'informThenChoice',
    keys: [
      { key: '1', choice: 'attach' },
      { key: '2', choice: 'voicemail' },
      { key: '3', choice: 'callback' },
      { key: '9', choice: 'stay' },
    ],
    incidentTicketId: 'INC-2026-00001' as never,
    ...change,
  });

/** Drafts a message; gives its id. */
export async function draft(world: World, content = aMessage()): Promise<DissuasionId> {
  const reply = await world.request({ type: 'dissuasion.draftRequested', content });
  if (reply.result !== 'accepted') throw new Error(`the draft was refused: ${reply.reason}`);
  return reply.created as DissuasionId;
}

/** Drafts and publishes a message. */
export async function publish(world: World, content = aMessage()): Promise<DissuasionId> {
  const dissuasionId = await draft(world, content);
  const reply = await world.request({ type: 'dissuasion.publishRequested', dissuasionId });
  if (reply.result !== 'accepted') throw new Error(`the publication was refused: ${JSON.stringify(reply)}`);
  return dissuasionId;
}

/** Its withdrawal asked and granted. */
export async function withdraw(world: World, dissuasionId: DissuasionId): Promise<void> {
  await world.request({ type: 'dissuasion.withdrawalRequested', dissuasionId, reason: 'solved' });
  await world.request({ type: 'dissuasion.withdrawalDecided', dissuasionId, granted: true, reason: '' });
}

/** `accepted`, or the reason of the refusal. */
export const said = (reply: Reply): string => (reply.result === 'accepted' ? 'accepted' : reply.reason);
