import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { PASSWORD } from './e2e-profile.ts';
import { toneWav } from './rtp.ts';

/** An agent's browser whose microphone hears a tone. */
export interface AgentBrowser {
  readonly page: Page;
  /** What went wrong in the page: uncaught errors and console errors. */
  readonly errors: readonly string[];
  /** SIP as the page sent and received it. */
  readonly sip: readonly string[];
  close(): Promise<void>;
}

const FLAGS = [
  ...['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  // Without these two the browser offers no candidate that this machine can reach.
  ...['--disable-features=WebRtcHideLocalIpsWithMdns', '--allow-loopback-in-peer-connection'],
  ...['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  '--autoplay-policy=user-gesture-required',
];

/** Starts Debian's Chromium with a microphone that sings. */
export async function openBrowser(microphoneHz: number): Promise<AgentBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'decroche-browser-'));
  const voice = join(folder, 'voice.wav');
  await writeFile(voice, toneWav(microphoneHz, 10_000));
  const browser: Browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...FLAGS, `--use-file-for-fake-audio-capture=${voice}`],
  });
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const sip: string[] = [];
  page.on('websocket', (socket) => {
    if (!socket.url().endsWith('/sip')) return;
    socket.on('framesent', ({ payload }) => sip.push(`→ ${payload.toString()}`));
    socket.on('framereceived', ({ payload }) => sip.push(`← ${payload.toString()}`));
  });
  return {
    ...{ page, errors, sip },
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Signs in through the page. */
export async function signIn(page: Page, url: string, login: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Identifiant').fill(login);
  await page.getByLabel('Mot de passe', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByRole('navigation').first().waitFor();
}

/** What a page keeps in the browser, and calls itself; in the page's own words. */
export const KEPT = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.title])';

/** All a page has been told by the server from now on, over HTTP and over its sockets, and what it keeps and calls itself. */
export function listenTo(page: Page): { everything(): Promise<string> } {
  const told: string[] = [];
  page.on('response', (response) => {
    // An answer without a body, or one that the page left behind, has nothing to read.
    response.text().then(
      (text) => told.push(`${response.url()} ${text}`),
      () => told.push(response.url()),
    );
  });
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => told.push(payload.toString())));
  return {
    everything: async () => [...told, await page.content(), await page.evaluate<string>(KEPT)].join('\n'),
  };
}

/** « Prendre mon service », then ready. */
export async function startShift(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Prendre mon service' }).click();
  await page.getByText('Téléphone connecté').waitFor({ timeout: 10_000 });
  await page.getByRole('button', { name: /Mon état/ }).click();
  await page.getByRole('menuitem', { name: /^Prêt/ }).click();
  await page.getByRole('button', { name: /Mon état : Prêt/ }).waitFor();
}
