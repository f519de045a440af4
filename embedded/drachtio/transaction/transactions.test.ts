import { beforeEach, describe, expect, test } from 'vitest';
import { parseMessage } from '../sip/parse.ts';
import type { SipMessage } from '../sip/message.ts';
import { writeResponse } from '../sip/serialize.ts';
import { TimerWheel } from '../timers/timer-wheel.ts';
import type { Flow, TransportName } from '../transport/flow.ts';
import { TransactionTable } from './context.ts';
import type { TransactionContext } from './context.ts';
import { InviteClientTransaction } from './invite-client.ts';
import { InviteServerTransaction } from './invite-server.ts';
import { NonInviteClientTransaction } from './non-invite-client.ts';
import { NonInviteServerTransaction } from './non-invite-server.ts';

/** A way that notes when what was sent. */
class RecordingFlow implements Flow {
  readonly open = true;
  readonly remoteAddress = '192.0.2.1';
  readonly remotePort = 5060;
  readonly transport: TransportName;
  readonly listener;
  readonly sent: [at: number, startLine: string][] = [];
  failed: ((reason: string) => void) | undefined;
  readonly #clock: TimerWheel;

  constructor(clock: TimerWheel, transport: TransportName) {
    this.#clock = clock;
    this.transport = transport;
    this.listener = { transport, address: '192.0.2.2', port: 5060 };
  }

