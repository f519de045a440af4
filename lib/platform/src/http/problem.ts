/**
 * A request that is not served, as RFC 9457 tells it: a status, a short title, a sentence for the person, and where
 * the domain said no, its reason from a closed list. Thrown by handlers; never holds secrets or stack traces.
 */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  /** A reason code the page can translate. */
  readonly reason: string | undefined;
  /** More members of the answer: `issues`, `current`, `retryAfterMs` … */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    title: string,
    options: { detail?: string; reason?: string; more?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(options.detail ?? title, { cause: options.cause });
    this.name = 'Problem';
    this.status = status;
    this.title = title;
    this.reason = options.reason;
    this.more = options.more ?? {};
  }
}
