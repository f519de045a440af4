import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { KEPT, listenTo, openBrowser, signIn, startShift, type AgentBrowser } from '../support/browser.ts';
import { PROMPT_TONES } from '../support/e2e-profile.ts';
import { ended, nextCall, ticketOf, told } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

const RECEPTION_HZ = 500;
const LISTENER_HZ = 2_000;
const NUMBER = '+33698765412';
/** The number however a screen might write it. */
const NUMBER_WRITTEN = /6\D{0,2}98\D{0,2}76\D{0,2}54\D{0,2}12/;
const NOTES = 'Une voix d’enfant, seul, au 3e étage.';

let world: World;
let reception: AgentBrowser;
let listener: AgentBrowser;

beforeAll(async () => {
  world = await startWorld({ profile: 'giped-119' });
  reception = await openBrowser(RECEPTION_HZ);
  listener = await openBrowser(LISTENER_HZ);
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  console.log(world.lines.slice(-40).join('\n'), reception.errors, listener.errors);
  await reception.page.screenshot({ path: `test-results/${task.id}-reception.png` });
  await listener.page.screenshot({ path: `test-results/${task.id}-listener.png` });
});
afterAll(async () => {
  await reception?.close();
  await listener?.close();
  await world?.close();
});

/** WCAG 2.2 A and AA by axe. */
async function violations(page: Page): Promise<readonly string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const { violations: found } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Whether nothing but the cover is to be seen, at every place of the window one looks at. In the page's own words. */
const COVERED = `(() => {
  const cover = document.querySelector('dialog[open]');
  const places = [0.02, 0.25, 0.5, 0.75, 0.98].flatMap((x) => [0.02, 0.3, 0.6, 0.98].map((y) => [x, y]));
  return places.every(([x, y]) => {
    const seen = document.elementFromPoint(x * innerWidth, y * innerHeight);
    return cover !== null && (seen === cover || cover.contains(seen));
  });
})()`;
const covered = (page: Page): Promise<boolean> => page.evaluate<boolean>(COVERED);

test('a child who can not speak answers by keys, is handed over with the notes, and is nowhere seen by number', async () => {
  const seen = [listenTo(reception.page), listenTo(listener.page)];
  const first = reception.page;
  await signIn(first, world.url, 'accueil1');
  await startShift(first);
  const arriving = nextCall(world.door);
  const { sound, sipp } = await world.caller({ dialled: '119', hz: 700, number: NUMBER });
  const callId = await arriving;

  await first.getByRole('alertdialog').getByText('Numéro protégé').first().waitFor();
  await first.getByText('Premier appel de cette personne').waitFor();
  sound.press('1');
  await first.getByText('Répond par les touches').waitFor();
  await first.getByRole('button', { name: /Répondre/ }).click();
  await sound.hears(RECEPTION_HZ);

  await first.getByRole('button', { name: 'En danger en ce moment ?' }).click();
  await sound.hears(PROMPT_TONES['silent-danger'] ?? 0);
  await first.getByText('Attend une touche').waitFor();
  sound.press('2');
  await first.getByText('Touche 2 : En danger en ce moment ?').waitFor();
  expect(await violations(first)).toEqual([]);
  // While notes are being typed, by the keyboard.
  await first.getByLabel('Commentaire ou solution').fill(NOTES);
  await first.keyboard.press('Control+Shift+Digit2');
  await told(world.door, 'call.questionAsked', ({ questionId }) => questionId === 'seul');
  sound.press('1');
  await first.getByText('Touche 1 : Seul, sans adulte près de lui ?').waitFor();

  const second = listener.page;
  await signIn(second, world.url, 'ecoutant1');
  await startShift(second);
  await second.keyboard.press('F9');
  await second.getByText('Reprendre').waitFor();
  await first.getByRole('button', { name: 'Remettre à « 119 · Écoute »' }).click();
  await second.getByText('Une action vous attend.').waitFor();
  await second.waitForTimeout(1_500); // The title of an offered call changes every second: not this one.
  expect(await second.title()).toBe('Veille');
  await second.keyboard.press('F9');

  const offer = second.getByRole('alertdialog');
  await offer.getByText(/Remis par Sylvie Carpentier/).waitFor();
  await offer.getByText(NOTES).waitFor();
  await offer.getByText('Répond par les touches').waitFor();
  expect(await violations(second)).toEqual([]);
  await second.getByRole('button', { name: /Répondre/ }).click();
  await sound.hears(LISTENER_HZ);
  await second.getByText('Touche 1 : Seul, sans adulte près de lui ?').waitFor();
  expect((await ticketOf(world, callId)).timeline.some(({ change }) => change.type === 'commented')).toBe(true);

  await second.getByRole('button', { name: 'Signaler un appel relayé' }).click();
  await second.getByRole('button', { name: 'Appel relayé', pressed: true }).waitFor();

  for (const { everything } of seen) expect(await everything()).not.toMatch(NUMBER_WRITTEN);
  expect([...reception.sip, ...listener.sip].join('\n')).not.toMatch(NUMBER_WRITTEN);
  await sipp.hangUp();
  await ended(world.door, callId);
});

