import { DissuasionInput, type DissuasionContent } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import {
  emptyMessage,
  formOf,
  freeKey,
  inputOf,
  problemsOf,
  spokenKeys,
  type DissuasionForm,
} from './dissuasion-form.ts';

const written: DissuasionForm = { ...emptyMessage, title: 'Panne VPN', text: ' Le VPN est en panne. ' };
const withKeys: DissuasionForm = {
  ...written,
  mode: 'informThenChoice',
  keys: { attach: '1', callback: '3', voicemail: '', stay: '2' },
  incidentTicketId: 'INC-2026-00001',
};

describe('a dissuasion message being written', () => {
  it('wants words first', () => expect(problemsOf(emptyMessage, 0)).toEqual(['titleMissing', 'textMissing']));

  it('is complete with a title and a text: the synthesiser reads it, everyone hears it', () => {
    expect(problemsOf(written, 0)).toEqual([]);
    expect(DissuasionInput.parse(inputOf(written))).toMatchObject({
      ...{ title: 'Panne VPN', text: 'Le VPN est en panne.', mode: 'informThenQueue', keys: [] },
      scope: { serviceIds: [], queueIds: [], hours: [] },
    });
    expect(inputOf(written)).not.toHaveProperty('file');
  });

  it.each<[string, Partial<DissuasionForm>, string]>([
    ['a recording that was not made', { sound: { source: 'recording' } }, 'soundMissing'],
    ['hours that end before they begin', { hours: [{ from: '14:00', to: '09:00' }] }, 'hoursWrong'],
    ['an end that has passed', { expiresAt: 900 }, 'expired'],
    ['a choice without a key', { mode: 'informThenChoice' }, 'noKey'],
    ['only the key to stay', { mode: 'informThenChoice', keys: { ...emptyMessage.keys, stay: '2' } }, 'noKey'],
    [
      'one key for two choices',
      { mode: 'informThenChoice', keys: { ...emptyMessage.keys, callback: '2', voicemail: '2' } },
      'keyTwice',
    ],
    [
      '"press 1" without its incident',
      { mode: 'informThenChoice', keys: { ...emptyMessage.keys, attach: '1' } },
      'incidentMissing',
    ],
    ['arming without a threshold', { armed: true }, 'armingEmpty'],
  ])('is refused with %s', (_what, part, problem) =>
    expect(problemsOf({ ...written, ...part }, 1000)).toEqual([problem]),
  );

  it('says its keys in their order and leaves out what the mode has no use for', () => {
    expect(spokenKeys(withKeys)).toEqual([
      { key: '1', choice: 'attach' },
      { key: '2', choice: 'stay' },
      { key: '3', choice: 'callback' },
    ]);
    expect(inputOf(withKeys)).toMatchObject({ incidentTicketId: 'INC-2026-00001' });
    const informing = inputOf({ ...withKeys, mode: 'informThenRelease' });
    expect(informing.keys).toEqual([]);
    expect(informing).not.toHaveProperty('incidentTicketId');
    expect(freeKey(withKeys)).toBe('4');
  });

  it('has its sound read again once the words change, but never loses a recorded voice', () => {
    const read = {
      source: 'speech',
      made: { file: 'prompts/a.wav', durationMs: 1, says: 'Le VPN est en panne.' },
    } as const;
    expect(inputOf({ ...written, sound: read }).file).toBe('prompts/a.wav');
    expect(inputOf({ ...written, text: 'Le VPN marche.', sound: read }).file).toBeUndefined();
    const voice = { source: 'recording', made: { file: 'prompts/v.wav', durationMs: 1 } } as const;
    expect(inputOf({ ...written, text: 'Le VPN marche.', sound: voice }).file).toBe('prompts/v.wav');
  });

  it('comes back from the server as it was sent', () => {
    const content = {
      ...inputOf({ ...withKeys, armed: true, waiting: 5, longestWaitSeconds: 90, expiresAt: 5000 }),
      ...{ file: 'prompts/a.wav', durationMs: 9000 },
    } as DissuasionContent;
    const back = inputOf(formOf(content));
    expect(back).toEqual({ ...content, durationMs: undefined });
    expect(back.arming).toEqual({ waiting: 5, longestWaitMs: 90_000 });
  });
});
