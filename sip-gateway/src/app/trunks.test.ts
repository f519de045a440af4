import type { GatewayId, TelephonyEvent, TrunkId } from '@decroche/protocol';
import { createLogger } from '@decroche/platform';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Trunks } from './trunks.ts';

const [one, two] = ['one.example' as TrunkId, 'two.example' as TrunkId];
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Trunks that answer what the test has them answer, each question at once. */
function watched(trunkIds: readonly TrunkId[]) {
  const says = new Map<string, number>(trunkIds.map((trunkId) => [`sip:${trunkId}`, 200]));
  const asked: string[] = [];
  const told: unknown[] = [];
  const trunks = new Trunks({
    trunkIds,
    gatewayId: 'g' as GatewayId,
    sip: {
      askWhetherThere(uri) {
        asked.push(uri);
        return Promise.resolve(says.get(uri) ?? 408);
      },
    },
    events: {
      publish: (event: TelephonyEvent) => told.push(event),
      flushed: () => Promise.resolve(),
    },
    everyMs: 30_000,
    now: () => Date.now(),
    logger: createLogger({ name: 'test', level: 'silent' }),
  });
  const said = (trunkId: TrunkId, status: number) => says.set(`sip:${trunkId}`, status);
  return { trunks, said, asked, told };
}

test('each is told at the start, and then only when it changes', async () => {
  const { trunks, said, asked, told } = watched([one, two]);
  trunks.start();
  await vi.advanceTimersByTimeAsync(90_000);
  expect(asked).toHaveLength(8);
  expect(told).toEqual([
    expect.objectContaining({ type: 'trunk.changed', gatewayId: 'g', trunkId: one, up: true }),
    expect.objectContaining({ trunkId: two, up: true }),
  ]);
  said(one, 408);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(told.slice(2)).toEqual([expect.objectContaining({ trunkId: one, up: false, why: 'no answer to OPTIONS' })]);
  trunks.stop();
});

test.each([
  [200, true],
  [404, true],
  [405, true],
  [500, true],
  [408, false],
  [503, false],
])('one that says %i to OPTIONS is there: %s', async (status, isThere) => {
  const { trunks, said } = watched([one]);
  said(one, status);
  expect(await trunks.ask(one)).toBe(isThere);
});

test('one that is down is tried last, asked every five seconds, and is the first again as soon as it answers', async () => {
  const { trunks, said, asked } = watched([one, two]);
  expect(trunks.inOrder()).toEqual([one, two]);
  said(one, 503);
  trunks.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(trunks.inOrder()).toEqual([two, one]);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(asked.filter((uri) => uri === `sip:${one}`)).toHaveLength(4);
  expect(asked.filter((uri) => uri === `sip:${two}`)).toHaveLength(1);
  said(one, 200);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(trunks.inOrder()).toEqual([one, two]);
  trunks.stop();
});

test('what is known is told again when it may have been lost, with the instant at which it changed', async () => {
  const { trunks, told } = watched([one]);
  await trunks.ask(one);
  await vi.advanceTimersByTimeAsync(1_000);
  trunks.tell();
  expect(told).toHaveLength(2);
  expect(told[1]).toEqual(told[0]);
});