test('one key covers the listener’s page, whatever is being typed; the call goes on; the same key brings it back', async () => {
  const { page } = listener;
  await page.getByRole('button', { name: 'Prêt maintenant' }).click();
  const arriving = nextCall(world.door);
  const { sound, sipp } = await world.caller({ dialled: '119', hz: 700, number: NUMBER });
  const callId = await arriving;
  // Who calls again within half an hour reaches who listened to them.
  await page.getByText('2ᵉ appel de cette personne').waitFor();
  await page.getByRole('button', { name: /Répondre/ }).click();
  await sound.hears(LISTENER_HZ);
  const notes = page.getByLabel('Commentaire ou solution');
  await notes.fill('Elle a ');

  await page.keyboard.press('F9');
  await expect.poll(() => covered(page)).toBe(true);
  expect(await page.title()).toBe('Veille');
  expect(await notes.isVisible()).toBe(false);
  expect(await violations(page)).toEqual([]);
  // Keys that mean much behind the cover: hold, hang up, and what goes on being typed.
  for (const key of ['h', 'Shift+R', 'Space', 'Enter', 'Escape', 'Escape']) await page.keyboard.press(key);
  expect(await covered(page)).toBe(true);
  await page.keyboard.press('F9');
  await expect.poll(() => covered(page)).toBe(false);
  expect(await page.title()).toBe('Mon poste · Décroché');
  await sound.hears(LISTENER_HZ);
  await notes.click();
  await page.keyboard.press('End');
  await page.keyboard.type('peur');
  await page.keyboard.press('F9');
  await page.keyboard.press('F9');
  await page.keyboard.type('.');
  expect(await notes.inputValue()).toBe('Elle a peur.');
  const lines = world.door
    .journal()
    .flatMap(({ event }) => ('callId' in event && event.callId === callId ? event.type : []));
  expect(lines).not.toContain('call.held');
  expect(lines).not.toContain('call.ended');
  await sipp.hangUp();
  await ended(world.door, callId);

  await page.keyboard.press('F9');
  await page.reload();
  await expect.poll(() => covered(page)).toBe(true);
  expect(await page.title()).toBe('Veille');
  await page.keyboard.press('F9');
  await page.getByText('Numéro protégé').first().waitFor();
});

test('a sealed number is asked for in writing, granted by somebody else, read once, and stays nowhere', async () => {
  const { callId } = await told(world.door, 'call.arrived');
  const fresh = async (login: string) => {
    const context = await listener.page.context().browser()!.newContext({ locale: 'fr-FR' });
    const page = await context.newPage();
    const { everything } = listenTo(page);
    await signIn(page, world.url, login);
    return { page, everything };
  };
  const asks = await fresh('supervisor');
  const decides = await fresh('chef');

  await asks.page.goto(`${world.url}/calls/${callId}`);
  await asks.page.getByRole('button', { name: 'Demander l’ouverture' }).click();
  const reason = asks.page.getByLabel('Pourquoi ce numéro doit être ouvert');
  await reason.fill('Danger.');
  await asks.page.getByRole('button', { name: 'Envoyer la demande' }).click();
  await asks.page.getByText('Encore 13 caractères').waitFor();
  await reason.fill('Un enfant en danger immédiat, réquisition du procureur de Paris.');
  await asks.page.getByRole('button', { name: 'Envoyer la demande' }).click();
  await asks.page.getByText('Une demande est en cours').waitFor();
  await asks.page.getByRole('link', { name: 'Voir le registre' }).click();
  await asks.page.getByText('Une autre personne doit décider').waitFor();
  expect(await asks.page.getByRole('button', { name: /^Accorder/ }).count()).toBe(0);
  expect(await violations(asks.page)).toEqual([]);

  await decides.page.getByText(/demande l’ouverture d’un numéro protégé/).waitFor();
  await decides.page.getByRole('button', { name: 'Voir la demande' }).click();
  await decides.page.getByRole('button', { name: /^Accorder la demande/ }).click();
  await decides.page
    .getByRole('dialog')
    .getByText(/réquisition du procureur/)
    .waitFor();
  await decides.page.getByRole('button', { name: 'Accorder', exact: true }).click();
  await decides.page.getByText('Accordée', { exact: true }).waitFor();
  expect(await decides.page.getByRole('button', { name: 'Lire le numéro' }).count()).toBe(0);

  await asks.page.getByRole('button', { name: 'Lire le numéro' }).click();
  expect(await asks.everything()).not.toMatch(NUMBER_WRITTEN);
  await asks.page.getByRole('button', { name: 'Afficher' }).click();
  await asks.page.getByText(NUMBER_WRITTEN).waitFor();
  expect(await violations(asks.page)).toEqual([]);
  await asks.page.getByRole('button', { name: 'Noté, effacer' }).click();
  await asks.page.getByText('Lue', { exact: true }).waitFor();
  expect(await asks.page.content()).not.toMatch(NUMBER_WRITTEN);
  expect(await asks.page.evaluate<string>(KEPT)).not.toMatch(NUMBER_WRITTEN);
  expect(await asks.page.getByRole('button', { name: 'Lire le numéro' }).count()).toBe(0);
  expect(await decides.everything()).not.toMatch(NUMBER_WRITTEN);
});
