import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser, signIn, type AgentBrowser } from '../support/browser.ts';
import { NUMBERS } from '../support/e2e-profile.ts';
import { ended, nextCall, told } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let supervisor: AgentBrowser;

beforeAll(async () => {
  world = await startWorld();
  supervisor = await openBrowser(600);
  await signIn(supervisor.page, world.url, 'supervisor');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    await supervisor.page.screenshot({ path: `test-results/${task.id}-wall.png` });
    console.log(world.lines.slice(-40).join('\n'));
  }
  await world.tidy();
});
afterAll(async () => {
  await supervisor?.close();
  await world?.close();
});

const page = () => supervisor.page;

test('the wall shows a waiting caller; the supervisor gives them priority and ends a call that hangs', async () => {
  await page().goto(`${world.url}/board`);
  const arriving = nextCall(world.door);
  await world.caller({ dialled: NUMBERS.hurried, hz: 700 });
  const callId = await arriving;
  await world.caller({ dialled: NUMBERS.patient, hz: 700, number: '+33261910099' });
  await told(world.door, 'call.queued', (event) => event.callId !== callId);
  const patient = world.door
    .journal()
    .flatMap(({ event }) => (event.type === 'call.queued' && event.callId !== callId ? [event.callId] : []))
    .at(-1)!;
  await world.api.send('POST', `/api/supervision/calls/${patient}/priority`, { priority: 20 });
  await told(world.door, 'call.prioritised', (event) => event.callId === patient);
  await page()
    .getByText(/02 61 91 00 99/)
    .first()
    .click();
  await page().getByText('Servir en premier').first().waitFor();
  await page().getByRole('button', { name: 'Terminer cet appel' }).first().click();
  await page()
    .getByRole('dialog', { name: /Terminer l’appel de/ })
    .getByRole('button', { name: 'Terminer cet appel' })
    .click();
  expect(await ended(world.door, patient)).toMatchObject({ by: 'system' });
});

test('the day plan: a template gives people their hours, the picture shows them, and lunches are staggered with proof', async () => {
  const { agents } = (await world.api.send('GET', '/api/definition')) as { agents: { agentId: string }[] };
  const [first, second] = agents.map(({ agentId }) => agentId);
  const day = '2026-12-07';
  const lunch = { earliest: '11:30', latest: '14:30', durationMs: 2_700_000 };
  for (const [templateId, from, to, agentId] of [
    ['matin', '08:00', '16:30', first],
    ['renfort', '10:00', '18:00', second],
  ] as const) {
    await world.api.send('PUT', `/api/roster/templates/${templateId}`, {
      templateId,
      name: templateId,
      from,
      to,
      lunch,
    });
    await world.api.send('POST', `/api/roster/templates/${templateId}/apply`, {
      ...{ agentIds: [agentId], from: day, to: day, days: [1] },
    });
  }
  await page().goto(`${world.url}/planning/day?day=${day}`);
  await page()
    .getByRole('button', { name: /08:00 – 16:30/ })
    .waitFor();
  await page()
    .getByRole('button', { name: /10:00 – 18:00/ })
    .waitFor();
  // The service is open round the clock: the stretches without anybody are named.
  await page()
    .getByText(/personne/)
    .first()
    .waitFor();
  await page().getByRole('button', { name: 'Déjeuners échelonnés' }).click();
  await page()
    .getByText(/minutes vérifiées|Il reste toujours quelqu’un/)
    .first()
    .waitFor();
  await page().getByRole('button', { name: 'Inscrire ces déjeuners' }).click();
  await page()
    .getByRole('button', { name: /Déjeuner \d\d:\d\d/ })
    .first()
    .waitFor();
  await page().getByText('Tableau', { exact: true }).click();
  await page().getByRole('table', { name: 'Présence et décroché attendu' }).waitFor();
  expect(supervisor.errors.filter((each) => each.startsWith('uncaught'))).toEqual([]);
});
