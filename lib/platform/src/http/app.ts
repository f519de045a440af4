import { randomUUID } from 'node:crypto';
import type { Identity } from '@decroche/protocol';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { z } from 'zod';
import type { Logger } from '../logger.ts';
import type { SessionStore } from '../redis/session-store.ts';
import { Fault } from '../fault.ts';
import { identify, includesRole, looksForged } from './identify.ts';
import { describeRoutes, type OpenApiDocument } from './openapi.ts';
import { Problem } from './problem.ts';
import { sendContent } from './ranged.ts';
import type { Answer, Route, RouteContext } from './route.ts';

/** Largest JSON body in bytes. */
const JSON_LIMIT = 256 * 1024;

/** What an HTTP door is made of. */
export interface HttpAppOptions {
  /** Title of the OpenAPI document. */
  readonly title: string;
  readonly logger: Logger;
  readonly sessions: SessionStore;
  readonly routes: readonly Route[];
  /** Where this program's OpenAPI document is served, e.g. `/api/tickets/openapi.json`. */
  readonly documentPath: string;
  /** Handlers placed before the routes: forwarding, static files, documentation. */
  readonly before?: (app: Express) => void;
  /** Handlers placed after the routes, before the 404: the single-page application. */
  readonly after?: (app: Express) => void;
  /** How many proxies stand in front (their X-Forwarded-For is believed); default 0. */
  readonly trustedProxies?: number;
}

/** An HTTP door: security headers, routes with validation, problems as answers, and its own description. */
export interface HttpApp {
  readonly app: Express;
  readonly document: OpenApiDocument;
}

/** Builds the door. Every refusal is answered as RFC 9457 problem+json with an id that the log repeats. */
export function httpApp(options: HttpAppOptions): HttpApp {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustedProxies ?? 0);
  app.set('query parser', 'simple');
  app.use(helmet(securityHeaders));
  options.before?.(app);

  const document = describeRoutes(options.title, options.routes);
  app.get(options.documentPath, (_request, response) => void response.json(document));
  for (const one of options.routes) app[one.method](one.path, ...chain(one, options));
  for (const [path, methods] of methodsByPath(options.routes)) {
    app.all(path, (_request, response) => {
      response.setHeader('Allow', methods.join(', '));
      throw new Problem(405, 'method not allowed', { detail: `this path takes ${methods.join(', ')}` });
    });
  }
  app.use('/api', () => {
    throw new Problem(404, 'unknown path', { detail: 'there is nothing at this path of the API' });
  });
  options.after?.(app);
  app.use(problemAnswer(options.logger));
  return { app, document };
}

const securityHeaders = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'script-src': ["'self'"],
      // The component library positions its pop-ups with style attributes; scripts stay strict.
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'media-src': ["'self'", 'blob:'],
      'connect-src': ["'self'"],
      'font-src': ["'self'"],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
  // One machine serves http on localhost and https to others with its own certificate: HSTS belongs to the proxy in front.
  strictTransportSecurity: false,
  crossOriginEmbedderPolicy: false,
} as const;

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes) methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
  return methods;
}

/** The steps a request to one route passes, in order. */
function chain(route: Route, options: HttpAppOptions): RequestHandler[] {
  return [
    ...(route.rateLimit ? [limiter(route.rateLimit)] : []),
    authorise(route, options.sessions),
    ...bodyReader(route),
    serve(route, options.logger),
  ];
}

function limiter({ windowMs, limit }: NonNullable<Route['rateLimit']>): RequestHandler {
  return rateLimit({
    windowMs,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: () => {
      throw new Problem(429, 'too many attempts', {
        detail: `wait ${Math.ceil(windowMs / 1000)} s before trying again`,
        reason: 'tooManyAttempts',
        more: { retryAfterMs: windowMs },
      });
    },
  });
}

function authorise(route: Route, sessions: SessionStore): RequestHandler {
  return async (request, response, next) => {
    const identity = await identify(request.headers, sessions);
    response.locals['identity'] = identity;
    if (route.access !== 'public') {
      if (!identity)
        throw new Problem(401, 'not signed in', { reason: 'notSignedIn', detail: 'sign in and try again' });
      if (route.access !== 'signedIn' && !includesRole(identity.role, route.access)) {
        throw new Problem(403, 'not allowed', { reason: 'roleNeeded', detail: `this needs the role ${route.access}` });
      }
    }
    if (route.method !== 'get' && looksForged(request.headers)) {
      throw new Problem(403, 'not allowed', {
        reason: 'forged',
        detail: 'send the header x-decroche: 1 from the same origin, or an API token',
      });
    }
    next();
  };
}

