import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, signIn, startShift, type AgentBrowser } from '../support/browser.ts';
import { TONES } from '../support/definitions.ts';
import { NUMBERS } from '../support/e2e-profile.ts';
import { nextCall, recordOf } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

const CALLER_HZ = 700;
/** Far from the music and the welcome, so that one packet is enough to tell. */
const AGENT_HZ = 2_000;
/** How far the figure may be from what the caller's RTP shows. */
const TOLERANCE_MS = 50;

let world: World;
let agent: AgentBrowser;

beforeAll(async () => {
  world = await startWorld();
});
// Each try has a browser and a call of its own.
beforeEach(async () => {
  agent = await openBrowser(AGENT_HZ);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    console.log(world.lines.slice(-60).join('\n'), agent.errors, agent.sip.join('\n'));
    await agent.page.screenshot({ path: 'test-results/main-path.png' });
  }
  await agent.close();
  await world.tidy();
});
afterAll(() => world?.close());

test('from the INVITE to the report: a caller sings, an agent answers in the browser, the ticket is kept', async () => {
  const { page } = agent;
  await signIn(page, world.url, 'camille');
  await startShift(page);

  const arriving = nextCall(world.door);
  const { sipp, sound } = await world.caller({ dialled: NUMBERS.desk, hz: CALLER_HZ });
  await sound.hears(TONES.welcome);
  await sound.hearsNo(TONES.welcome);

  await page.getByRole('alertdialog').getByText('Alice Arnaud').first().waitFor();
  await page.getByRole('button', { name: /Répondre/ }).click();
  await sound.hears(AGENT_HZ);

  await page.getByRole('button', { name: /^Attente/ }).click();
  await sound.hears(TONES.music);
  await page.getByRole('button', { name: /^Reprendre/ }).click();
  await sound.hears(AGENT_HZ);

  await page.getByLabel('Objet').fill('Panne de réseau');
  await page.getByRole('button', { name: /^Raccrocher/ }).click();
  await sipp.done;
  await page.getByRole('button', { name: /Résoudre au 1er contact/ }).click();
  await page.getByText('Résolu', { exact: true }).first().waitFor();

  const record = await recordOf(world, await arriving);
  expect(record).toMatchObject({ outcome: 'answered', endedBy: 'agent' });
  const pickUpMs = (record.answeredAt ?? 0) - (record.queuedAt ?? 0);
  const heardMs = sound.spanOf(AGENT_HZ).from - sound.spanOf(TONES.welcome).to;
  expect(Math.abs(pickUpMs - heardMs), `told ${pickUpMs}, heard ${heardMs}`).toBeLessThan(TOLERANCE_MS);
});
