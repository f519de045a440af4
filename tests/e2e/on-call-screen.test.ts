import type { AlertFile, AlertId, AlertOpened, AlertPage } from '@decroche/protocol';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { openBrowser, signIn, type AgentBrowser } from '../support/browser.ts';
import { ON_CALL } from '../support/e2e-profile.ts';
import type { PublicNetwork } from '../support/public-network.ts';
import { eventually } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let network: PublicNetwork;
let supervisor: AgentBrowser;
let engineer: AgentBrowser;

beforeAll(async () => {
  world = await startWorld();
  supervisor = await openBrowser(500);
  engineer = await openBrowser(500);
  await engineer.page.setViewportSize({ width: 390, height: 844 });
  await signIn(supervisor.page, world.url, 'admin');
  await signIn(engineer.page, world.url, 'ana');
});
beforeEach(async () => {
  network = await world.network();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    await supervisor.page.screenshot({ path: `test-results/${task.id}-supervisor.png` });
    await engineer.page.screenshot({ path: `test-results/${task.id}-engineer.png`, fullPage: true });
  }
  const open = (await world.api.send('GET', '/api/on-call/alerts?status=open')) as AlertPage;
  for (const { alertId } of open.items) {
    await world.api.send('POST', `/api/on-call/alerts/${alertId}/close`, { resolution: 'Fin de l’essai.' });
  }
  await world.tidy();
});
afterAll(async () => {
  await supervisor?.close();
  await engineer?.close();
  await world?.close();
});

/** The month after this one: nothing in it has begun. */
function nextMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 15)).toISOString().slice(0, 7);
}

const day = (page: Page, date: string) => page.locator(`[data-day="${date}"]`);

/** From the middle of one day to the middle of another, as a hand does it. */
async function dragOver(page: Page, from: string, to: string): Promise<void> {
  const [start, end] = [await day(page, from).boundingBox(), await day(page, to).boundingBox()];
  if (!start || !end) throw new Error('the days are not shown');
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 8 });
  await page.mouse.up();
}

const said = async (page: Page, date: string): Promise<string> =>
  (await day(page, date).getAttribute('aria-label')) ?? '';

test('somebody else is put on call by drawing over days; what it leaves is told, and one gesture takes it back', async () => {
  const { page } = supervisor;
  const month = nextMonth();
  await page.goto(`${world.url}/on-call/calendar?month=${month}`);
  await day(page, `${month}-10`).waitFor();
  await eventually(
    () => said(page, `${month}-10`),
    (words) => words.includes('Ana Petit'),
  );
  await dragOver(page, `${month}-10`, `${month}-12`);

  const form = page.getByRole('dialog', { name: /^Remplacement · Infrastructure/ });
  await form.getByRole('combobox', { name: 'Qui prend l’astreinte' }).click();
  await page.getByRole('option', { name: 'Bruno Caron' }).click();
  await form.getByText('Ce changement ne laisse aucun trou.').waitFor();
  await form.getByRole('button', { name: 'Enregistrer le remplacement' }).click();
  const done = page.getByRole('alert').filter({ hasText: 'Bruno Caron prend l’astreinte' });
  await done.waitFor();
  for (const date of [`${month}-10`, `${month}-11`, `${month}-12`]) {
    await eventually(
      () => said(page, date),
      (words) => words.includes('Bruno Caron') && !words.includes('Ana Petit'),
    );
  }
  expect(await said(page, `${month}-13`)).toContain('Ana Petit');
  await page.getByText('Tableau', { exact: true }).click();
  const line = page.getByRole('row').filter({ hasText: 'Bruno Caron' });
  await line.getByText('Remplacement').waitFor();

  await done.getByRole('button', { name: 'Annuler' }).click();
  await page.getByText('Annulé : les règles s’appliquent de nouveau.').waitFor();
  await line.waitFor({ state: 'detached' });
});