function bodyReader(route: Route): RequestHandler[] {
  if (!route.body) return [];
  const { type, reader } = readerOf(route.body);
  return [
    reader,
    (request, _response, next) => {
      if (request.body === undefined) {
        const given = request.headers['content-type'];
        if (given !== undefined && !request.is(type)) {
          throw new Problem(415, 'unsupported content type', { detail: `send ${type.join(' or ')}` });
        }
      }
      next();
    },
  ];
}

function readerOf(body: NonNullable<Route['body']>): { readonly type: string[]; readonly reader: RequestHandler } {
  if ('text' in body) {
    const type = ['text/csv', 'text/plain'];
    return { type, reader: express.text({ type, limit: body.limit }) };
  }
  if ('bytes' in body) {
    const type = [...body.bytes];
    return { type, reader: express.raw({ type, limit: body.limit }) };
  }
  const type = ['application/json'];
  return { type, reader: express.json({ type, limit: JSON_LIMIT }) };
}

/** The body as the handler is given it: text and files as they came, empty when there is none; JSON validated. */
function bodyOf(route: Route, request: Request): unknown {
  if (route.body && 'text' in route.body) return request.body ?? '';
  if (route.body && 'bytes' in route.body) return request.body ?? Buffer.alloc(0);
  return parse(route.body, request.body, 'body');
}

function serve(route: Route, logger: Logger): RequestHandler {
  return async (request, response) => {
    const context: RouteContext<unknown, unknown, unknown, Identity | undefined> = {
      params: parse(route.params, request.params, 'path'),
      query: parse(route.query, request.query, 'query'),
      body: bodyOf(route, request),
      identity: response.locals['identity'] as Identity | undefined,
      address: request.ip ?? '',
      logger,
      request,
      response,
    };
    const result: unknown = await route.handle(context as never);
    if (!response.headersSent) send(response, result);
  };
}

function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    path: [where, ...issue.path].join('.'),
    message: issue.message,
  }));
  throw new Problem(400, 'not valid', {
    reason: 'invalid',
    detail: issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
    more: { issues },
  });
}

const isAnswer = (value: unknown): value is Answer => typeof value === 'object' && value !== null && 'as' in value;

function send(response: Response, result: unknown): void {
  response.setHeader('Cache-Control', 'no-store');
  if (result === undefined) return void response.status(204).end();
  if (!isAnswer(result)) return void response.json(result);
  switch (result.as) {
    case 'json':
      return void response.status(result.status).json(result.body);
    case 'empty':
      return void response.status(204).end();
    case 'text':
    case 'stream': {
      response.type(result.contentType);
      if (result.fileName) response.attachment(result.fileName).type(result.contentType);
      if (result.as === 'text') return void response.send(result.text);
      return void result.stream.on('error', (error) => response.destroy(error)).pipe(response);
    }
    case 'content':
      return sendContent(response, result.content);
    case 'file':
      return sendFile(response, result);
  }
}

function sendFile(response: Response, file: Extract<Answer, { as: 'file' }>): void {
  response.type(file.contentType);
  response.sendFile(file.path, { root: file.root, dotfiles: 'deny', cacheControl: false }, (error) => {
    if (!error || response.headersSent) return;
    if ((error as { status?: number }).status === 416) {
      response.req.next?.(new Problem(416, 'no such range', { detail: 'the file is shorter than that', cause: error }));
    } else {
      response.req.next?.(new Problem(404, 'unknown file', { detail: 'the file is no longer there', cause: error }));
    }
  });
}

function problemAnswer(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, next) => {
    if (response.headersSent) return next(error);
    const problem = asProblem(error);
    const errorId = randomUUID();
    const line = {
      errorId,
      status: problem.status,
      reason: problem.reason,
      method: request.method,
      path: request.path,
    };
    if (problem.status >= 500) logger.error({ ...line, err: error }, problem.title);
    else logger.info({ ...line, detail: problem.message }, 'refused');
    response.status(problem.status).type('application/problem+json');
    response.send(
      JSON.stringify({
        type: 'about:blank',
        title: problem.title,
        status: problem.status,
        detail: problem.message,
        ...(problem.reason === undefined ? {} : { reason: problem.reason }),
        ...problem.more,
        errorId,
      }),
    );
  };
}

/** Reads whatever was thrown: our problems, faults of the outside world, the body parser's refusals, bugs. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Fault) {
    const status = error.code === 'timeout' ? 504 : error.code === 'unavailable' ? 503 : 500;
    return new Problem(status, 'a part of the system does not answer', { reason: error.code, cause: error });
  }
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const title = status === 413 ? 'too large' : status === 415 ? 'unsupported content type' : 'not readable';
    return new Problem(status, title, { detail: (error as Error).message, cause: error });
  }
  return new Problem(500, 'something went wrong here', {
    detail: 'the error has been logged under this id',
    cause: error,
  });
}
