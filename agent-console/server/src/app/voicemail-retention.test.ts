import { createLogger, Fault, ManualClock } from '@decroche/platform';
import { beforeEach, expect, it } from 'vitest';
import { definitionOf } from '../../../../tests/support/definitions.ts';
import type { StoredVoicemail } from './ports.ts';
import { voicemailRetention } from './voicemail-retention.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-20T02:10:00Z');

const handled = (recordingId: string, handledAt: number): StoredVoicemail =>
  ({
    ...{ recordingId, callId: 'c', serviceId: 'plain', file: `${recordingId}.sealed`, leftAt: 1, durationMs: 1 },
    ...{ state: 'handled', handledBy: 'u1', handledAt },
  }) as unknown as StoredVoicemail;

let box: Map<string, StoredVoicemail>;
let files: Set<string>;
let proofs: string[];
let isAway: boolean;
/** What somebody does while a file is read. */
let meanwhile: () => void;

const clear = voicemailRetention({
  store: {
    handled: async () => [...box.values()].filter(({ state }) => state === 'handled'),
    find: async (recordingId) => box.get(recordingId),
    remove: async (recordingId) => void box.delete(recordingId),
  },
  files: {
    async digestOf(file) {
      meanwhile();
      return `digest of ${file}`;
    },
    remove: async (file) => void files.delete(file),
  },
  audit: {
    async prove({ target }) {
      if (isAway) throw new Fault('unavailable', 'the store is away');
      proofs.push(target);
    },
  },
  ...{ definition: () => definitionOf([]), clock: new ManualClock(NOW) },
  logger: createLogger({ name: 'test', level: 'silent' }),
});

beforeEach(() => {
  const messages = [handled('old', NOW - 91 * DAY_MS), handled('recent', NOW - 89 * DAY_MS)];
  box = new Map(messages.map((message) => [message.recordingId, message]));
  files = new Set(messages.map(({ file }) => file));
  proofs = [];
  isAway = false;
  meanwhile = () => undefined;
});

it('deletes what was seen to long ago, with a proof', async () => {
  expect(await clear()).toBe(1);
  expect([[...box.keys()], [...files], proofs]).toEqual([['recent'], ['recent.sealed'], ['old']]);
});

it.each<[string, Partial<StoredVoicemail>]>([
  ['is taken up again', { state: 'new', handledAt: undefined as never }],
  ['is taken up and seen to again', { handledAt: NOW }],
])('a message that %s while the night is at work stays', async (_name, change) => {
  meanwhile = () => void box.set('old', { ...box.get('old')!, ...change });
  expect(await clear()).toBe(0);
  expect([files.size, box.size, proofs]).toEqual([2, 2, []]);
});

it('a message whose proof can not be written stays; the night is done again', async () => {
  isAway = true;
  await expect(clear()).rejects.toThrow(Fault);
  expect([files.size, box.size]).toEqual([2, 2]);
  isAway = false;
  expect(await clear()).toBe(1);
});
