import { describe, expect, test } from 'vitest';
import { aPlan, Night } from './on-call-world.ts';

const plan = aPlan({ continuity: { policyId: 'night', failedProbes: 3 } });

async function night(): Promise<Night> {
  return Night.falls({ plan });
}

const probe = (night: Night, trunkId: string, ok: boolean) =>
  night.world.says({
    ...{ type: 'line.probed', gatewayId: 'gw1' as never, trunkId: trunkId as never, ok },
    probedAt: night.world.clock.now(),
  });
const trunk = (night: Night, trunkId: string, up: boolean) =>
  night.world.says({
    ...{ type: 'trunk.changed', gatewayId: 'gw1' as never, trunkId: trunkId as never, up },
    changedAt: night.world.clock.now(),
  });

const told = async (night: Night): Promise<readonly string[]> =>
  (await night.story()).filter((line) => /^(opened|repeated|recovered)/.test(line));

describe('when calls can not be served, those on call are told', () => {
  test('after some failed probes in a row, once', async () => {
    const it = await night();
    for (let count = 0; count < 2; count += 1) await probe(it, 'one', false);
    expect(await told(it)).toEqual([]);
    for (let count = 0; count < 5; count += 1) await probe(it, 'one', false);
    expect(await it.world.events('alert.opened')).toMatchObject([
      { source: 'continuity', dedupKey: 'lines', by: 'system' },
    ]);
    expect(it.telephone('eve-mobile').is).toBe('ringing');
  });

  test('not while one of the trunks that are probed still works', async () => {
    const it = await night();
    await probe(it, 'two', true);
    for (let count = 0; count < 5; count += 1) await probe(it, 'one', false);
    expect(await told(it)).toEqual([]);
  });

  test('not for failures that are not in a row', async () => {
    const it = await night();
    for (const ok of [false, false, true, false, false]) await probe(it, 'one', ok);
    expect(await told(it)).toEqual([]);
  });

  test('when every trunk is down, not when one is', async () => {
    const it = await night();
    await trunk(it, 'one', true);
    await trunk(it, 'two', true);
    await trunk(it, 'one', false);
    expect(await told(it)).toEqual([]);
    await trunk(it, 'two', false);
    expect(await told(it)).toEqual(['opened']);
  });

  test('when every trunk there still is is down: a gateway that was started anew tells of its trunks anew', async () => {
    const it = await night();
    await trunk(it, 'removed', true);
    await it.world.gatewayRestarts();
    await trunk(it, 'one', false);
    expect(await told(it)).toEqual(['opened']);
  });

  test('a good probe says that it works again; people close the alert. A new failure is the same alert', async () => {
    const it = await night();
    for (const ok of [false, false, false, false, true, true]) await probe(it, 'one', ok);
    expect(await told(it)).toEqual(['opened', 'recovered']);
    expect(it.last.status).toBe('escalating');
    for (const ok of [false, false, false, false, true]) await probe(it, 'one', ok);
    expect(await told(it)).toEqual(['opened', 'recovered', 'repeated', 'recovered']);
    await it.asks('alert.closeRequested', { resolution: 'opérateur' });
    for (const ok of [false, false, false]) await probe(it, 'one', ok);
    expect(await told(it)).toEqual(['opened', 'recovered', 'repeated', 'recovered', 'opened']);
  });

  test('a gateway that is silent for more than three minutes, once; its next census says that it is back', async () => {
    const it = await night();
    await it.world.pass(60_000);
    await it.world.census();
    await it.world.pass(180_000);
    expect(await told(it)).toEqual([]);
    await it.world.pass(2_000);
    expect(await it.world.events('alert.opened')).toMatchObject([{ dedupKey: 'gateway:gw1', source: 'continuity' }]);
    await it.asks('alert.closeRequested', { resolution: 'redémarrée' });
    await it.world.pass(600_000);
    expect(await told(it)).toEqual(['opened']);
    await it.world.census();
    await it.world.pass(182_000);
    expect(await told(it)).toEqual(['opened', 'opened']);
    await it.world.census();
    expect(await told(it)).toEqual(['opened', 'opened', 'recovered']);
  });

  test('when lines fail a second time after somebody has had the first: somebody is paged again, from the first step on', async () => {
    const it = await night();
    for (const ok of [false, false, false]) await probe(it, 'one', ok);
    expect(await it.asks('alert.acceptRequested', { responderId: 'eve' })).toBe('accepted');
    await probe(it, 'one', true);
    expect(it.telephone('eve-mobile').rung).toBe(1);
    for (const ok of [false, false, false]) await probe(it, 'one', ok);
    expect((await it.story()).slice(-5)).toEqual([
      ...['repeated', 'escalated', 'stepStarted 1 0', 'paged eve telephone', 'pageRang eve'],
    ]);
    expect(it.telephone('eve-mobile')).toMatchObject({ rung: 2, is: 'ringing' });
    for (let minute = 0; minute < 30; minute += 1) {
      await it.world.census();
      await it.world.pass(60_000);
    }
    expect(it.last.status).toBe('exhausted');
    const rung = it.telephone('eve-mobile').rung;
    for (const ok of [true, false, false, false]) await probe(it, 'one', ok);
    expect(it.telephone('eve-mobile').rung).toBe(rung + 1);
  });

  test('and that lines work again is told by a good probe only, where there are probes', async () => {
    const it = await night();
    await trunk(it, 'one', true);
    for (const ok of [false, false, false]) await probe(it, 'one', ok);
    await it.world.gatewayRestarts();
    await trunk(it, 'one', true);
    await probe(it, 'one', false);
    expect(await told(it)).toEqual(['opened']);
    await it.world.onCall({ ...aPlan({ continuity: { policyId: 'night', failedProbes: 9 } }), version: 2 });
    await trunk(it, 'one', true);
    await probe(it, 'one', false);
    expect(await told(it)).toEqual(['opened']);
    await probe(it, 'one', true);
    expect(await told(it)).toEqual(['opened', 'recovered']);
  });

  test('and by a trunk that is up, where there are none', async () => {
    const it = await night();
    await trunk(it, 'one', false);
    await it.world.gatewayRestarts();
    expect(await told(it)).toEqual(['opened']);
    await trunk(it, 'one', true);
    expect(await told(it)).toEqual(['opened', 'recovered']);
  });

  test('by mail when every trunk is down, each with the time for an answer: no telephone can ring', async () => {
    const it = await night();
    await trunk(it, 'one', false);
    expect((await it.story()).at(-1)).toBe('paged eve mail');
    for (let minute = 0; minute < 9; minute += 1) {
      await it.world.census();
      await it.world.pass(60_000);
    }
    expect((await it.story()).at(-1)).toBe('paged eve mail');
    expect(it.last.status).toBe('escalating');
    await trunk(it, 'one', true);
    await it.alert();
    expect((await it.story()).slice(-2)).toEqual(['paged eve telephone', 'pageRang eve']);
  });

  test('through the gateway that is heard, when the other one is silent a second time', async () => {
    const it = await night();
    await it.world.census();
    const other = () =>
      it.world.says({
        ...{ type: 'gateway.census', gatewayId: 'gw2' as never, bootId: 'boot-of-gw2', reason: 'periodic' },
        ...{ takenAt: it.world.clock.now(), legs: [], devices: [] },
      });
    const silence = async () => {
      for (let minute = 0; minute < 4; minute += 1) {
        await other();
        await it.world.pass(60_000);
      }
    };
    await silence();
    expect(await it.asks('alert.acceptRequested', { responderId: 'eve' })).toBe('accepted');
    await it.world.census();
    await silence();
    expect(await told(it)).toEqual(['opened', 'recovered', 'repeated']);
    await it.alert();
    expect((await it.world.events('alert.paged')).at(-1)).toMatchObject({ means: 'telephone', gatewayId: 'gw2' });
  });

  test('whatever keys monitoring gives: its alerts are its own', async () => {
    const it = await night();
    const first = await it.alert({ dedupKey: 'lines' });
    expect(await it.alert({ dedupKey: 'lines' })).toBe(first);
    for (const ok of [false, false, false]) await probe(it, 'one', ok);
    expect(await told(it)).toEqual(['opened', 'repeated', 'opened']);
    expect(await it.alert({ dedupKey: 'lines' })).toBe(first);
    await probe(it, 'one', true);
    expect(await it.world.events('alert.recovered')).toMatchObject([{ alertId: it.last.alertId }]);
  });

  test('by a restarted acd as well, and not twice', async () => {
    const it = await night();
    await it.world.pass(182_000);
    expect(await told(it)).toEqual(['opened']);
    await it.world.killAndRestart();
    await it.world.pass(600_000);
    expect(await told(it)).toEqual(['opened']);
  });

  test('nobody, when the plan says nothing of it', async () => {
    const it = await Night.falls();
    for (let count = 0; count < 9; count += 1) await probe(it, 'one', false);
    await trunk(it, 'one', false);
    await it.world.pass(600_000);
    expect(await told(it)).toEqual([]);
  });
});
