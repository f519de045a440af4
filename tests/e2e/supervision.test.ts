import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser, signIn, type AgentBrowser } from '../support/browser.ts';
import { NUMBERS } from '../support/e2e-profile.ts';
import { ended, nextCall, told } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

const TEXT = 'La messagerie est indisponible, les équipes sont prévenues.';

let world: World;
let agent: AgentBrowser;
let supervisor: AgentBrowser;

beforeAll(async () => {
  world = await startWorld();
  [agent, supervisor] = [await openBrowser(500), await openBrowser(600)];
  await signIn(agent.page, world.url, 'camille');
  await signIn(supervisor.page, world.url, 'supervisor');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    await agent.page.screenshot({ path: `test-results/${task.id}-agent.png` });
    await supervisor.page.screenshot({ path: `test-results/${task.id}-supervisor.png` });
    console.log(world.lines.slice(-40).join('\n'));
  }
  await world.tidy();
});
afterAll(async () => {
  await agent?.close();
  await supervisor?.close();
  await world?.close();
});

const page = () => supervisor.page;

test('an agent writes and publishes a message, the supervisor reads it at once, and gives the green light to withdraw it', async () => {
  const { page: desk } = agent;
  await page().goto(`${world.url}/board`);
  await desk.goto(`${world.url}/dissuasion`);
  await desk.getByRole('link', { name: 'Nouveau message' }).first().click();
  await desk.getByLabel('Titre').fill('Messagerie');
  await desk.getByLabel('Ce que l’appelant entend').fill(TEXT);
  await desk.getByRole('button', { name: 'Garder le brouillon' }).click();
  await desk.getByRole('button', { name: 'Publier', exact: true }).click();
  await desk.getByRole('button', { name: 'Publier maintenant' }).click();
  const published = await told(world.door, 'dissuasion.published');
  await page().getByText('a publié « Messagerie »').first().waitFor({ timeout: 10_000 });
  await page().getByText(TEXT).first().waitFor();

  const arriving = nextCall(world.door);
  await world.caller({ dialled: NUMBERS.desk, hz: 700 });
  const callId = await arriving;
  await told(world.door, 'call.dissuasionStarted', (event) => event.callId === callId);

  await desk.getByRole('button', { name: 'Demander le retrait' }).click();
  await desk.getByLabel('Pourquoi le retirer ?').fill('La messagerie répond.');
  await desk.getByRole('button', { name: 'Envoyer la demande' }).click();
  await told(world.door, 'dissuasion.withdrawalAsked', (event) => event.dissuasionId === published.dissuasionId);
  await page().goto(`${world.url}/dissuasion`);
  await page().getByText('La messagerie répond.').first().waitFor();
  await page().getByRole('button', { name: 'Feu vert : retirer' }).first().click();
  await page().getByRole('dialog').getByRole('button', { name: 'Feu vert : retirer' }).click();
  await told(world.door, 'dissuasion.withdrawn', (event) => event.dissuasionId === published.dissuasionId);
});

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