test('the same by the keyboard alone: a day is opened, its stretch given to somebody else', async () => {
  const { page } = supervisor;
  const month = nextMonth();
  await page.goto(`${world.url}/on-call/calendar?month=${month}`);
  await day(page, `${month}-10`).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('Ana Petit').first().waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Remplacer sur cette journée' }).press('Enter');
  const form = page.getByRole('dialog', { name: /^Remplacement/ });
  await form.getByRole('combobox', { name: 'Qui prend l’astreinte' }).fill('Bruno');
  await page.getByRole('option', { name: 'Bruno Caron' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await form.getByText('Ce changement ne laisse aucun trou.').waitFor();
  await form.getByRole('button', { name: 'Enregistrer le remplacement' }).press('Enter');
  const done = page.getByRole('alert').filter({ hasText: 'Bruno Caron prend l’astreinte' });
  await done.getByRole('button', { name: 'Annuler' }).press('Enter');
  await page.getByText('Annulé : les règles s’appliquent de nouveau.').waitFor();
});

test('whoever is rung accepts on their telephone’s page: the ringing stops, nobody else is asked, and they tell how it went', async () => {
  const { page } = engineer;
  const errorsBefore = engineer.errors.length;
  await page.goto(`${world.url}/me/on-call`);
  await page.getByRole('heading', { name: 'Vous êtes d’astreinte' }).waitFor();
  await page.getByText('Aucune alerte en cours.').waitFor();

  const { alertId } = (await world.api.send('POST', '/api/on-call/alerts', {
    ...{ title: 'Plus de courant en salle 2', policyId: 'infra' },
  })) as AlertOpened;
  const ana = await network.rung(ON_CALL.ana, { hz: 500 });
  const card = page.getByRole('article', { name: 'Plus de courant en salle 2' });
  await card.getByText(/Sonne chez Ana Petit \(/).waitFor();
  expect(await violations(page)).toEqual([]);
  const accept = card.getByRole('button', { name: 'Je prends' });
  const box = await accept.boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(56);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
  await accept.click();
  await card.getByText('Prise par Ana Petit').waitFor();
  await ana.call.received('CANCEL');

  await card.getByRole('button', { name: 'Je suis sur site' }).click();
  await card.getByRole('button', { name: 'Je suis sur site' }).waitFor({ state: 'detached' });
  await card.getByRole('button', { name: 'Déroulement' }).click();
  await card
    .getByText(/prise en charge/i)
    .first()
    .waitFor();
  await card.getByRole('button', { name: 'Clore' }).click();
  await page.getByLabel('Ce qui a été fait').fill('Disjoncteur réarmé.');
  await page.getByRole('dialog').getByRole('button', { name: 'Clore' }).click();
  await page.getByText('Aucune alerte en cours.').waitFor();

  const file = (await world.api.send('GET', `/api/on-call/alerts/${alertId}`)) as AlertFile;
  expect(file.alert).toMatchObject({ status: 'closed', acceptedBy: 'Ana Petit' });
  expect(file.pages.map(({ name }) => name)).toEqual(['Ana Petit']);
  expect(file.resolution).toBe('Disjoncteur réarmé.');
  expect(engineer.errors.slice(errorsBefore)).toEqual([]);
});

test('who is on call and nothing else reaches no other screen', async () => {
  const { page } = engineer;
  for (const elsewhere of ['desk', 'board', 'on-call/calendar', 'admin/accounts', 'tickets']) {
    await page.goto(`${world.url}/${elsewhere}`);
    await page.waitForURL('**/me/on-call');
  }
  expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual(['Mon astreinte']);
});

test('an alert that somebody opens by hand is on the wall, with who is being asked', async () => {
  const { page } = supervisor;
  await page.goto(`${world.url}/on-call/alerts`);
  await page.getByRole('button', { name: 'Mobiliser l’astreinte' }).click();
  await page.getByLabel('Objet').fill('Inondation au sous-sol');
  await page.getByRole('button', { name: 'Appeler l’astreinte' }).click();
  await page.waitForURL('**/on-call/alerts/*');
  const alertId = page.url().split('/').at(-1) as AlertId;
  await network.rung(ON_CALL.ana, { hz: 500 });
  await page.getByText(/Sonne chez Ana Petit \(/).waitFor();
  await page.goto(`${world.url}/board`);
  const alerts = page.getByRole('region', { name: 'Alertes en cours' });
  await alerts.getByRole('link', { name: 'Inondation au sous-sol' }).waitFor();
  await alerts.getByText(/Ana Petit/).waitFor();
  await world.api.send('POST', `/api/on-call/alerts/${alertId}/close`, { resolution: 'Essai.' });
  await alerts.waitFor({ state: 'detached' });
});

describe('the screens are clean, in light and dark, wide and narrow', () => {
  const SCREENS = [
    ...['on-call', 'on-call/calendar', 'on-call/swaps', 'on-call/away', 'on-call/alerts', 'me/on-call'],
    ...['responders', 'rotations', 'schedules', 'policies', 'equipment', 'settings'].map(
      (tab) => `on-call/setup/${tab}`,
    ),
  ];
  test.each(SCREENS)('/%s', async (screen) => {
    const { page } = supervisor;
    const errorsBefore = supervisor.errors.length;
    for (const [colorScheme, width] of [
      ['light', 1024],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${world.url}/${screen}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await violations(page)).toEqual([]);
      const wider = await page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(wider, `${screen} at ${width} px scrolls sideways`).toBeLessThanOrEqual(0);
    }
    expect(supervisor.errors.slice(errorsBefore)).toEqual([]);
  });

  test.each(['schedules', 'policies', 'responders'])('the form of %s', async (tab) => {
    const { page } = supervisor;
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${world.url}/on-call/setup/${tab}`);
    await page.getByRole('button', { name: 'Modifier' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer les changements' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
