import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A SIP message as it came over the wire. */
export interface WireMessage {
  readonly text: string;
  /** First line. */
  readonly start: string;
  /** Of a response. */
  readonly status: number;
  /** Of a request. */
  readonly method: string;
  readonly body: string;
  header(name: string): string;
}

/** Reads one message. */
function readWire(text: string): WireMessage {
  const cut = text.indexOf('\r\n\r\n');
  const head = cut < 0 ? text : text.slice(0, cut);
  const start = head.split('\r\n')[0] ?? '';
  return {
    text,
    start,
    status: Number(/^SIP\/2\.0 (\d+)/.exec(start)?.[1] ?? 0),
    method: /^([A-Z]+) \S+ SIP\/2\.0/.exec(start)?.[1] ?? '',
    body: cut < 0 ? '' : text.slice(cut + 4),
    header: (name) => new RegExp(`^${name}\\s*:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '',
  };
}

/** Waits for values that come one by one. */
class Inbox<T> {
  readonly #kept: T[] = [];
  readonly #waiting: { fits: (value: T) => boolean; take: (value: T) => void }[] = [];

  put(value: T): void {
    const index = this.#waiting.findIndex((waiter) => waiter.fits(value));
    if (index < 0) this.#kept.push(value);
    else this.#waiting.splice(index, 1)[0]!.take(value);
  }

  next(fits: (value: T) => boolean, what: string, withinMs: number): Promise<T> {
    const index = this.#kept.findIndex(fits);
    if (index >= 0) return Promise.resolve(this.#kept.splice(index, 1)[0]!);
    return new Promise((resolve, reject) => {
      const waiter = {
        fits,
        take: (value: T) => {
          clearTimeout(deadline);
          resolve(value);
        },
      };
      const deadline = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(new Error(`no ${what} within ${withinMs} ms`));
      }, withinMs);
      this.#waiting.push(waiter);
    });
  }
}

const token = () => randomBytes(6).toString('hex');

/** What an INVITE of the test says, where it differs from an ordinary one. */
export interface CallOptions {
  readonly body?: string;
  readonly from?: string;
  /** More header lines; a line of the same name replaces the ordinary one, an empty value removes it. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
}

/** What a telephone speaks over. */
interface Wire {
  readonly port: number;
  readonly via: 'UDP' | 'WS';
  /** Own address in Contact. */
  readonly host: string;
  send(text: string, port: number): void;
  listen(receive: (text: string, port: number) => void): void;
  close(): void;
}

async function udpWire(ownPort: number): Promise<Wire> {
  const socket = createSocket('udp4');
  socket.bind(ownPort, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  let leaving = 0;
  let closing = false;
  const left = () => {
    leaving--;
    if (closing && leaving === 0) socket.close();
  };
  return {
    port,
    via: 'UDP',
    host: `127.0.0.1:${port}`,
    send(text, to) {
      leaving++;
      socket.send(text, to, '127.0.0.1', left);
    },
    listen: (receive) => socket.on('message', (datagram, from) => receive(datagram.toString(), from.port)),
    // A last BYE still leaves.
    close() {
      closing = true;
      leaving++;
      left();
    },
  };
}

async function webWire(server: number): Promise<Wire> {
  const socket = new WebSocket(`ws://127.0.0.1:${server}`, 'sip');
  await once(socket, 'open');
  return {
    port: server,
    via: 'WS',
    host: 'browser.invalid;transport=ws',
    send: (text) => socket.send(text),
    listen: (receive) => socket.on('message', (data) => receive(String(data), server)),
    close: () => socket.terminate(),
  };
}

/** A telephone made for tests: plain SIP over UDP or a WebSocket, as literal as the test wants it. */
export class SipPhone {
  readonly port: number;
  /** The status with which it answers whoever asks whether it is there; absent = not at all. */
  saysToOptions: number | undefined = 200;
  readonly #wire: Wire;
  readonly #server: number;
  readonly #dialogs = new Map<string, PhoneCall>();
  readonly #incoming = new Inbox<PhoneCall>();
  readonly #loose = new Inbox<WireMessage>();

  private constructor(wire: Wire, server: number) {
    this.#wire = wire;
    this.#server = server;
    this.port = wire.port;
    wire.listen((text, port) => this.#receive(text, port));
  }

  /** A telephone on a free port of 127.0.0.1, or on a given one, which sends to the SIP server at a port of it. */
  static async open(server: number, ownPort = 0): Promise<SipPhone> {
    return new SipPhone(await udpWire(ownPort), server);
  }

  /** A browser connected to the SIP server's WebSocket port. */
  static async openWeb(server: number): Promise<SipPhone> {
    return new SipPhone(await webWire(server), server);
  }

  /** Its Contact. */
  contact(user: string): string {
    return `<sip:${user}@${this.#wire.host}>`;
  }

  /** The Via of a request of its own. */
  via(branch: string): string {
    return `SIP/2.0/${this.#wire.via} ${this.#wire.host.split(';')[0]};rport;branch=${branch}`;
  }

  /** Calls somebody. */
  call(user: string, options: CallOptions = {}): PhoneCall {
    const call = new PhoneCall(this, { callId: `${token()}@test`, localTag: token(), role: 'caller' });
    call.remoteUri = `sip:${user}@127.0.0.1:${this.#server}`;
    call.local = `${options.from ?? '<sip:0612345678@127.0.0.1>'};tag=${call.localTag}`;
    call.remote = `<${call.remoteUri}>`;
    this.#dialogs.set(call.callId, call);
    call.invite(options);
    return call;
  }

  /** The next call to this telephone. */
  rung(withinMs = 5_000, fits: (call: PhoneCall) => boolean = () => true): Promise<PhoneCall> {
    return this.#incoming.next(fits, 'incoming call', withinMs);
  }

  /** Sends text as it is and waits for the first final response with its Call-ID. */
  async exchange(text: string, withinMs = 5_000): Promise<WireMessage> {
    const callId = readWire(text).header('Call-ID');
    this.sendRaw(text);
    const fits = (message: WireMessage) => message.header('Call-ID') === callId && message.status >= 200;
    return this.#loose.next(fits, `answer to ${text.split('\r\n')[0]}`, withinMs);
  }

  /** The text of a request outside any dialog. */
  request(method: string, user: string, headers: Readonly<Record<string, string>> = {}, body = ''): string {
    return messageText(`${method} sip:${user}@127.0.0.1:${this.#server} SIP/2.0`, {
      Via: this.via(`z9hG4bK${token()}`),
      'Max-Forwards': '70',
      From: `<sip:${user}@127.0.0.1>;tag=${token()}`,
      To: `<sip:${user}@127.0.0.1>`,
      'Call-ID': `${token()}@test`,
      CSeq: `1 ${method}`,
      Contact: this.contact(user),
      ...headers,
    }, body); // prettier-ignore
  }

  /** Registers, answering the challenge. `spoil` changes the Authorization header on its way. */
  async register(
    user: string,
    credentials: { username?: string; password: string; algorithm?: 'MD5' | 'SHA-256' },
    options: { headers?: Record<string, string>; spoil?: (header: string) => string } = {},
  ): Promise<WireMessage> {
    const challenged = await this.exchange(this.request('REGISTER', user, options.headers));
    if (challenged.status !== 401) return challenged;
    const uri = `sip:${user}@127.0.0.1:${this.#server}`;
    const header = authorization(challenged, { method: 'REGISTER', uri, username: user, ...credentials });
    const headers = { ...options.headers, CSeq: '2 REGISTER', Authorization: options.spoil?.(header) ?? header };
    return this.exchange(this.request('REGISTER', user, headers));
  }

  sendRaw(text: string, port = this.#server): void {
    this.#wire.send(text, port);
  }

  close(): void {
    this.#wire.close();
  }

  #answerOptions(message: WireMessage, port: number): void {
    if (this.saysToOptions !== undefined) this.sendRaw(responseText(message, this.saysToOptions, {}, ''), port);
  }

  #receive(text: string, port: number): void {
    const message = readWire(text);
    const dialog = this.#dialogs.get(message.header('Call-ID'));
    if (dialog) return dialog.take(message, port);
    if (message.method === 'OPTIONS') return this.#answerOptions(message, port);
    if (message.method !== 'INVITE') return this.#loose.put(message);
    const call = new PhoneCall(this, { callId: message.header('Call-ID'), localTag: token(), role: 'called' });
    this.#dialogs.set(call.callId, call);
    call.take(message, port);
    this.#incoming.put(call);
  }
}

/** One call of a telephone, either way. */
export class PhoneCall {
  readonly callId: string;
  readonly localTag: string;
  readonly role: 'caller' | 'called';
  local = '';
  remote = '';
  remoteUri = '';
  /** Answers a CANCEL without ending the INVITE: a 200 is on its way already. */
  ignoresCancel = false;
  /** The INVITE that began it. */
  request: WireMessage = readWire('');
  readonly #phone: SipPhone;
  readonly #messages = new Inbox<WireMessage>();
  #cseq = 1;
  #port: number | undefined;
  #branch = '';

  constructor(phone: SipPhone, given: { callId: string; localTag: string; role: 'caller' | 'called' }) {
    this.#phone = phone;
    this.callId = given.callId;
    this.localTag = given.localTag;
    this.role = given.role;
  }

  /** The next response with at least this status. */
  response(atLeast = 200, withinMs = 5_000): Promise<WireMessage> {
    return this.#messages.next((message) => message.status >= atLeast, `response ≥ ${atLeast}`, withinMs);
  }

  /** The next request of the other side. */
  received(method: string, withinMs = 5_000): Promise<WireMessage> {
    return this.#messages.next((message) => message.method === method, method, withinMs);
  }

  /** Waits for the 200, acknowledges it, and gives its description. */
  async answered(withinMs = 5_000): Promise<string> {
    const response = await this.response(200, withinMs);
    if (response.status !== 200) throw new Error(`answered ${response.start}`);
    return response.body;
  }

  invite(options: CallOptions): void {
    const body = options.body ?? '';
    this.#branch = `z9hG4bK${token()}`;
    const type: Record<string, string> =
      body === '' ? {} : { 'Content-Type': options.contentType ?? 'application/sdp' };
    this.#send('INVITE', { ...type, ...options.headers }, body);
  }

  cancel(): void {
    this.#send('CANCEL', {}, '');
  }

  bye(headers: Record<string, string> = {}): void {
    this.#next();
    this.#send('BYE', headers, '');
  }

  /** Sends a request inside the call and gives its final response. */
  async ask(method: string, headers: Record<string, string> = {}, body = ''): Promise<WireMessage> {
    this.#next();
    const type: Record<string, string> = body === '' ? {} : { 'Content-Type': 'application/sdp' };
    this.#send(method, { ...type, ...headers }, body);
    const cseq = `${this.#cseq} ${method}`;
    return this.#messages.next(
      ({ status, header }) => status >= 200 && header('CSeq') === cseq,
      `answer to ${method}`,
      5_000,
    );
  }

  /** Answers the INVITE. */
  reply(status: number, body = '', headers: Record<string, string> = {}): void {
    const type: Record<string, string> = body === '' ? {} : { 'Content-Type': 'application/sdp' };
    const contact = { Contact: this.#phone.contact('phone'), ...type, ...headers };
    this.#phone.sendRaw(responseText(this.request, status, contact, body, this.localTag), this.#port);
  }

  /** Refuses the INVITE with a status and phrase of its own. */
  replyAs(statusAndPhrase: string): void {
    const text = responseText(this.request, 0, {}, '', this.localTag);
    this.#phone.sendRaw(text.replace('SIP/2.0 0 Test', `SIP/2.0 ${statusAndPhrase}`), this.#port);
  }

  take(message: WireMessage, port: number): void {
    this.#port = port;
    if (message.status > 0) this.#takeResponse(message);
    else this.#takeRequest(message, port);
    if (message.status !== 100) this.#messages.put(message);
  }

  #takeResponse(message: WireMessage): void {
    if (message.status < 200 || !message.header('CSeq').endsWith('INVITE')) return;
    this.remote = message.header('To');
    const ok = message.status < 300;
    if (ok) this.remoteUri = /<([^>]+)>/.exec(message.header('Contact'))?.[1] ?? this.remoteUri;
    if (ok) this.#branch = `z9hG4bK${token()}`;
    this.#send('ACK', {}, '');
  }

  #takeRequest(message: WireMessage, port: number): void {
    if (message.method === 'INVITE' && this.request.start === '' && this.role === 'called') {
      this.request = message;
      this.local = `${message.header('To')};tag=${this.localTag}`;
      this.remote = message.header('From');
      this.remoteUri = /<([^>]+)>/.exec(message.header('Contact'))?.[1] ?? '';
    } else if (message.method === 'CANCEL') {
      this.#phone.sendRaw(responseText(message, 200, {}, '', this.localTag), port);
      if (!this.ignoresCancel) this.reply(487);
    } else if (message.method !== 'ACK' && message.method !== 'INVITE') {
      this.#phone.sendRaw(responseText(message, 200, {}, ''), port);
    }
  }

  #next(): void {
    this.#cseq++;
    this.#branch = `z9hG4bK${token()}`;
  }

  #send(method: string, headers: Readonly<Record<string, string>>, body: string): void {
    const uri = this.remoteUri;
    const text = messageText(`${method} ${uri} SIP/2.0`, {
      Via: this.#phone.via(this.#branch),
      'Max-Forwards': '70',
      From: this.local,
      To: this.remote,
      'Call-ID': this.callId,
      CSeq: `${this.#cseq} ${method}`,
      Contact: this.#phone.contact('phone'),
      ...headers,
    }, body); // prettier-ignore
    this.#phone.sendRaw(text, this.#port);
  }
}

