import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A letter as a mail server is given it. */
interface Letter {
  readonly to: string;
  readonly text: string;
}

/** A mail server on a port of its own, that can go away and come back. */
export class MailServer {
  readonly letters: Letter[] = [];
  port = 0;
  #server: SMTPServer | undefined;
  /** Answers each recipient. */
  answer: (address: string) => Error | undefined = () => undefined;

  async start(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) => done(this.answer(address)),
      onData: (stream, session, done) => {
        let text = '';
        stream.on('data', (data: Buffer) => (text += data.toString()));
        stream.on('end', () => {
          for (const { address } of session.envelope.rcptTo) this.letters.push({ to: address, text: unfolded(text) });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as AddressInfo).port;
    this.#server = server;
  }

  stop = (): Promise<void> => new Promise((resolve) => this.#server!.close(resolve));

  to = (about: string): string[] =>
    this.letters
      .filter(({ text }) => text.includes(`<${about}`))
      .map(({ to }) => to)
      .sort();
}

/** Quoted-printable, for reading. */
export const unfolded = (text: string): string => {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
};
