/** What kind of failure of the outside world; decide on this, never on message text. */
export type FaultCode =
  | 'unavailable'
  | 'timeout'
  | 'conflict'
  | 'fenced'
  | 'notFound'
  | 'invalidAnswer'
  | 'refused'
  | 'configuration'
  | 'portInUse'
  | 'storage'
  /** What is on disk is not what was written. */
  | 'damaged';

/**
 * The world failed (network, daemon, disk): thrown by adapters, retried or turned into an input by the app.
 * A *refusal* is not a fault: the domain saying no is a returned value.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  /** True when the same attempt may succeed later. */
  readonly retryable: boolean;

  constructor(code: FaultCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.retryable = options.retryable ?? (code === 'unavailable' || code === 'timeout');
  }
}
