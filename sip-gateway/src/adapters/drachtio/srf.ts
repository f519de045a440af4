import Srf from 'drachtio-srf';

/** A SIP message as drachtio-srf gives it; the package's own types leave out what a gateway needs. */
interface SipMessage {
  readonly body?: string;
  /** A header as received; several of one name come as one comma list. */
  get(name: string): string | undefined;
  has(name: string): boolean;
}

/** What an incoming or sent request offers. */
export interface SipRequest extends SipMessage {
  readonly method: string;
  readonly uri: string;
  readonly source: 'network' | 'application';
  readonly source_address: string;
  readonly source_port: number;
  readonly protocol: string;
  /** `HH:MM:SS.uuuuuu`, UTC. */
  readonly stackTime: string;
  readonly stackDialogId?: string;
  on(event: 'cancel', listener: (cancel: SipMessage) => void): void;
  on(event: 'response', listener: (response: SipReply, ack: (options?: object) => void) => void): void;
  cancel(options: { headers?: Headers }, callback: (error: unknown) => void): void;
}

/** A response received to a request of ours. */
export interface SipReply extends SipMessage {
  readonly status: number;
  readonly reason: string;
  readonly stackDialogId?: string;
}

/** Header names and values of a message to be sent. */
export type Headers = Record<string, string>;

/** The way to answer a request. */
export interface SipResponder {
  readonly stackDialogId?: string;
  readonly finalResponseSent: boolean;
  send(
    status: number,
    options: { headers?: Headers; body?: string },
    callback?: (error: unknown, sent?: SipMessage) => void,
  ): void;
}

/** Gives the credentials with which a challenge is answered, or an error: then the challenge is the answer. */
export type ChallengeAnswer = (
  request: SipRequest,
  challenge: SipReply,
  callback: (error: Error | null, username?: string, password?: string) => void,
) => void;

/** A request of ours. */
interface SipRequestOptions {
  readonly method: string;
  readonly headers?: Headers;
  readonly body?: string;
  /** With what a challenge (401, 407) is answered; without it the challenge is the answer. */
  readonly auth?: ChallengeAnswer;
  /** Inside this dialog. */
  readonly stackDialogId?: string;
}

/** What is used of drachtio-srf. Its `Dialog` is left aside: it answers re-INVITEs by comparing text and fails on one without a body. */
export interface SrfClient {
  connect(options: object): unknown;
  disconnect(): void;
  use(handler: (request: SipRequest, response: SipResponder) => void): void;
  use(method: string, handler: (request: SipRequest, response: SipResponder) => void): void;
  on(event: string, listener: (...args: never[]) => void): unknown;
  request(uri: string, options: SipRequestOptions, callback: (error: unknown, request?: SipRequest) => void): unknown;
}

/** A client that is not connected yet. */
export function newSrf(): SrfClient {
  return new Srf() as unknown as SrfClient;
}
