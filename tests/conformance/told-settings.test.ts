import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/launch/program.ts';
import { PASSED_ON, Settings } from '../../scripts/launch/settings.ts';

/** Kept in `secrets.json` and below `DATA_DIR`: told of because a program that runs alone needs them. */
const DECIDED = ['VOICEMAIL_KEY', 'VOICEMAIL_KEY_PREVIOUS', 'PARTY_SEAL_KEY', 'PARTY_OPEN_KEY', 'MAIL_DIR'];

test('every setting that operations.md tells of reaches the programs through `npm start`', async () => {
  const told = (await readFile(join(ROOT, 'docs/operations.md'), 'utf8'))
    .split('### Settings (environment)')[1]!
    .split('### Ports')[0]!
    .split('\n')
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([A-Z][A-Z_]+)/g)].map(([, name = '']) => name));
  expect(told).toContain('OUTBOUND_PASSWORD');
  const taken = [...PASSED_ON, ...Object.keys(Settings.shape), ...DECIDED];
  expect(told.filter((name) => !taken.includes(name))).toEqual([]);
});
