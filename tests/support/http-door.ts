import { connect } from 'node:net';
import { expect } from 'vitest';
import type { ProgramUnderTest } from './program-ground.ts';

/** One bad request: its name, what is sent, and how it must be refused. */
export interface BadRequest {
  readonly name: string;
  readonly path: string;
  readonly init?: RequestInit;
  readonly status: number;
  /** The `reason` of the problem document, where there is one. */
  readonly reason?: string;
}

/** Sends a bad request; the refusal must be a problem document whose id stands in the program's log. */
export async function expectRefusal(program: ProgramUnderTest, bad: BadRequest): Promise<Record<string, unknown>> {
  const answer = await fetch(`${program.baseUrl}${bad.path}`, { redirect: 'manual', ...bad.init });
  const text = await answer.text();
  expect({ status: answer.status, text }).toMatchObject({ status: bad.status });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  const problem = JSON.parse(text) as Record<string, unknown>;
  expect(problem).toMatchObject({ status: bad.status, title: expect.any(String), detail: expect.any(String) });
  if (bad.reason !== undefined) expect(problem['reason']).toBe(bad.reason);
  await program.logged(({ errorId }) => errorId === problem['errorId']);
  // A refusal never tells what only the inside knows.
  expect(text).not.toMatch(/node_modules|\.ts:\d|Mongo|mongodb:|redis:/);
  return problem;
}

/** Writes raw bytes to an HTTP port and reads until the peer closes or has answered a head. */
export async function speakRaw(program: ProgramUnderTest, bytes: string | Buffer): Promise<string> {
  const { port, hostname } = new URL(program.baseUrl);
  const socket = connect(Number(port), hostname);
  let heard = '';
  return new Promise((resolve, reject) => {
    socket.once('connect', () => socket.write(bytes));
    socket.on('data', (data) => {
      heard += data.toString();
      if (heard.includes('\r\n\r\n')) socket.end();
    });
    socket.once('close', () => resolve(heard));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(heard);
      else reject(error);
    });
  });
}

/** What is not HTTP, or not quite. The server answers 4xx or hangs up, and goes on. */
export const RAW_GARBAGE: readonly (readonly [name: string, bytes: string | Buffer])[] = [
  ['random bytes', Buffer.from([0, 255, 1, 254, 13, 10, 13, 10])],
  ['a SIP message', 'OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/TCP z\r\n\r\n'],
  ['an unknown method', 'BREW /api HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['no host', 'GET /api HTTP/1.1\r\n\r\n'],
  ['two lengths', 'POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  [
    'a length and chunks',
    'POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a negative length', 'POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n'],
  ['a header of 20 kB', `GET /api HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`],
  ['a bare carriage return', 'GET /api HTTP/1.1\rHost: x\r\r'],
  ['a control character in the path', 'GET /a\u0001pi HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['the beginning of TLS', Buffer.from([22, 3, 1, 0, 5, 1, 0, 0, 1, 3, 13, 10, 13, 10])],
];
