import type { Socket } from 'node:net';
import type { OutgoingDoc } from '../bson/value.ts';
import { MongoError } from '../errors.ts';
import { Framer, OP } from './frame.ts';
import type { Frame } from './frame.ts';
import { formatMsg, formatReply, parseMsg, parseQuery } from './message.ts';
import type { Request } from './message.ts';

/** What answers the commands of a connection. */
export interface Responder {
  /** Answers one command; rejects when the connection must be closed instead. `signal` aborts when the client is gone. */
  answer(request: Request, client: Client): Promise<OutgoingDoc>;
  /** The answer to a message that is framed well and cannot be read. */
  refuse(error: MongoError, client: Client): OutgoingDoc;
  /** A connection had to be closed because of what it sent. */
  faulty(client: Client, fault: Error): void;
}

/** One client connection. */
export interface Client {
  readonly id: number;
  readonly address: string;
  /** What the application calls itself. */
  appName?: string | undefined;
  /** Aborts when the connection is closed. */
  readonly closed: AbortSignal;
}

/** Requests that may wait on one connection before it is no longer read. */
const MAX_QUEUED = 64;

let lastConnectionId = 0;
let lastRequestId = 0;

const nextRequestId = (): number => (lastRequestId = (lastRequestId + 1) & 0x7fffffff);

/** Serves one socket: messages are answered in their order, one at a time, as MongoDB does. */
export const serveConnection = (socket: Socket, responder: Responder): Client => {
  const closing = new AbortController();
  const client: Client = {
    id: ++lastConnectionId,
    address: `${socket.remoteAddress}:${socket.remotePort}`,
    closed: closing.signal,
  };
  const framer = new Framer();
  const queue: Frame[] = [];
  let busy = false;

  const fail = (fault: Error): void => {
    responder.faulty(client, fault);
    socket.destroy();
  };

  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let frame = queue.shift(); frame && !socket.destroyed; frame = queue.shift()) {
      if (queue.length < MAX_QUEUED) socket.resume();
      await answerFrame(socket, responder, client, frame);
    }
    busy = false;
  };

  socket.setNoDelay(true);
  socket.on('data', (bytes) => {
    try {
      queue.push(...framer.push(bytes));
    } catch (error) {
      fail(error as Error);
      return;
    }
    if (queue.length >= MAX_QUEUED) socket.pause();
    work().catch(fail);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => closing.abort());
  return client;
};

const parse = (frame: Frame): Request => (frame.opCode === OP.msg ? parseMsg(frame.body) : parseQuery(frame.body));

/** A client that reads slowly is waited for, so that its answers do not pile up. */
const send = async (socket: Socket, bytes: Buffer): Promise<void> => {
  if (socket.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      socket.off('drain', go);
      socket.off('close', go);
      resolve();
    };
    socket.on('drain', go);
    socket.on('close', go);
    if (socket.destroyed) go();
  });
};

const answerFrame = async (socket: Socket, responder: Responder, client: Client, frame: Frame): Promise<void> => {
  let request: Request;
  try {
    request = parse(frame);
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
    const format = frame.opCode === OP.query ? formatReply : formatMsg;
    const envelope = { requestId: nextRequestId(), responseTo: frame.requestId };
    await send(socket, format(envelope, responder.refuse(error, client)));
    return;
  }
  const answer = await responder.answer(request, client);
  if (request.silent || socket.destroyed) return;
  if (request.exhaustAllowed && request.body.has('maxAwaitTimeMS') && answer['ok'] === 1) {
    await streamAnswers({ socket, responder, client }, request, frame.requestId, answer);
    return;
  }
  const format = request.legacy ? formatReply : formatMsg;
  await send(socket, format({ requestId: nextRequestId(), responseTo: frame.requestId }, answer));
};

interface Line {
  readonly socket: Socket;
  readonly responder: Responder;
  readonly client: Client;
}

/**
 * An awaitable hello of a monitoring connection: each answer announces the next one, so that the driver learns of a change
 * without asking again. The connection serves nothing else until it closes.
 */
const streamAnswers = async (line: Line, request: Request, requestId: number, first: OutgoingDoc): Promise<void> => {
  const { socket, responder, client } = line;
  let responseTo = requestId;
  for (let answer = first; !socket.destroyed; answer = await responder.answer(request, client)) {
    const id = nextRequestId();
    const moreToCome = answer['ok'] === 1;
    await send(socket, formatMsg({ requestId: id, responseTo, moreToCome }, answer));
    if (!moreToCome) return;
    responseTo = id;
  }
};
