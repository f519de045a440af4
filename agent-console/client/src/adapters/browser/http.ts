import type { z } from 'zod';
import { HttpProblem, type HttpPort, type ProblemDetails } from '../../app/ports.ts';

/** No answer for this long is told as "nobody answers"; the acd itself has 2 s. */
const DEADLINE_MS = 15_000;

function readProblem(status: number, body: unknown): ProblemDetails {
  const told = typeof body === 'object' && body !== null ? (body as Partial<ProblemDetails>) : {};
  return { ...told, status, title: told.title ?? `HTTP ${status}`, body };
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // A proxy's own page, or a program that is not ours.
    throw new HttpProblem({ status: response.status, title: 'notUnderstood', detail: String(error) });
  }
}

/** The server's HTTP door over fetch; cookies carry the session, `x-decroche` proves that a page of ours asks. */
export function createHttp(): HttpPort {
  const signedOutListeners: (() => void)[] = [];

  async function exchange(path: string, init: RequestInit, signal?: AbortSignal): Promise<unknown> {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    let response: Response;
    try {
      response = await fetch(path, {
        ...init,
        credentials: 'same-origin',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new HttpProblem({ status: 0, title: 'unreachable', detail: String(error) });
    }
    const body = await readBody(response);
    if (response.ok) return body;
    if (response.status === 401 && !path.startsWith('/api/session')) signedOutListeners.forEach((tell) => tell());
    throw new HttpProblem(readProblem(response.status, body));
  }

  function parse<S extends z.ZodType>(path: string, schema: S, body: unknown): z.output<S> {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    console.error(`the answer of ${path} was not understood`, parsed.error);
    throw new HttpProblem({ status: 200, title: 'notUnderstood', detail: path });
  }

  return {
    read: async (path, schema, signal) => parse(path, schema, await exchange(path, {}, signal)),
    send: async (method, path, { body, csv, wav, schema }) => {
      const headers: Record<string, string> = { 'x-decroche': '1' };
      if (csv !== undefined) headers['content-type'] = 'text/csv; charset=utf-8';
      else if (wav !== undefined) headers['content-type'] = 'audio/wav';
      else if (method !== 'DELETE') headers['content-type'] = 'application/json';
      // A gesture without particulars still is a JSON request.
      const payload = csv ?? wav ?? (method === 'DELETE' ? undefined : JSON.stringify(body ?? {}));
      return parse(path, schema, await exchange(path, { method, headers, body: payload }));
    },
    onSignedOut: (listener) => signedOutListeners.push(listener),
  };
}