  send(text: string, failed?: (reason: string) => void): void {
    this.failed = failed;
    this.sent.push([this.#clock.now, text.slice(0, text.indexOf('\r\n'))]);
  }

  times(start: string): number[] {
    return this.sent.filter(([, line]) => line.startsWith(start)).map(([at]) => at);
  }
}

let context: TransactionContext;
let udp: RecordingFlow;
let tcp: RecordingFlow;
let heard: (number | string)[];

beforeEach(() => {
  const wheel = new TimerWheel();
  context = { wheel, timers: { t1: 500, t2: 4000, t4: 5000 }, table: new TransactionTable() };
  udp = new RecordingFlow(wheel, 'udp');
  tcp = new RecordingFlow(wheel, 'tcp');
  heard = [];
});

const user = {
  onResponse: (response: SipMessage) => void heard.push(response.status),
  onFailure: (status: number) => void heard.push(`failed ${status}`),
};

function message(method: string): SipMessage {
  const head = [
    `${method} sip:a@192.0.2.1 SIP/2.0`,
    'Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKtest',
    'From: <sip:b@192.0.2.2>;tag=1',
    'To: <sip:a@192.0.2.1>',
    'Call-ID: c',
    `CSeq: 7 ${method}`,
    'Route: <sip:192.0.2.9;lr>',
    'Content-Length: 0',
  ];
  return parseMessage(`${head.join('\r\n')}\r\n\r\n`) as SipMessage;
}

const responseTo = (request: SipMessage, status: number): SipMessage =>
  parseMessage(writeResponse(request, { status, reason: 'x', toTag: 'p' })) as SipMessage;

function pass(ms: number): void {
  const end = context.wheel.now + ms;
  for (let now = context.wheel.now; now < end; now += 20) context.wheel.advance(Math.min(end, now + 20));
}

describe('INVITE client', () => {
  test('over UDP it repeats at 0.5, 1.5, 3.5 … s (A), and gives up with 408 after 32 s (B)', () => {
    new InviteClientTransaction(context, message('INVITE'), udp, user);
    pass(40_000);
    expect(udp.times('INVITE')).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(heard).toEqual(['failed 408']);
    expect(context.table.size + context.wheel.pending).toBe(0);
  });

  test('over TCP it is sent once, and gives up with 408 after 32 s', () => {
    new InviteClientTransaction(context, message('INVITE'), tcp, user);
    pass(40_000);
    expect(tcp.times('INVITE')).toEqual([0]);
    expect(heard).toEqual(['failed 408']);
  });

  test('a provisional stops the repetitions, and ringing may last', () => {
    const invite = message('INVITE');
    const transaction = new InviteClientTransaction(context, invite, udp, user);
    transaction.receive(responseTo(invite, 180), udp);
    pass(120_000);
    expect(udp.times('INVITE')).toEqual([0]);
    expect(heard).toEqual([180]);
  });

  test('a failure is acknowledged each time it comes, told once, and forgotten after 32 s (D)', () => {
    const invite = message('INVITE');
    const transaction = new InviteClientTransaction(context, invite, udp, user);
    transaction.receive(responseTo(invite, 486), udp);
    transaction.receive(responseTo(invite, 486), udp);
    expect(udp.times('ACK sip:a@192.0.2.1 SIP/2.0')).toEqual([0, 0]);
    expect(heard).toEqual([486]);
    pass(31_900);
    expect(context.table.size).toBe(1);
    pass(200);
    expect(context.table.size).toBe(0);
  });

  test('a 2xx may be repeated for 32 s (M), each reaches the dialog', () => {
    const invite = message('INVITE');
    const transaction = new InviteClientTransaction(context, invite, udp, user);
    transaction.receive(responseTo(invite, 200), udp);
    transaction.receive(responseTo(invite, 200), udp);
    expect(heard).toEqual([200, 200]);
    pass(32_100);
    expect(context.table.size + context.wheel.pending).toBe(0);
  });

  test('after CANCEL a silent peer is given up in 32 s', () => {
    const invite = message('INVITE');
    const transaction = new InviteClientTransaction(context, invite, udp, user);
    transaction.receive(responseTo(invite, 180), udp);
    transaction.giveUpIfSilent();
    pass(32_100);
    expect(heard).toEqual([180, 'failed 408']);
  });

  test('a message that cannot leave is 503 at once', () => {
    new InviteClientTransaction(context, message('INVITE'), udp, user);
    udp.failed?.('unreachable');
    expect(heard).toEqual(['failed 503']);
    expect(context.table.size + context.wheel.pending).toBe(0);
  });
});

describe('other client transactions', () => {
  test('over UDP they repeat at 0.5, 1, 2, 4, 4 … s (E), and give up with 408 after 32 s (F)', () => {
    new NonInviteClientTransaction(context, message('OPTIONS'), udp, user);
    pass(40_000);
    expect(udp.times('OPTIONS')).toEqual([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(heard).toEqual(['failed 408']);
  });

  test('a final is told once and absorbed for 5 s (K); over TCP not at all', () => {
    for (const flow of [udp, tcp]) {
      const options = message('OPTIONS');
      const transaction = new NonInviteClientTransaction(context, options, flow, user);
      transaction.receive(responseTo(options, 100), flow);
      transaction.receive(responseTo(options, 200), flow);
      transaction.receive(responseTo(options, 200), flow);
      expect(context.table.size).toBe(flow === udp ? 1 : 0);
      pass(5100);
      expect(context.table.size + context.wheel.pending).toBe(0);
    }
    expect(heard).toEqual([100, 200, 100, 200]);
  });
});

describe('INVITE server', () => {
  const answer = (transaction: InviteServerTransaction, status: number): void =>
    transaction.respond(status, writeResponse(transaction.request, { status, reason: 'x' }));

  test('a failure is repeated at 0.5, 1.5, 3.5, 7.5, 11.5 … s (G) until 32 s (H) when no ACK comes', () => {
    answer(new InviteServerTransaction(context, message('INVITE'), udp), 486);
    pass(40_000);
    expect(udp.times('SIP/2.0 486')).toEqual([
      0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ]);
    expect(context.table.size + context.wheel.pending).toBe(0);
  });

  test('its ACK ends the repetitions; repeated ACKs are absorbed for 5 s (I)', () => {
    const transaction = new InviteServerTransaction(context, message('INVITE'), udp);
    answer(transaction, 486);
    pass(600);
    transaction.receive(message('ACK'));
    pass(4900);
    expect(udp.times('SIP/2.0 486')).toEqual([0, 500]);
    expect(context.table.size).toBe(1);
    pass(200);
    expect(context.table.size).toBe(0);
  });

  test('over TCP a failure is sent once', () => {
    answer(new InviteServerTransaction(context, message('INVITE'), tcp), 486);
    pass(40_000);
    expect(tcp.times('SIP/2.0 486')).toEqual([0]);
  });

  test('a repeated INVITE gets the last response again, and none after a 2xx, whose transaction lasts 32 s (L)', () => {
    const transaction = new InviteServerTransaction(context, message('INVITE'), udp);
    answer(transaction, 100);
    transaction.receive(message('INVITE'));
    answer(transaction, 180);
    transaction.receive(message('INVITE'));
    answer(transaction, 200);
    transaction.receive(message('INVITE'));
    answer(transaction, 486);
    expect(udp.sent.map(([, line]) => line.slice(8, 11))).toEqual(['100', '100', '180', '180', '200']);
    pass(32_100);
    expect(context.table.size + context.wheel.pending).toBe(0);
  });
});

describe('other server transactions', () => {
  test('a repeated request gets the same answer for 32 s (J); over TCP the transaction ends with it', () => {
    for (const flow of [udp, tcp]) {
      const transaction = new NonInviteServerTransaction(context, message('BYE'), flow);
      transaction.receive(message('BYE'));
      transaction.respond(200, writeResponse(transaction.request, { status: 200, reason: 'OK' }));
      transaction.respond(500, writeResponse(transaction.request, { status: 500, reason: 'no' }));
      expect(context.table.size).toBe(flow === udp ? 1 : 0);
      if (flow === udp) transaction.receive(message('BYE'));
      pass(32_100);
      expect(context.table.size + context.wheel.pending).toBe(0);
    }
    expect(udp.sent.length).toBe(2);
    expect(tcp.sent.length).toBe(1);
  });
});
