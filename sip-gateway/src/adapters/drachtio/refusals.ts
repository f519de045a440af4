import type { Logger } from '@decroche/platform';
import { MIN_EXPIRES_S } from '../../core/registration.ts';
import { ALLOW, MIN_SESSION_S, reply, warning } from './dialogs.ts';
import type { Headers, SipRequest, SipResponder } from './srf.ts';

/** Refuses requests; each refusal has an id, told to the sender in its Warning and found in the log. */
export class Refusals {
  readonly #prefix: string;
  readonly #logger: Logger;
  #count = 0;

  constructor(prefix: string, logger: Logger) {
    this.#prefix = prefix;
    this.#logger = logger;
  }

  refuse(request: SipRequest, response: SipResponder, status: number, reason: string): void {
    const refusalId = `${this.#prefix}-s${++this.#count}`;
    const { method, source_address: source } = request;
    this.#logger.warn({ refusalId, method, status, reason, source }, 'request refused');
    reply(response, status, { headers: { ...explain(status), ...warning(`${reason} (${refusalId})`) } });
  }

  /** A defect of ours met by one request costs that request, not the calls of everybody else. */
  defect(err: unknown, request: SipRequest, response: SipResponder): void {
    const refusalId = `${this.#prefix}-d${++this.#count}`;
    this.#logger.error({ err, refusalId, method: request.method }, 'a request could not be treated');
    reply(response, 500, { headers: warning(`internal error (${refusalId})`) });
  }
}

/** What the standards want beside some refusals (RFC 3261 §21.4, RFC 4028 §6). */
function explain(status: number): Headers {
  switch (status) {
    case 405:
    case 501:
      return { Allow: ALLOW };
    case 415:
      return { Accept: 'application/sdp' };
    case 422:
      return { 'Min-SE': String(MIN_SESSION_S) };
    case 423:
      return { 'Min-Expires': String(MIN_EXPIRES_S) };
    default:
      return {};
  }
}
