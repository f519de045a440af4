import type { Listener } from '../transport/flow.ts';

/** A SIP message on its way to an application. */
export interface Delivery {
  /** `network` was received, `application` is of the server's own making. */
  readonly source: 'network' | 'application';
  /** Size on the wire; 0 for responses the server makes up. */
  readonly bytes: number;
  /** `udp`, `tcp`, `tls`, or empty. */
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  /** A UUID, or `unsolicited` for a request of the server's own. */
  readonly transactionId: string;
  /** Empty outside a dialog. */
  readonly dialogId: string;
  /** Where a new request came in. */
  readonly receivedOn?: Listener;
  readonly text: string;
}

/** An application as the SIP side sees it: the far end of one control connection. */
export interface Application {
  /** False once its connection is gone. */
  readonly open: boolean;
  deliver(delivery: Delivery): void;
}

/** What was sent on behalf of an application, echoed to it. */
export interface Sent {
  readonly protocol: string;
  /** Ours for a request, the peer's for a response. */
  readonly address: string;
  readonly port: number;
  readonly transactionId: string;
  /** Present on responses only, possibly empty. */
  readonly dialogId?: string;
  readonly text: string;
}

/** The answer to an application's command. `reason` is a text that drachtio-srf knows. */
export type Outcome = { readonly ok: true; readonly sent: Sent } | { readonly ok: false; readonly reason: string };

/** A refusal of an application's command. */
export function refuse(reason: string): Outcome {
  return { ok: false, reason };
}
