import type { SipMessage } from '../sip/message.ts';
import type { ServerTransaction } from '../transaction/context.ts';
import type { Timer } from '../timers/timer-wheel.ts';
import type { Flow } from '../transport/flow.ts';
import type { Application } from './application.ts';
import type { Dialog } from './dialog.ts';
import type { Repetition } from './repetition.ts';

/** A request handed to an application, from its arrival to its final response. */
export class InboundRequest {
  /** Transaction id on the control connection. */
  readonly id: string;
  readonly app: Application;
  readonly transaction: ServerTransaction;
  /** Where the request came from (responses may take another way, RFC 3261 §18.2.2). */
  readonly source: Flow;
  /** Present in a dialog from the start, or once an INVITE or SUBSCRIBE made one. */
  dialog: Dialog | undefined;
  /** Whether the request itself made {@link dialog}: a failure then ends it. */
  formsDialog: boolean;
  /** Our tag in To, the same on every response. */
  toTag = '';
  /** Ends the wait for an application that says nothing at all. */
  silence: Timer | undefined;
  /** Reliable provisionals waiting for their PRACK, by RSeq (RFC 3262 §3). */
  readonly reliable = new Map<number, Repetition>();
  lastRSeq = 0;

  constructor(
    id: string,
    app: Application,
    parts: { transaction: ServerTransaction; source: Flow; dialog: Dialog | undefined },
  ) {
    this.id = id;
    this.app = app;
    this.transaction = parts.transaction;
    this.source = parts.source;
    this.dialog = parts.dialog;
    this.formsDialog = parts.dialog === undefined;
  }

  get request(): SipMessage {
    return this.transaction.request;
  }

  /** Stops every timer; the request must also leave its table. */
  stop(): void {
    this.silence?.cancel();
    for (const repetition of this.reliable.values()) repetition.stop();
    this.reliable.clear();
  }
}
