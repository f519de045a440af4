import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partyStore } from '@decroche/platform/redis';
import { streams, TicketInput, type ServerToClientEvents } from '@decroche/protocol';
import { io, type Socket } from 'socket.io-client';
import { afterAll, describe, expect, it } from 'vitest';
import { MailServer, unfolded } from './mail-server.ts';
import { openConsole } from './open-console.ts';
import { arrival, DOMAIN, eventually, PARTY_KEY, type Client } from './support.ts';

const mail = new MailServer();
await mail.start();
afterAll(() => mail.stop());
const { ground, agent, supervisor, admin } = await openConsole({
  SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
  PUBLIC_URL: 'https://console.example.org',
});
const sockets: Socket[] = [];
afterAll(() => {
  for (const socket of sockets) socket.disconnect();
});

const content = {
  ...{ title: 'Messagerie', text: 'La messagerie est indisponible.', file: 'prompts/x.wav', durationMs: 3000 },
  scope: { serviceIds: [], queueIds: [], hours: [], expiresAt: 1_800_000_000_000 },
  ...{ mode: 'informThenQueue', keys: [], alsoToWaiting: false },
};
let drafts = 0;
/** Publishes a message; gives the journal line of the publication. */
async function publish(by = 'system'): Promise<number> {
  const step = { dissuasionId: `dis-${(drafts += 1)}`, by };
  await ground.acd.tell({ type: 'dissuasion.drafted', ...step, content }, { type: 'dissuasion.published', ...step });
  const last = (await ground.bus.last(streams.journal(DOMAIN)))?.value as { seq: number };
  return last.seq;
}
async function watchNotices(client: Client): Promise<unknown[]> {
  const heard: unknown[] = [];
  const socket: Socket<ServerToClientEvents> = io(ground.console.base, {
    path: '/socket',
    transports: ['websocket'],
    extraHeaders: { cookie: client.headers['cookie']! },
  });
  sockets.push(socket);
  socket.on('notice', (notice) => heard.push(notice));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return heard;
}
const heads = ['admin@example.org', 'supervisor@example.org'];

describe('a publication', () => {
  it('is told at once on the screens of supervisors and administrators, with its content; agents are not told', async () => {
    const [toSupervisor, toAdmin, toAgent] = await Promise.all([supervisor, admin, agent].map(watchNotices));
    const { body } = await agent.get('/api/session');
    const { accountId, name } = body['identity'] as { accountId: string; name: string };
    await publish(accountId);
    const notice = { kind: 'dissuasionPublished', title: 'Messagerie', text: content.text, by: name };
    await eventually(
      () => [toSupervisor, toAdmin].every((heard) => heard!.length === 1),
      (all) => all,
    );
    expect(toSupervisor).toMatchObject([notice]);
    expect(toAdmin).toMatchObject([notice]);
    await ground.acd.tell({
      type: 'dissuasion.withdrawalAsked',
      dissuasionId: 'dis-1',
      by: accountId,
      reason: 'réparé',
    });
    await eventually(
      () => toSupervisor,
      (heard) => heard!.length === 2,
    );
    expect(toSupervisor![1]).toMatchObject({ kind: 'withdrawalAsked', reason: 'réparé' });
    expect(toAgent).toEqual([]);
  });

  it('is told by mail, with its content, who and until when', async () => {
    const seq = await publish();
    await eventually(
      () => mail.to(`dissuasion-${seq}`),
      (to) => to.length === 2,
    );
    expect(mail.to(`dissuasion-${seq}`)).toEqual(heads);
    const { text } = mail.letters.find((letter) => letter.text.includes(`<dissuasion-${seq}`))!;
    expect(text).toContain('« La messagerie est indisponible. »');
    expect(text).toContain('Fin prévue : 15 janvier 2027');
    expect(text).toContain('https://console.example.org/dissuasion');
  });

  it('is told to nobody twice, whatever is restarted and read again', async () => {
    const seq = await publish();
    await eventually(
      () => mail.to(`dissuasion-${seq}`),
      (to) => to.length === 2,
    );
    await ground.restart('SIGKILL');
    // A later one tells when everything before it has been passed over.
    const later = await publish();
    await eventually(
      () => mail.to(`dissuasion-${later}`),
      (to) => to.length === 2,
    );
    expect(mail.to(`dissuasion-${seq}`)).toEqual(heads);
  });

  it('waits for a mail server that is away, also over a restart', async () => {
    await mail.stop();
    const seq = await publish();
    await eventually(
      () => ground.console.log.filter(({ msg }) => msg === 'a job failed'),
      (lines) => lines.length >= 2,
    );
    await ground.restart('SIGKILL');
    await mail.start();
    await eventually(
      () => mail.to(`dissuasion-${seq}`),
      (to) => to.length === 2,
    );
    expect(mail.to(`dissuasion-${seq}`)).toEqual(heads);
  });

  it('a mailbox that does not exist is not tried again, the others get theirs', async () => {
    mail.answer = (address) =>
      address === 'admin@example.org' ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : undefined;
    const seq = await publish();
    await eventually(
      () => mail.to(`dissuasion-${seq}`),
      (to) => to.length === 1,
    );
    const failed = await eventually(
      () => ground.console.log.find((line) => String(line['jobId']).startsWith(`dissuasion-${seq}`)),
      (line) => line !== undefined,
    );
    expect(failed).toMatchObject({ msg: 'a job failed', attempt: 1 });
    mail.answer = () => undefined;
  });
});

