/** The home of smtp-server and mailparser: mails of monitoring that come in. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { Counter, Fault, type Logger } from '@decroche/platform';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { TakeAlertMail } from '../../app/oncall/alert-mail.ts';
import type { Senders } from './senders.ts';

/** A notification is a few lines: what is larger is none. */
const LARGEST_BYTES = 256 * 1024;
const AT_ONCE = 20;
const RECIPIENTS = 10;
/** A burst of monitoring, not a flood. */
const PER_MINUTE = 120;
/** A client that is silent this long is sent away. */
const SILENCE_MS = 30_000;
/** Of HTML, more than this is not made readable. */
const HTML_CHARACTERS = 100_000;

const taken = new Counter({
  name: 'decroche_alert_mails_total',
  help: 'Mails of monitoring, by what became of them',
  labelNames: ['result'],
});

/** An open door for mails. */
export interface AlertMailDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** RFC 5321 §4.2.1 and RFC 3463: `4` may be brought again, `5` not. */
interface SmtpRefusal {
  readonly code: number;
  readonly status: string;
  readonly why: string;
}

const refusals = {
  machine: { code: 554, status: '5.7.1', why: 'this machine may not send alerts' },
  sender: { code: 550, status: '5.7.1', why: 'this sender may not send alerts' },
  tooManyRecipients: { code: 452, status: '4.5.3', why: 'too many recipients' },
  tooOften: { code: 450, status: '4.7.0', why: 'too many mails in a minute, try again' },
  tooLarge: { code: 552, status: '5.3.4', why: `larger than ${LARGEST_BYTES} bytes` },
  unreadable: { code: 554, status: '5.6.0', why: 'this mail can not be read' },
  later: { code: 451, status: '4.3.0', why: 'the call distribution does not answer, try again' },
} as const satisfies Record<string, SmtpRefusal>;

interface Options {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly senders: Senders;
  readonly take: TakeAlertMail;
  readonly logger: Logger;
}

/**
 * Opens the door: plain SMTP without sign-in, for machines of the own network. Every refusal has a reason and an id that the
 * log repeats; nothing is ever passed on to another mail server.
 *
 * @throws Fault `portInUse`.
 */
export async function openAlertMailDoor(options: Options): Promise<AlertMailDoor> {
  const { host, port, senders, logger } = options;
  const allowed = perMinute(PER_MINUTE);
  const refuse = (refusal: SmtpRefusal, address: string, err?: unknown): Error => {
    const errorId = randomUUID();
    taken.inc({ result: 'refused' });
    logger.info({ errorId, reason: refusal.why, address, ...(err === undefined ? {} : { err }) }, 'refused');
    const error = new Error(`${refusal.status} ${refusal.why} (log ${errorId})`);
    return Object.assign(error, { responseCode: refusal.code });
  };
  const server = new SMTPServer({
    ...{ banner: 'alerts', disabledCommands: ['AUTH', 'STARTTLS'], authOptional: true, logger: false },
    ...{
      size: LARGEST_BYTES,
      maxClients: AT_ONCE,
      socketTimeout: SILENCE_MS,
      closeTimeout: 1_000,
      disableReverseLookup: true,
    },
    onConnect({ remoteAddress }, done) {
      done(senders.isMachine(remoteAddress) ? undefined : refuse(refusals.machine, remoteAddress));
    },
    onMailFrom({ address }, { remoteAddress }, done) {
      if (!senders.isSender(address)) return done(refuse(refusals.sender, remoteAddress));
      done(allowed() ? undefined : refuse(refusals.tooOften, remoteAddress));
    },
    onRcptTo(_address, { envelope, remoteAddress }, done) {
      const isMany = envelope.rcptTo.length >= RECIPIENTS;
      done(isMany ? refuse(refusals.tooManyRecipients, remoteAddress) : undefined);
    },
    onData(stream, session, done) {
      receive(stream, session, options).then(
        (refusal) => done(refusal ? refuse(refusal, session.remoteAddress) : undefined),
        (err: unknown) => {
          const passing = err instanceof Fault;
          done(refuse(passing ? refusals.later : refusals.unreadable, session.remoteAddress, err));
        },
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new Fault('portInUse', `port ${port} on ${host} is already taken`, { cause, retryable: false })
          : cause,
      ),
    );
    server.listen(port, host, resolve);
  });
  server.removeAllListeners('error');
  // A client that breaks off is not our failure.
  server.on('error', (err) => logger.debug({ err }, 'a mail client was cut off'));
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** @returns why the mail is not taken; undefined once it is. */
async function receive(
  stream: Readable & { readonly sizeExceeded?: boolean },
  { envelope, remoteAddress }: SMTPServerSession,
  { take, logger }: Options,
): Promise<SmtpRefusal | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  // To its end in any case: the answer is due only then.
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= LARGEST_BYTES) parts.push(part);
  }
  if (size > LARGEST_BYTES || stream.sizeExceeded) return refusals.tooLarge;
  const { subject = '', text = '' } = await simpleParser(Buffer.concat(parts), {
    ...{ skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true, maxHtmlLengthToParse: HTML_CHARACTERS },
  });
  const verdict = await take({
    ...{ subject: subject.slice(0, 1_000), text, address: remoteAddress },
    recipients: envelope.rcptTo.map(({ address }) => address),
  });
  if (verdict.result === 'refused') return { code: 550, status: '5.1.1', why: verdict.reason };
  taken.inc({ result: verdict.result });
  logger.info({ ...verdict, address: remoteAddress }, 'a mail of monitoring was taken');
  return undefined;
}

/** A bucket that fills again with time. */
function perMinute(limit: number): () => boolean {
  let left = limit;
  let at = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(limit, left + ((now - at) / 60_000) * limit);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
