import type { Response } from 'express';
import { Problem } from './problem.ts';
import type { RangedContent } from './route.ts';

/**
 * Sends content, or the one range of it that is asked for (RFC 9110 §14.2); players of sound seek this way. Several ranges
 * in one request, or a header that is none, are answered with the whole.
 *
 * @throws Problem 416 when the range begins after the end.
 */
export function sendContent(response: Response, { size, contentType, fileName, read }: RangedContent): void {
  response.setHeader('Accept-Ranges', 'bytes');
  const asked = response.req.range(size);
  if (asked === -1) {
    response.setHeader('Content-Range', `bytes */${size}`);
    throw new Problem(416, 'no such range', { detail: 'the content is shorter than that' });
  }
  const range = Array.isArray(asked) && asked.type === 'bytes' && asked.length === 1 ? asked[0] : undefined;
  const [from, to] = range ? [range.start, range.end + 1] : [0, size];
  if (range) response.setHeader('Content-Range', `bytes ${from}-${range.end}/${size}`);
  if (fileName !== undefined) response.attachment(fileName);
  response.status(range ? 206 : 200).type(contentType);
  response.setHeader('Content-Length', to - from);
  if (response.req.method === 'HEAD') return void response.end();
  const stream = read(from, to);
  // The status has left: cutting the connection is the only way to say that the rest can not be read.
  stream.on('error', (error) => response.destroy(error));
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}