function messageText(start: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === '' ? [] : `${name}: ${value}`));
  return [start, ...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

function responseText(
  request: WireMessage,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  tag?: string,
): string {
  const vias = request.text.split('\r\n').filter((line) => /^Via:/i.test(line));
  const to = request.header('To');
  const own = tag !== undefined && !/;tag=/.test(to) ? `${to};tag=${tag}` : to;
  const fixed = {
    From: request.header('From'),
    To: own,
    'Call-ID': request.header('Call-ID'),
    CSeq: request.header('CSeq'),
  };
  return messageText([`SIP/2.0 ${status} Test`, ...vias].join('\r\n'), { ...fixed, ...headers }, body);
}

/** The Authorization header that answers a challenge. */
export function authorization(
  challenged: WireMessage,
  given: {
    method: string;
    uri: string;
    username: string;
    password: string;
    algorithm?: 'MD5' | 'SHA-256';
    nc?: number;
  },
): string {
  const algorithm = given.algorithm ?? 'MD5';
  const offers = challenged.text.split('\r\n').filter((line) => /^WWW-Authenticate:/i.test(line));
  const offer = offers.find((line) => line.includes(`algorithm=${algorithm}`)) ?? '';
  const realm = /realm="([^"]*)"/.exec(offer)?.[1] ?? '';
  const nonce = /nonce="([^"]*)"/.exec(offer)?.[1] ?? '';
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const nc = String(given.nc ?? 1).padStart(8, '0');
  const ha1 = hash(`${given.username}:${realm}:${given.password}`);
  const response = hash([ha1, nonce, nc, 'abc', 'auth', hash(`${given.method}:${given.uri}`)].join(':'));
  return `Digest username="${given.username}", realm="${realm}", nonce="${nonce}", uri="${given.uri}", response="${response}", algorithm=${algorithm}, cnonce="abc", qop=auth, nc=${nc}`;
}
