import { Fault, type Logger } from '@decroche/platform';
import type { LegListener } from '../../app/ports.ts';
import type { ReleaseCause } from '@decroche/protocol';
import { reasonHeader } from '../../core/sip-cause.ts';
import type { Headers, SipRequest, SipResponder, SrfClient } from './srf.ts';

/** A confirmed dialog, as the requests inside it need it. */
export interface Confirmed {
  readonly side: 'caller' | 'called';
  readonly listener: LegListener;
  /** Our description in force. */
  localSdp: string;
  /** Theirs. */
  remoteSdp: string;
  /** Their phone asked for a transfer, and has not been told what came of it. */
  transferAsked?: boolean;
  /** The other side has ended it. */
  gone(): void;
}

/** What a phone is told of the transfer it asked for (RFC 3515 §2.4.5). */
const TRANSFER_STATUS = { asked: '100 Trying', done: '200 OK', failed: '480 Temporarily Unavailable' } as const;

/** The dialogs that are up, by the daemon's name for them. */
export class Dialogs {
  readonly #srf: SrfClient;
  readonly #logger: Logger;
  readonly #confirmed = new Map<string, Confirmed>();

  constructor(srf: SrfClient, logger: Logger) {
    this.#srf = srf;
    this.#logger = logger;
  }

  get size(): number {
    return this.#confirmed.size;
  }

  add(dialogId: string, dialog: Confirmed): void {
    this.#confirmed.set(dialogId, dialog);
  }

  find(dialogId: string | undefined): Confirmed | undefined {
    return dialogId === undefined ? undefined : this.#confirmed.get(dialogId);
  }

  remove(dialogId: string): void {
    this.#confirmed.delete(dialogId);
  }

  /** Tells a phone of the transfer it asked for; the last word ends the subscription that its REFER made. */
  tellTransfer(dialogId: string, status: keyof typeof TRANSFER_STATUS): void {
    const dialog = this.#confirmed.get(dialogId);
    if (!dialog || (status !== 'asked' && !dialog.transferAsked)) return;
    dialog.transferAsked = status === 'asked';
    this.request(dialogId, 'NOTIFY', {
      headers: {
        Event: 'refer',
        'Subscription-State': status === 'asked' ? 'active;expires=60' : 'terminated;reason=noresource',
        'Content-Type': 'message/sipfrag',
      },
      body: `SIP/2.0 ${TRANSFER_STATUS[status]}\r\n`,
    });
  }

  /** Hangs up. A phone that asked for a transfer is out of it now: the caller is in other hands. */
  bye(dialogId: string, cause: ReleaseCause): void {
    this.tellTransfer(dialogId, 'done');
    this.remove(dialogId);
    this.request(dialogId, 'BYE', { headers: { Reason: reasonHeader(cause) } });
  }

  /**
   * Asks after every dialog: after a new connection to the daemon some may be unknown to it, and their parties cannot be
   * reached any more.
   */
  probe(): void {
    for (const dialogId of this.#confirmed.keys()) {
      send(this.#srf, 'sip:placeholder', { method: 'OPTIONS', stackDialogId: dialogId }, (error, request) => {
        if (isUnknownDialog(error)) this.#lose(dialogId);
        request?.on('response', ({ status }) => {
          if (status === 481) this.#lose(dialogId);
        });
      });
    }
  }

  #lose(dialogId: string): void {
    const dialog = this.#confirmed.get(dialogId);
    if (!dialog) return;
    this.remove(dialogId);
    dialog.gone();
    dialog.listener.ended({ cause: 'gatewayFailure', sip: '481 dialog lost' });
  }

  /** Sends a request inside a dialog; its answer matters to nobody. */
  request(dialogId: string, method: string, options: { headers?: Headers; body?: string }): void {
    send(this.#srf, 'sip:placeholder', { ...options, method, stackDialogId: dialogId }, (error, request) => {
      // The other side may have ended the dialog at the same moment: nothing is left to be done then.
      if (error) this.#logger.debug({ err: error, method, dialogId }, 'an in-dialog request did not leave');
      request?.on('response', () => undefined);
    });
  }
}

function isUnknownDialog(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENODIALOG';
}

/** Sends a request; without a connection to the daemon the client throws, which comes back as an error too. */
export function send(
  srf: SrfClient,
  uri: string,
  options: Parameters<SrfClient['request']>[1],
  callback: Parameters<SrfClient['request']>[2],
): void {
  try {
    srf.request(uri, options, callback);
  } catch (cause) {
    callback(new Fault('unavailable', 'no connection to the SIP daemon', { cause }));
  }
}

/** Answers a request that ends here; a second final answer, or one without a connection, changes nothing. */
export function reply(
  response: SipResponder,
  status: number,
  options: { headers?: Headers; body?: string } = {},
): void {
  if (!response.finalResponseSent) response.send(status, options);
}

/** The reason of a refusal in words that cannot break the header (RFC 3261 §20.43). */
export function warning(reason: string): Headers {
  return { Warning: `399 decroche "${reason.replace(/[^\x20-\x7e]|["\\]/g, ' ')}"` };
}

/** The methods that are understood in some place (RFC 3261 §20.5). */
export const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY, PRACK, REGISTER';

/** RFC 4028: the session timer asked for is granted, and whoever asked refreshes. */
export function sessionTimer(request: SipRequest): Headers {
  const asked = request.get('Session-Expires') ?? request.get('x');
  const seconds = Number(/^\s*(\d{1,9})/.exec(asked ?? '')?.[1] ?? Number.NaN);
  if (!Number.isInteger(seconds)) return {};
  const refresher = /refresher\s*=\s*(uac|uas)/i.exec(asked ?? '')?.[1]?.toLowerCase() ?? 'uac';
  const required: Headers = /\btimer\b/.test(request.get('Supported') ?? '') ? { Require: 'timer' } : {};
  return { 'Session-Expires': `${seconds};refresher=${refresher}`, ...required };
}

/** The shortest session timer that is accepted (RFC 4028 §4), in seconds. */
export const MIN_SESSION_S = 90;

/** Whether the session timer asked for is too short. */
export function timerTooShort(request: SipRequest): boolean {
  const seconds = Number(/^\s*(\d{1,9})/.exec(request.get('Session-Expires') ?? '')?.[1] ?? MIN_SESSION_S);
  return seconds < MIN_SESSION_S;
}
