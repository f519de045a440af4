import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser, signIn, type AgentBrowser } from '../support/browser.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let agent: AgentBrowser;
let supervisor: AgentBrowser;
/** Each try writes a message of its own. */
let writings = 0;

beforeAll(async () => {
  world = await startWorld();
  agent = await openBrowser(500);
  supervisor = await openBrowser(500);
  await signIn(agent.page, world.url, 'camille');
  await signIn(supervisor.page, world.url, 'admin');
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await agent.page.screenshot({ path: `test-results/${task.id}-agent.png` });
  await supervisor.page.screenshot({ path: `test-results/${task.id}-supervisor.png` });
});
afterAll(async () => {
  await agent?.close();
  await supervisor?.close();
  await world?.close();
});

/** C4, as people live it: an agent writes and publishes, supervisors know at once, and only they let it end. */
test('a message is written, listened to, published, told to supervisors at once, and withdrawn with their green light', async () => {
  const { page } = agent;
  const errorsBefore = [agent.errors.length, supervisor.errors.length] as const;
  const title = `Panne VPN ${(writings += 1)}`;
  await page.goto(`${world.url}/dissuasion/new`);
  await page.getByRole('button', { name: 'Garder le brouillon' }).click();
  await page.getByText('Donnez un titre.').waitFor();
  await page.getByLabel('Titre').fill(title);
  await page.getByLabel('Ce que l’appelant entend').fill('Le VPN est en panne.');
  await page.getByLabel('Informer, puis laisser le choix').check();
  await page.getByLabel('Laisser un message', { exact: true }).check();
  await page.getByRole('button', { name: 'Ajouter ces phrases au texte' }).click();
  expect(await page.getByLabel('Ce que l’appelant entend').inputValue()).toMatch(/appuyez sur 1/);
  await page.getByRole('button', { name: 'Faire lire le texte' }).click();
  await page.getByText(/^Durée/).waitFor();
  await page.getByRole('button', { name: 'Garder le brouillon' }).click();

  const card = page.getByRole('article').filter({ hasText: title });
  await card.getByRole('button', { name: 'Publier' }).click();
  await page.getByText('les superviseurs et le chef de service').waitFor();
  await page.getByRole('button', { name: 'Publier maintenant' }).click();

  const told = supervisor.page.getByRole('alert').filter({ hasText: `a publié « ${title} »` });
  await told.getByText('Le VPN est en panne.').waitFor();
  await supervisor.page.goto(`${world.url}/board`);
  await supervisor.page.getByText(`Message diffusé aux appelants : ${title}`).waitFor();

  await card.getByRole('button', { name: 'Demander le retrait' }).click();
  await page.getByLabel('Pourquoi le retirer ?').fill('Réparé.');
  await page.getByRole('button', { name: 'Envoyer la demande' }).click();
  await card.getByText('En attente du feu vert d’un superviseur.').waitFor();
  expect(await card.getByRole('button', { name: 'Feu vert : retirer' }).count()).toBe(0);

  await supervisor.page.getByRole('link', { name: 'Donner ou refuser le feu vert' }).click();
  const theirs = supervisor.page.getByRole('article').filter({ hasText: title });
  await theirs.getByText('demande le retrait : « Réparé. »').waitFor();
  await theirs.getByRole('button', { name: 'Feu vert : retirer' }).click();
  await supervisor.page.getByRole('dialog').getByRole('button', { name: 'Feu vert : retirer' }).click();
  await theirs.getByText('Retiré (feu vert)').waitFor();
  await card.getByText('Retiré (feu vert)').waitFor();
  expect([agent.errors.slice(errorsBefore[0]), supervisor.errors.slice(errorsBefore[1])]).toEqual([[], []]);
});

test('a voice taken at the microphone becomes the sound of a message', async () => {
  const { page } = agent;
  await page.goto(`${world.url}/dissuasion/new`);
  await page.getByText('Au micro').click();
  await page.getByRole('button', { name: 'Commencer' }).click();
  const stop = page.getByRole('button', { name: /^Arrêter/ });
  await stop.getByText('00:02').waitFor();
  await stop.click();
  const length = page.getByText(/^Durée : 00:0[1-4]/);
  await length.waitFor();
  expect(await page.getByRole('group', { name: 'D’où vient le son' }).locator('audio').getAttribute('src')).toMatch(
    /^\/api\/sounds\/audio\?file=prompts/,
  );
});
