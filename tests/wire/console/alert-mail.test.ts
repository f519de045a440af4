import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { planOnCall } from './planned-on-call.ts';
import { eventually } from './support.ts';

const { ground, admin } = await openConsole({
  ALERT_MAIL_PORT: '0',
  ALERT_MAIL_FROM: '127.0.0.0/8, nagios@example.org, @monitoring.example.org',
});
await planOnCall(ground, admin);

const doorPort = (): number => ground.console.log.find((line) => 'alertMailPort' in line)!['alertMailPort'] as number;
const lastRequest = () => ground.acd.requests.at(-1)!.request;

/** A mail client that says what it is told to say. */
class MailClient {
  readonly #socket: Socket;
  readonly #lines: string[] = [];

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('error', () => undefined);
    createInterface({ input: this.#socket }).on('line', (line) => this.#lines.push(line));
  }

  /** Says a line, and hears the last line of the answer. */
  async say(line?: string): Promise<string> {
    this.#lines.length = 0;
    if (line !== undefined) this.#socket.write(`${line}\r\n`);
    const heard = await eventually(
      () => this.#lines.find((each) => /^\d{3} /.test(each)),
      (each) => each !== undefined,
    );
    return heard!;
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    if (!this.#socket.closed) await once(this.#socket, 'close');
  }
}

interface Mail {
  readonly from?: string;
  readonly to?: string;
  readonly content: string;
}

/** Brings a mail; what the server says at the step at which it says no, or at the end. */
async function bring({ from = 'nagios@example.org', to = 'alerts@example.org', content }: Mail): Promise<string> {
  const client = new MailClient(doorPort());
  try {
    await client.say();
    let heard = '';
    for (const line of ['EHLO monitoring', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${content}\r\n.`]) {
      heard = await client.say(line);
      if (!/^[23]/.test(heard)) return heard;
    }
    return heard;
  } finally {
    await client.close();
  }
}
const nagios = (subject: string, text = 'Connection refused'): string =>
  `From: Nagios <nagios@example.org>\r\nTo: alerts@example.org\r\nSubject: ${subject}\r\n\r\n${text}`;
const problem = nagios('** PROBLEM Service Alert: SRV SQL1/MySQL is CRITICAL **');

describe('a mail of monitoring', () => {
  it('opens an alert: what it is about, its title as it is read out, its text', async () => {
    ground.acd.answer = () => ({ result: 'accepted', created: 'al-1' });
    expect(await bring({ content: problem })).toMatch(/^250/);
    expect(lastRequest()).toMatchObject({
      ...{ type: 'alert.openRequested', source: 'mail', equipmentId: 'srv-sql1', dedupKey: 'mail:srv sql1/mysql' },
      content: { title: 'SRV SQL1, MySQL : critique', detail: 'Connection refused', file: expect.any(String) },
    });
    expect(lastRequest()).not.toHaveProperty('policyId');
    const { body } = await admin.get('/api/audit?limit=1');
    expect(body['items']).toMatchObject([{ action: 'alert.opened', target: 'al-1', detail: 'by mail' }]);
  });

  it('goes by the policy that its recipient names', async () => {
    const unknown = nagios('** PROBLEM Host Alert: SRV UNKNOWN is DOWN **');
    await bring({ content: unknown, to: 'policy+infra@alerts.example.org' });
    expect(lastRequest()).toMatchObject({ policyId: 'infra', content: { title: 'SRV UNKNOWN : hors service' } });
  });

  it('of several parts is read where it is text, in its character set', async () => {
    const content = [
      'From: x@monitoring.example.org',
      'Subject: =?utf-8?Q?SRV_SQL1_arr=C3=AAt=C3=A9?=',
      'Content-Type: multipart/alternative; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Arr=EAt',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>Arrêt</p>',
      '--b--',
    ].join('\r\n');
    expect(await bring({ content, from: 'x@monitoring.example.org' })).toMatch(/^250/);
    expect(lastRequest()).toMatchObject({
      ...{ equipmentId: 'srv-sql1', content: { title: 'SRV SQL1 arrêté', detail: 'Arrêt' } },
    });
  });

  it('of a recovery is noted on the alert of the same cause, and changes nothing where there is none', async () => {
    const recovery = nagios('** RECOVERY Service Alert: SRV SQL1/MySQL is OK **');
    const before = ground.acd.requests.length;
    expect(await bring({ content: recovery })).toMatch(/^250/);
    expect(ground.acd.requests).toHaveLength(before);
    await ground.acd.tell({
      ...{ type: 'alert.opened', alertId: 'al-1', by: 'system', source: 'mail', policyId: 'infra', openedAt: 1 },
      ...{ content: { title: 'x', detail: '' }, dedupKey: 'mail:srv sql1/mysql' },
    });
    await eventually(
      async () => (await admin.get('/api/on-call/alerts')).body['total'],
      (total) => total === 1,
    );
    expect(await bring({ content: recovery })).toMatch(/^250/);
    expect(lastRequest()).toEqual({
      ...{ type: 'alert.noteRequested', alertId: 'al-1', text: 'Supervision : SRV SQL1, MySQL : rétabli' },
    });
  });
});

describe('a mail that is not taken', () => {
  /** What the server says, and the line of the log with the same id. */
  async function refused(mail: Mail): Promise<[string, Readonly<Record<string, unknown>>]> {
    const said = await bring(mail);
    const errorId = /log ([0-9a-f-]{36})/.exec(said)?.[1];
    return [said, await ground.console.logged(errorId)];
  }

  it.each([
    ['of another sender', { content: problem, from: 'eve@example.com' }, /^550 5\.7\.1 this sender/],
    ['of nobody (a bounce)', { content: problem, from: '' }, /^550 5\.7\.1 this sender/],
    [
      'for a policy that is none',
      { content: nagios('Salle chaude'), to: 'policy+nowhere@example.org' },
      /^550 5\.1\.1 unknownPolicy/,
    ],
    ['that is too large', { content: nagios('x', 'y'.repeat(70).concat('\r\n').repeat(4_000)) }, /^552 5\.3\.4/],
  ])('%s has a reason and an id', async (_name, mail, wanted) => {
    ground.acd.answer = ({ request }) =>
      'policyId' in request && request.policyId === 'nowhere'
        ? { result: 'refused', reason: 'unknownPolicy' }
        : { result: 'accepted' };
    const [said, logged] = await refused(mail);
    expect(said).toMatch(wanted);
    expect(logged).toMatchObject({ msg: 'refused', address: '127.0.0.1' });
  });

  it('of a host that no policy is for is not repeated, neither in the answer nor in the log', async () => {
    const { body } = await admin.get('/api/on-call/setup');
    const [infra] = body['policies'] as Record<string, unknown>[];
    expect((await admin.put('/api/on-call/policies/second', { ...infra, name: 'Second' })).status).toBe(200);
    const content = nagios('** PROBLEM Host Alert: Marie Curie 0612345678 is DOWN **');
    const [said, logged] = await refused({ content });
    expect(said).toMatch(/^550 5\.1\.1 no policy for this host \(log/);
    expect(logged).toMatchObject({ msg: 'refused', reason: 'no policy for this host' });
    expect(ground.console.output.join('\n')).not.toMatch(/Marie Curie|0612345678/i);
    expect((await admin.delete('/api/on-call/policies/second')).status).toBe(204);
  });

  it('because nobody answers is asked for again', async () => {
    ground.acd.answer = () => undefined;
    expect((await refused({ content: problem }))[0]).toMatch(/^451 4\.3\.0/);
    ground.acd.answer = () => ({ result: 'accepted' });
  });

  it('because it is announced too large is not even sent', async () => {
    const client = new MailClient(doorPort());
    await client.say();
    await client.say('EHLO monitoring');
    expect(await client.say('MAIL FROM:<nagios@example.org> SIZE=10000000')).toMatch(/^552/);
    await client.close();
  });

  it('because it is no SMTP leaves the door open for the next one', async () => {
    const client = new MailClient(doorPort());
    await client.say();
    expect(await client.say('\u0000\u0001\u0002 GET / HTTP/1.1')).toMatch(/^5/);
    await client.close();
    expect(await bring({ content: problem })).toMatch(/^250/);
    expect((await admin.get('/api/on-call/now')).status).toBe(200);
  });
});

describe('a machine of nowhere', () => {
  it('is sent away before it says anything', async () => {
    await ground.restart('SIGTERM', { ALERT_MAIL_FROM: '192.0.2.0/24' });
    const client = new MailClient(doorPort());
    expect(await client.say()).toMatch(/^554 5\.7\.1 this machine/);
    await client.close();
  });
});
