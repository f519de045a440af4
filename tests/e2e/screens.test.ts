import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { openBrowser, signIn, startShift, type AgentBrowser } from '../support/browser.ts';
import { NUMBERS } from '../support/e2e-profile.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let browser: AgentBrowser;

beforeAll(async () => {
  world = await startWorld();
  browser = await openBrowser(500);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await browser.page.screenshot({ path: `test-results/${task.id}.png` });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test('the sign-in page is clean', async () => {
  await browser.page.goto(world.url);
  await browser.page.getByLabel('Identifiant').waitFor();
  expect(await violations(browser.page)).toEqual([]);
});

describe('an administrator', () => {
  const SCREENS = [
    ...['board', 'dissuasion', 'dissuasion/new', 'tickets', 'directory', 'reports'],
    ...['reports/on-call', 'reports/lines', 'reports/openings'],
    ...['follow-ups/voicemails', 'follow-ups/callbacks', 'follow-ups/abandoned', 'follow-ups/inform'],
    ...['planning/day', 'planning/week', 'planning/templates', 'planning/absences'],
    ...['admin/agents', 'admin/services', 'admin/prompts', 'admin/queues', 'admin/skills'],
    ...['admin/calendars', 'admin/callers', 'admin/versions', 'admin/accounts', 'account'],
  ];

  test.each(SCREENS)('/%s is clean in light and dark, wide and narrow, and throws no error', async (screen) => {
    const { page } = browser;
    if (!(await page.getByRole('navigation').first().isVisible())) await signIn(page, world.url, 'admin');
    const before = browser.errors.length;
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 1024],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${world.url}/${screen}`);
      await page.getByRole('main').waitFor();
      await page.waitForLoadState('networkidle');
      expect(await violations(page)).toEqual([]);
    }
    expect(browser.errors.slice(before)).toEqual([]);
  });

  test('is told what is wrong in a service by its name on the screen, and stands in it, whichever tab it is in', async () => {
    const { page } = browser;
    if (!(await page.getByRole('navigation').first().isVisible())) await signIn(page, world.url, 'admin');
    await page.goto(`${world.url}/admin/services`);
    await page.getByRole('button', { name: 'Modifier' }).first().click();
    await page.getByRole('tab', { name: 'Engagement' }).click();
    await page.getByLabel('Délai contractuel').fill('');
    await page.getByRole('tab', { name: 'Général' }).click();
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Délai contractuel : À remplir').waitFor();
    await page.locator('input[aria-invalid="true"]:focus').waitFor();
    expect(await page.locator(':focus').getAttribute('data-path')).toBe('thresholdSeconds');
  });
});

/** Words of buttons that their button does not show whole. */
const cutWords = (page: Page): Promise<readonly (string | null)[]> =>
  page
    .locator('.mantine-Button-label')
    .evaluateAll((labels) =>
      labels.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).map((label) => label.textContent),
    );

test('at 1024 px no button of the desk hides a part of its word', async () => {
  const agent = await openBrowser(500);
  try {
    const { page } = agent;
    await page.setViewportSize({ width: 1024, height: 768 });
    await signIn(page, world.url, 'camille');
    await startShift(page);
    await world.caller({ dialled: NUMBERS.desk, hz: 700 });
    await page.getByRole('button', { name: /Répondre/ }).waitFor();
    expect(await cutWords(page)).toEqual([]);
    await page.getByRole('button', { name: /Répondre/ }).click();
    await page.getByLabel('Objet').waitFor();
    expect(await cutWords(page)).toEqual([]);
  } finally {
    await agent.close();
    await world.tidy();
  }
});

test('the desk is clean while idle, ringing, talking and in wrap-up', async () => {
  const agent = await openBrowser(500);
  try {
    const { page } = agent;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await signIn(page, world.url, 'camille');
    expect(await violations(page)).toEqual([]);
    await startShift(page);
    await world.caller({ dialled: NUMBERS.desk, hz: 700 });
    await page.getByRole('button', { name: /Répondre/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: /Répondre/ }).click();
    await page.getByRole('button', { name: /^Attente/ }).click();
    await page.getByRole('button', { name: /^Reprendre/ }).waitFor();
    await page.getByLabel('Objet').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Raccrocher/ }).click();
    await page.getByRole('button', { name: /Prêt maintenant/ }).waitFor();
    expect(await violations(page)).toEqual([]);
  } finally {
    await agent.close();
    await world.tidy();
  }
});

describe('CSV', () => {
  const post = async (path: string, csv: string) => {
    const response = await fetch(`${world.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.token}`, 'content-type': 'text/csv; charset=utf-8' },
      body: csv,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('a directory is tried, imported, and its callers are recognised', async () => {
    const csv = 'name;site;service;numbers;email;vip\nZoé Zimmer;Lyon;Achats;+33478000011;zoe@example.org;oui\n';
    expect((await post('/api/contacts/import?dryRun=1', csv)).body).toMatchObject({ dryRun: true, added: 1 });
    expect((await post('/api/contacts/import', csv)).body).toMatchObject({ applied: true, added: 1, errors: [] });
    expect((await post('/api/contacts/import', csv)).body).toMatchObject({ added: 0, unchanged: 1 });
    const page = (await world.api.send('GET', '/api/contacts/search?q=zimmer')) as { total: number };
    expect(page.total).toBe(1);
  });

  test('one wrong line and nothing is kept, and the line is named', async () => {
    const csv = 'name;site;service;numbers;email;vip\nYann;Lyon;;+33478000012;;\n;Lyon;;+33478000013;not-an-address;\n';
    const { body } = await post('/api/contacts/import', csv);
    expect(JSON.stringify(body)).toMatch(/"line":3/);
    const page = (await world.api.send('GET', '/api/contacts/search?q=yann')) as { total: number };
    expect(page.total).toBe(0);
  });

  test('agents go out as CSV and come back unchanged', async () => {
    const exported = await fetch(`${world.url}/api/agents/export.csv`, {
      headers: { authorization: `Bearer ${world.token}` },
    });
    const { body } = await post('/api/agents/import', await exported.text());
    expect(body).toMatchObject({ applied: true, added: 0, changed: 0, errors: [] });
  });
});
