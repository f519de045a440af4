import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Application, Delivery, Outcome } from '../agent/application.ts';
import type { Inbound } from '../agent/inbound.ts';
import type { Outbound } from '../agent/outbound.ts';
import type { Proxy, ProxyProgress } from '../proxy/proxy.ts';
import type { Refusals } from '../refusals.ts';
import { newUuid } from '../sip/identifiers.ts';
import { parseMessage } from '../sip/parse.ts';
import { hostport } from '../transport/flow.ts';
import { FrameReader } from './frame-reader.ts';
import { proxyOrder } from './proxy-order.ts';
import type { Routes } from './routes.ts';
import { wireTime } from './wire-time.ts';

/** An application that reads nothing is cut off once this many bytes wait for it. */
const MAX_QUEUED = 64 * 1024 * 1024;

/** What a control session works with. */
export interface SessionParts {
  readonly secret: string;
  readonly version: string;
  /** `proto/host:port,…` as told after authentication. */
  readonly hostports: string;
  readonly routes: Routes;
  readonly inbound: Inbound;
  readonly outbound: Outbound;
  readonly proxy: Proxy;
  readonly refusals: Refusals;
}

/**
 * One control connection: the application at its far end, seen from the SIP side.
 *
 * Frames written during one turn of the event loop leave together. Everything is answered in order, so the OK of a
 * request always precedes its first response.
 */
export class ControlSession implements Application {
  readonly #socket: Socket;
  readonly #parts: SessionParts;
  readonly #reader = new FrameReader();
  readonly #peer: string;
  #authenticated = false;
  #open = true;
  #unsent = '';

  constructor(socket: Socket, parts: SessionParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#peer = hostport(socket.remoteAddress ?? '', socket.remotePort ?? 0);
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => undefined); // 'close' follows and says it all
    socket.on('close', () => this.#gone());
  }

  get open(): boolean {
    return this.#open;
  }

  deliver(delivery: Delivery): void {
    const { source, bytes, protocol, address, port, transactionId, dialogId, receivedOn } = delivery;
    const on = receivedOn ? `|${receivedOn.address}|${receivedOn.port}` : '';
    const head = `sip|${source}|${bytes}|${protocol}|${address}|${port}|${wireTime()}|${transactionId}|${dialogId}${on}|`;
    this.#write(`${newUuid()}|${head}\r\n${delivery.text}`);
  }

  #receive(chunk: Buffer): void {
    if (!this.#open) return;
    const frames = this.#reader.push(chunk);
    if (!frames) return this.#drop('Broken Frame');
    for (const frame of frames) if (this.#open) this.#handle(frame);
  }

  #handle(frame: string): void {
    const end = frame.indexOf('\r\n');
    const fields = (end === -1 ? frame : frame.slice(0, end)).split('|');
    const [id = '', type = ''] = fields;
    if (fields.length < 2) return this.#refuseAndClose(id, 'Invalid message format');
    if (type === 'authenticate') return this.#authenticate(id, fields[2] ?? '');
    if (!this.#authenticated) return this.#refuseAndClose(id, 'not authenticated');
    const payload = end === -1 ? '' : frame.slice(end + 2);
    switch (type) {
      case 'route':
        this.#parts.routes.add((fields[2] ?? '').toLowerCase(), this);
        return this.#answer(id, 'OK');
      case 'remove_route':
        this.#parts.routes.remove(this);
        return this.#answer(id, 'OK');
      case 'ping':
        return this.#answer(id, 'OK|pong');
      case 'sip':
        return this.#sip(id, fields, payload);
      case 'proxy':
        return this.#proxy(id, fields, payload);
      default:
        return this.#refuseAndClose(id, 'Unknown message type');
    }
  }

  #authenticate(id: string, secret: string): void {
    if (!sameSecret(secret, this.#parts.secret)) return this.#refuseAndClose(id, 'incorrect secret');
    this.#authenticated = true;
    const { hostports, version } = this.#parts;
    this.#answer(id, `OK|${hostports}|${version}|${hostports}`);
  }

  #sip(id: string, fields: readonly string[], payload: string): void {
    const outcome = this.#command(fields, payload);
    if (!outcome.ok) return this.#answer(id, `NOK|${outcome.reason}`);
    const { protocol, address, port, transactionId, dialogId, text } = outcome.sent;
    // Requests put their text where responses put the dialog: the client counts the fields.
    const tail = dialogId === undefined ? 'Msg sent:|' : `${dialogId}||Msg sent:|`;
    const head = `OK|application|${text.length}|${protocol}|${address}|${port}|${wireTime()}|${transactionId}|${tail}`;
    this.#answer(id, `${head}\r\n${text}`);
  }

  #command(fields: readonly string[], payload: string): Outcome {
    const [, , transactionId = '', dialogId = '', routeUrl = ''] = fields;
    const { inbound, outbound } = this.#parts;
    const message = parseMessage(payload);
    if (!message) return { ok: false, reason: `invalid request-uri: ${payload.slice(0, 200).split('\r\n')[0] ?? ''}` };
    if (!message.isRequest) return inbound.respond(this, transactionId, message);
    if (transactionId !== '' && message.method === 'CANCEL') return outbound.cancel(this, transactionId, message);
    if (dialogId !== '') return outbound.inDialog(this, dialogId, message);
    return outbound.request(this, message, routeUrl);
  }

  #proxy(id: string, fields: readonly string[], payload: string): void {
    const progress: ProxyProgress = {
      final: (response, from) => {
        const where = `${response.text.length}|${from.protocol}|${from.address}|${from.port}|${wireTime()}`;
        this.#answer(id, `OK|network|${where}|||continue\r\n${response.text}`);
      },
      done: () => this.#answer(id, 'OK|done'),
      refused: (reason) => this.#answer(id, `NOK|${reason}`),
    };
    this.#parts.proxy.start(this, proxyOrder(fields, payload), progress);
  }

  #answer(id: string, text: string): void {
    this.#write(`${newUuid()}|response|${id}|${text}`);
  }

  #write(frame: string): void {
    if (!this.#open) return;
    if (this.#unsent === '') process.nextTick(this.#flush);
    this.#unsent += `${frame.length}#${frame}`;
  }

  readonly #flush = (): void => {
    const text = this.#unsent;
    this.#unsent = '';
    if (text === '' || this.#socket.destroyed) return;
    this.#socket.write(text, 'latin1');
    if (this.#socket.writableLength > MAX_QUEUED) this.#drop('Application Does Not Read');
  };

  #refuseAndClose(id: string, reason: string): void {
    this.#parts.refusals.control(reason, this.#peer);
    this.#answer(id, `NO|${reason}`);
    this.#flush();
    this.#socket.end();
    this.#gone();
  }

  #drop(reason: string): void {
    this.#parts.refusals.control(reason, this.#peer);
    this.#socket.destroy();
    this.#gone();
  }

  /** The owner is the connection: its calls stay up in SIP, nobody inherits them. */
  #gone(): void {
    if (!this.#open) return;
    this.#open = false;
    if (!this.#authenticated) return;
    this.#parts.routes.remove(this);
    this.#parts.outbound.applicationGone(this);
    this.#parts.inbound.applicationGone(this);
  }
}

function sameSecret(given: string, expected: string): boolean {
  const a = Buffer.from(given, 'latin1');
  const b = Buffer.from(expected, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}
