import type { Readable } from 'node:stream';
import type { Identity, Role } from '@decroche/protocol';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Logger } from '../logger.ts';

/** Who may call a route: anyone, anyone signed in, or a role and those above it. */
export type Access = 'public' | 'signedIn' | Role;

/** A body that is text, not JSON (CSV imports). */
export interface TextBody {
  readonly text: 'text/csv';
  /** Largest body in bytes. */
  readonly limit: number;
}

/** A body that is a file, taken as it is (recordings). */
export interface BytesBody {
  /** Content types that are taken. */
  readonly bytes: readonly string[];
  /** Largest body in bytes. */
  readonly limit: number;
}

/** What a handler is given: everything already validated. */
export interface RouteContext<P, Q, B, I = Identity> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly identity: I;
  /** Address of the peer, for the audit and the limits. */
  readonly address: string;
  readonly logger: Logger;
  readonly request: Request;
  /** For cookies and headers; the answer itself is the handler's return value. */
  readonly response: Response;
}

/** Content that can be read from anywhere. */
export interface RangedContent {
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes from `from` up to, not including, `to`. */
  readonly read: (from: number, to: number) => Readable;
  /** Offered for download under this name; absent = to be played in the page. */
  readonly fileName?: string;
}

/** An answer that is not JSON with status 200. */
export type Answer =
  | { readonly as: 'json'; readonly status: number; readonly body: unknown }
  | { readonly as: 'empty' }
  | { readonly as: 'text'; readonly contentType: string; readonly text: string; readonly fileName?: string }
  | { readonly as: 'stream'; readonly contentType: string; readonly stream: Readable; readonly fileName?: string }
  /** Content of a known size that can be read from anywhere (a sealed file), with Range requests. */
  | { readonly as: 'content'; readonly content: RangedContent }
  /** A file of the disk, with Range and conditional requests. */
  | { readonly as: 'file'; readonly contentType: string; readonly root: string; readonly path: string };

/** Makes the answers that are not plain JSON. */
export const answers = {
  json: (status: number, body: unknown): Answer => ({ as: 'json', status, body }),
  empty: (): Answer => ({ as: 'empty' }),
  csv: (text: string, fileName: string): Answer => ({
    as: 'text',
    contentType: 'text/csv; charset=utf-8',
    text,
    fileName,
  }),
  csvStream: (stream: Readable, fileName: string): Answer => ({
    as: 'stream',
    contentType: 'text/csv; charset=utf-8',
    stream,
    fileName,
  }),
  content: (content: RangedContent): Answer => ({ as: 'content', content }),
  file: (root: string, path: string, contentType: string): Answer => ({ as: 'file', root, path, contentType }),
} as const;

type Shape = z.ZodObject;
type Out<S> = S extends z.ZodType
  ? z.output<S>
  : S extends TextBody
    ? string
    : S extends BytesBody
      ? Buffer
      : undefined;

/** One operation of the API: its description and its behaviour in one place. */
export interface RouteSpec<P, Q, B, A extends Access> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With `:name` for parameters: `/api/tickets/:ticketId`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly access: A;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Schema of the 200 answer; absent = no content, or not JSON (say which in `produces`). */
  readonly result?: z.ZodType;
  readonly produces?: string;
  /** Status → meaning of the refusals beyond 400, 401, 403. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** At most `limit` calls per address in the window. */
  readonly rateLimit?: { readonly windowMs: number; readonly limit: number };
  readonly handle: (
    context: RouteContext<Out<P>, Out<Q>, Out<B>, A extends 'public' ? Identity | undefined : Identity>,
  ) => unknown;
}

/** A route with its types proved and then set aside, to be kept in a list. */
export type Route = Omit<
  RouteSpec<Shape | undefined, Shape | undefined, z.ZodType | TextBody | BytesBody | undefined, Access>,
  'handle'
> & {
  readonly handle: (context: RouteContext<never, never, never, never>) => unknown;
};

/**
 * Describes one operation. The handler returns the JSON of a 200 answer, or one of {@link answers}, or throws a
 * `Problem`.
 */
export function route<
  A extends Access,
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends z.ZodType | TextBody | BytesBody | undefined = undefined,
>(spec: RouteSpec<P, Q, B, A>): Route {
  return spec as unknown as Route;
}
