import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGround } from './ground.ts';
import type { Ground } from './ground.ts';

/** The suites that drachtio-srf ships, run unmodified; see README.md for what is left out and why. */
const SUITES = [
  { file: 'uac.js', passes: 19 },
  // Eight, but its last assertion races with the end of its own test (a wait of 100 ms) on a busy machine.
  { file: 'uas.js', passes: 7 },
  { file: 'b2b.js', passes: 19 },
  { file: 'reinvite-tests.js', passes: 1 },
  { file: 'proxy.js', passes: 2 },
  { file: 'refer.js', passes: 1 },
];

let ground: Ground;

beforeAll(async () => {
  ground = await openGround();
});

afterAll(() => ground.close());

test.each(SUITES)("drachtio-srf's own $file passes", { timeout: 180_000 }, async ({ file, passes }) => {
  const { code, output } = await ground.run(file);
  expect(output).not.toMatch(/^not ok/m);
  expect(code, output).toBe(0);
  expect(output.match(/^ok /gm)?.length ?? 0, output).toBeGreaterThanOrEqual(passes);
});
