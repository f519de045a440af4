import { EventEmitter } from 'node:events';
import Srf, { type Dialog, type SrfRequest, type SrfResponse } from 'drachtio-srf';
import { RtpLine } from './rtp-line.ts';

/** Where a robot's SIP stack (a stand-in of its own) listens for its application. */
export interface PhoneServer {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  /** Address that goes into SDP. */
  readonly mediaAddress: string;
}

/** A conversation that has been answered. */
export interface Conversation {
  readonly line: RtpLine;
  /** Resolves when it is over, with who hung up. */
  readonly ended: Promise<'us' | 'them'>;
  hangUp(): Promise<void>;
}

/** A call that rings here. */
export interface Ringing {
  /** User part of the request URI: whose phone rings. */
  readonly user: string;
  /** Resolves when the caller gives up before the answer. */
  readonly cancelled: Promise<void>;
  answer(): Promise<Conversation>;
  refuse(status: number): void;
}

/** A refused or failed call, with the SIP status. */
export class CallRefused extends Error {
  readonly status: number;
  constructor(status: number, reason: string) {
    super(`${status} ${reason}`);
    this.status = status;
  }
}

/** Telephones of ours: any number of users behind one SIP stack. Emits `ringing` with a {@link Ringing}. */
export class Phones extends EventEmitter<{ ringing: [Ringing] }> {
  readonly #srf = new Srf();
  readonly #server: PhoneServer;

  constructor(server: PhoneServer) {
    super();
    this.#server = server;
    this.#srf.invite((request, response) => this.#ring(request, response));
    // Whoever takes these telephones for a trunk asks whether it is there. The library's types do not know the method.
    const asked = this.#srf as unknown as {
      options(answer: (request: SrfRequest, response: SrfResponse) => void): void;
    };
    asked.options((_request, response) => response.send(200));
  }

  /** @throws Error when the SIP stack refuses us. */
  connect(): Promise<void> {
    const { host, port, secret } = this.#server;
    return new Promise((resolve, reject) => {
      this.#srf.on('error', (error) => reject(error));
      this.#srf.on('connect', (error) => (error ? reject(error) : resolve()));
      void this.#srf.connect({ host, port, secret });
    });
  }

  disconnect(): void {
    this.#srf.disconnect();
  }

  /**
   * Registers a user with digest (RFC 3261 §10, §22).
   *
   * @param registrar `sip:example.org` and where it is reached.
   * @throws CallRefused with the registrar's status.
   */
  async register(
    user: string,
    password: string,
    registrar: { host: string; port: number; expiresS: number },
  ): Promise<void> {
    const uri = `sip:${registrar.host}:${registrar.port}`;
    const identity = `<sip:${user}@${registrar.host}>`;
    const headers = {
      From: identity,
      To: identity,
      Contact: `<sip:${user}@localhost>`,
      Expires: String(registrar.expiresS),
    };
    await this.#request(uri, { method: 'REGISTER', headers, auth: { username: user, password } });
  }

  /**
   * Calls and waits for the answer.
   *
   * @throws CallRefused with the final status.
   */
  async call(
    uri: string,
    from: string,
    progress: (status: number, reason: string) => void = () => undefined,
  ): Promise<Conversation> {
    const line = await RtpLine.open(this.#server.mediaAddress);
    try {
      const dialog = await this.#srf.createUAC(
        uri,
        { localSdp: line.sdp, headers: { From: `<sip:${from}@localhost>` } },
        { cbProvisional: ({ status, reason }) => progress(status, reason) },
      );
      line.talkTo(dialog.remote.sdp);
      return conversation(dialog, line);
    } catch (error) {
      line.close();
      throw refusal(error);
    }
  }

  #ring(request: SrfRequest, response: SrfResponse): void {
    const cancelled = new Promise<void>((resolve) => request.on('cancel', () => resolve()));
    response.send(180);
    this.emit('ringing', {
      user: Srf.parseUri(request.uri).user ?? '',
      cancelled,
      refuse: (status) => response.send(status),
      answer: async () => {
        const line = await RtpLine.open(this.#server.mediaAddress);
        try {
          const dialog = await this.#srf.createUAS(request, response, { localSdp: line.sdp });
          line.talkTo(request.body);
          return conversation(dialog, line);
        } catch (error) {
          line.close();
          throw error;
        }
      },
    });
  }

  #request(uri: string, options: object): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = this.#srf.request.bind(this.#srf) as unknown as (
        uri: string,
        options: object,
        sent: (error: Error | null, request: SrfRequest) => void,
      ) => void;
      request(uri, options, (error, sent) => {
        if (error) return reject(error);
        sent.on('response', (answer) => {
          if (answer === undefined || answer.status < 200) return;
          if (answer.status < 300) resolve();
          else reject(new CallRefused(answer.status, answer.reason));
        });
      });
    });
  }
}

function conversation(dialog: Dialog, line: RtpLine): Conversation {
  let end = (_by: 'us' | 'them'): void => undefined;
  const ended = new Promise<'us' | 'them'>((resolve) => (end = resolve));
  const over = (by: 'us' | 'them'): void => {
    line.close();
    end(by);
  };
  let open = true;
  dialog.on('destroy', () => {
    if (open) over('them');
    open = false;
  });
  return {
    line,
    ended,
    hangUp: async () => {
      if (!open) return;
      open = false;
      await new Promise<void>((resolve) => dialog.destroy({ headers: {} }, () => resolve()));
      over('us');
    },
  };
}

function refusal(error: unknown): Error {
  if (typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number') {
    return new CallRefused(error.status, 'reason' in error ? String(error.reason) : '');
  }
  return error instanceof Error ? error : new Error(String(error));
}
