import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { mailer, type Mail } from './index.ts';

const FROM = 'Décroché <no-reply@example.org>';
const mail: Mail = {
  id: 'notice-12-abc',
  to: 'chef@example.org',
  subject: 'Message publié : « Messagerie »',
  text: 'La messagerie est indisponible.\n\nÀ bientôt.',
};
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A mail server that keeps what it takes, and answers recipients as told. */
async function startServer(
  answer: (address: string) => Error | undefined = () => undefined,
  options: SMTPServerOptions = { disabledCommands: ['STARTTLS', 'AUTH'] },
) {
  const taken: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onAuth: (_auth, _session, done) => done(refusal(535, 'wrong name or password')),
    onRcptTo: ({ address }, _session, done) => done(answer(address)),
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (data: Buffer) => (text += data.toString()));
      stream.on('end', () => {
        taken.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo;
  return { taken, url: `smtp://127.0.0.1:${port}` };
}
const refusal = (responseCode: number, words = 'no') => Object.assign(new Error(words), { responseCode });
/** What the log says of an error. */
async function logged(err: unknown): Promise<string> {
  const lines = new PassThrough();
  pino({ serializers: { err: pino.stdSerializers.err } }, lines).error({ err }, 'a letter was not sent');
  lines.end();
  return text(lines);
}
const faultOf = (url: string): Promise<unknown> =>
  mailer(FROM, { smtpUrl: url })
    .send(mail)
    .catch((error: unknown) => error);

describe('a letter', () => {
  it('arrives with its subject, its text and the same Message-ID however often it is sent', async () => {
    const { taken, url } = await startServer();
    const post = mailer(FROM, { smtpUrl: url });
    cleanups.push(() => post.close());
    await post.send(mail);
    await post.send(mail);
    expect(taken).toHaveLength(2);
    for (const text of taken) {
      expect(text).toContain('Message-ID: <notice-12-abc@example.org>');
      expect(text).toContain('To: chef@example.org');
      expect(text).toContain('Auto-Submitted: auto-generated');
      expect(text.replaceAll('=\r\n', '')).toContain('=C3=80 bient=C3=B4t.');
    }
  });

  it('refused for good is not tried again; refused for now may be', async () => {
    const never = await startServer(() => refusal(550));
    expect(await faultOf(never.url)).toMatchObject({ code: 'refused', retryable: false });
    const later = await startServer(() => refusal(451));
    expect(await faultOf(later.url)).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it.each([550, 451])('refused with %i brings nobody’s address into the log', async (status) => {
    const { url } = await startServer((address) => refusal(status, `no such mailbox: ${address}`));
    const fault = await faultOf(url);
    expect(fault).toMatchObject({ cause: { code: 'EENVELOPE', responseCode: status } });
    const line = await logged(fault);
    expect(line).toContain(String(status));
    expect(line).not.toMatch(/@example\.org/);
  });

  it.each([530, 535])('waits while the server does not believe who we are (%i)', async (status) => {
    const asking = await startServer(() => refusal(status));
    expect(await faultOf(asking.url)).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('waits while our password is wrong', async () => {
    const { url } = await startServer(undefined, { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const fault = await faultOf(url.replace('//', '//desk:wrong@'));
    expect(fault).toMatchObject({ code: 'unavailable', retryable: true, cause: { code: 'EAUTH', responseCode: 535 } });
  });

  it('to a server that is away may be tried again', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const fault = await faultOf(`smtp://127.0.0.1:${port}`);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('is kept in a folder where there is no server: once, whatever its name says', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'decroche-mail-'));
    cleanups.push(() => rm(folder, { recursive: true, force: true }));
    const post = mailer(FROM, { folder: join(folder, 'mail') });
    await post.send({ ...mail, id: '../../escape' });
    await post.send({ ...mail, id: '../../escape' });
    const files = await readdir(join(folder, 'mail'));
    expect(files).toEqual(['.._.._escape.eml']);
    const text = await readFile(join(folder, 'mail', files[0]!), 'utf8');
    expect(text).toContain('Subject: =?UTF-8?Q?Message_publi=C3=A9');
  });
});
