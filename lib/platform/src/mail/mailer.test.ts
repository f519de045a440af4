import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
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
async function startServer(answer: (address: string) => Error | undefined = () => undefined) {
  const taken: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
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
const refusal = (responseCode: number) => Object.assign(new Error('no'), { responseCode });
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