describe('a voicemail message', () => {
  const left = (callId: string, recordingId: string) => ({
    ...{
      type: 'call.voicemailFinished',
      callId,
      recordingId,
      file: `voicemail/${recordingId}.wav`,
      durationMs: 12_000,
    },
  });

  it('is told by mail to those who want it, without the caller’s number', async () => {
    expect((await agent.get('/api/session/notices')).body).toEqual({ email: 'agent1@example.org', notices: [] });
    const choice = { email: 'camille@example.org', notices: ['voicemailLeft'] };
    expect((await agent.put('/api/session/notices', choice)).body).toEqual(choice);
    const partyRef = await partyStore(ground.redis, PARTY_KEY).remember({ number: '+33561000000' });
    await ground.acd.tell(...arrival('v1', partyRef), left('v1', 'r1'));
    const { seq } = (await ground.bus.last(streams.journal(DOMAIN)))!.value as { seq: number };
    const to = await eventually(
      () => mail.to(`voicemail-${seq}`),
      (known) => known.length === 3,
    );
    expect(to).toEqual(['admin@example.org', 'camille@example.org', 'supervisor@example.org']);
    const { text } = mail.letters.find((letter) => letter.text.includes(`<voicemail-${seq}`))!;
    expect(text).toContain('Un message de 12 s');
    expect(text).not.toMatch(/561|5 61/);
  });

  it('is not told to those who chose otherwise', async () => {
    await supervisor.put('/api/session/notices', { email: 'supervisor@example.org', notices: [] });
    await agent.put('/api/session/notices', { email: '', notices: ['voicemailLeft'] });
    await ground.acd.tell(...arrival('v2'), left('v2', 'r2'));
    const { seq } = (await ground.bus.last(streams.journal(DOMAIN)))!.value as { seq: number };
    const later = await publish();
    await eventually(
      () => mail.to(`dissuasion-${later}`),
      (known) => known.length === 2,
    );
    expect(
      await eventually(
        () => mail.to(`voicemail-${seq}`),
        (to) => to.length > 0,
      ),
    ).toEqual(['admin@example.org']);
  });

  it.each([
    ['no address', { email: 'nobody', notices: [] }],
    ['a notice nobody gives', { email: '', notices: ['weather'] }],
  ])('a choice with %s is refused', async (_name, choice) => {
    expect((await agent.put('/api/session/notices', choice)).status).toBe(400);
  });
});

describe('a caller who is to be told that their incident is solved', () => {
  const tell = (n: number, who: Record<string, unknown>) =>
    ground.bus.publish(streams.ticketJournal(DOMAIN), [
      {
        ...{ id: `line-${n}`, at: Date.now() },
        event: {
          ...{ type: 'ticket.callerToInform', ticketId: `INC-2026-0000${n}`, parentId: 'INC-2026-00001', ...who },
          ...{ subject: 'Messagerie', solution: 'Le serveur a été relancé.' },
        },
      },
    ]);
  const informed = async () =>
    (await ground.bus.read(streams.ticketInputs(DOMAIN), 'start', 100)).map(({ value }) => TicketInput.parse(value));

  it('is written to where the directory knows an address; the ticket is told once the letter has left', async () => {
    const contact = (
      await supervisor.post('/api/contacts', {
        ...{ name: 'Jeanne Martin', email: 'jeanne@example.org', numbers: ['0561000099'] },
      })
    ).body;
    await tell(2, { contactId: contact['contactId'] });
    const partyRef = await partyStore(ground.redis, PARTY_KEY).remember({ number: '+33561000099' });
    await tell(3, { partyRef });
    await tell(4, { partyRef: await partyStore(ground.redis, PARTY_KEY).remember({ number: '+33561000098' }) });
    await tell(5, { contactId: contact['contactId'] });
    const inputs = await eventually(informed, (all) => all.length === 3);
    expect(inputs.map(({ event }) => event.ticketId).sort()).toEqual([
      'INC-2026-00002',
      'INC-2026-00003',
      'INC-2026-00005',
    ]);
    expect(inputs[0]!.event.by).toBe('mail');
    const { text, to } = mail.letters.find((letter) => letter.text.includes('<solved-INC-2026-00003'))!;
    expect(to).toBe('jeanne@example.org');
    expect(text).toContain('Le serveur a été relancé.');
    expect(mail.to('solved-INC-2026-00004')).toEqual([]);
  });

  it('is not written to again after a restart', async () => {
    await ground.restart();
    await tell(6, { contactId: 'nobody' });
    const seq = await publish();
    await eventually(
      () => mail.to(`dissuasion-${seq}`),
      (to) => to.length === 2,
    );
    expect(mail.to('solved-INC-2026-00002')).toHaveLength(1);
    expect(await informed()).toHaveLength(3);
  });
});

describe('without a mail server', () => {
  it('letters are kept as files and named in the log', async () => {
    const folder = join(ground.folder, 'mail');
    await ground.restart('SIGTERM', { SMTP_URL: '', MAIL_DIR: folder });
    const seq = await publish();
    const files = await eventually(
      async () => (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.eml')),
      (kept) => kept.length === 2,
    );
    expect(files.every((file) => file.startsWith(`dissuasion-${seq}-acc-`))).toBe(true);
    expect(unfolded(await readFile(join(folder, files[0]!), 'utf8'))).toContain('La messagerie est indisponible.');
    const logged = ground.console.log.filter(({ msg }) => msg === 'a letter is on its way');
    expect(logged.map(({ letter }) => `${String(letter)}.eml`).sort()).toEqual(files.sort());
  });
});
