import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { Fault } from '../fault.ts';

/** A letter to one person. */
export interface Mail {
  /** Names it for ever: a letter sent again after a failure bears the same Message-ID, so that a mailbox shows it once. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  /** Plain text; nothing of it is ever fetched from elsewhere. */
  readonly text: string;
}

/** Sends letters, or keeps them in a folder where there is no mail server. */
export interface Mailer {
  /**
   * Settles once the server has taken the letter, or the folder has it.
   *
   * @throws Fault `unavailable` (retryable) when the server can not be reached, asks to wait or does not believe who we are;
   * `refused` when it says no to this letter for good.
   */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** Where letters go: to a mail server, or as `.eml` files into a folder. */
export type MailPlace = { readonly smtpUrl: string } | { readonly folder: string };

/** A server that is silent this long is taken as away. */
const PATIENCE_MS = 15_000;

/**
 * @param from who the letters are from: `Décroché <no-reply@example.org>`.
 * @param place a folder when there is no mail server: so a demonstration shows what would be sent.
 */
export function mailer(from: string, place: MailPlace): Mailer {
  return 'folder' in place ? folderMailer(from, place.folder) : smtpMailer(from, place.smtpUrl);
}

/** The domain in the Message-ID is the sender's. */
function letterOf(from: string, { id, to, subject, text }: Mail) {
  const domain = /@([^>\s]+)>?$/.exec(from)?.[1] ?? 'localhost';
  const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
  return { from, to, subject, text, headers, messageId: `<${id}@${domain}>` };
}

function smtpMailer(from: string, url: string): Mailer {
  const transport = nodemailer.createTransport({
    url,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // What a letter says is ours alone: no file of this machine and no address is ever read into it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail(letterOf(from, mail));
      } catch (error) {
        throw faultOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** It asks who we are, or does not believe us (RFC 4954 §6): our settings are wrong, not the letter. */
const NOT_BELIEVED: readonly unknown[] = [530, 534, 535, 538];

/**
 * RFC 5321 §4.2.1: 4yz may succeed later, 5yz will not, unless it is about us. Without a status the server was not reached.
 * Of the client's error only its codes are kept: its words repeat addresses, and causes are logged.
 */
function faultOf(error: unknown): Fault {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  const cause = { code, responseCode };
  const said = [code, responseCode].filter((part) => part !== undefined).join(' ');
  if (code === 'EAUTH' || NOT_BELIEVED.includes(responseCode)) {
    return new Fault('unavailable', `the mail server does not take our name and password (${said})`, { cause });
  }
  if (typeof responseCode === 'number' && responseCode >= 500) {
    return new Fault('refused', `the mail server refuses the letter (${said})`, { cause, retryable: false });
  }
  return new Fault('unavailable', `the mail server did not take the letter (${said})`, { cause });
}

function folderMailer(from: string, folder: string): Mailer {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    async send(mail) {
      const { message } = await transport.sendMail(letterOf(from, mail));
      const path = join(folder, `${mail.id.replace(/[^A-Za-z0-9._-]/g, '_')}.eml`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(`${path}.part`, message as Buffer, { mode: 0o600 });
        await rename(`${path}.part`, path);
      } catch (cause) {
        throw new Fault('storage', 'the letter could not be kept', { cause, retryable: true });
      }
    },
    close: () => transport.close(),
  };
}
