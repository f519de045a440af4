import type { ReleaseCause } from '@decroche/protocol';

/** How a release cause is said in SIP. */
export interface CauseInSip {
  /** Final status with which an unanswered INVITE is refused. */
  readonly status: number;
  /** Q.850 cause of the Reason header on BYE (RFC 3326, RFC 8606). */
  readonly q850: number;
}

/** The one table between release causes and SIP: this way to say them, {@link causeOfStatus} to read them. */
export const causeInSip: Readonly<Record<ReleaseCause, CauseInSip>> = {
  normal: { status: 480, q850: 16 },
  cancelled: { status: 487, q850: 16 },
  completedElsewhere: { status: 480, q850: 26 },
  busy: { status: 486, q850: 17 },
  noAnswer: { status: 480, q850: 19 },
  rejected: { status: 603, q850: 21 },
  unavailable: { status: 480, q850: 20 },
  unknownNumber: { status: 404, q850: 1 },
  unauthorised: { status: 403, q850: 57 },
  forbidden: { status: 403, q850: 57 },
  unsupportedMedia: { status: 488, q850: 65 },
  congestion: { status: 503, q850: 42 },
  closed: { status: 480, q850: 31 },
  mediaFailure: { status: 500, q850: 41 },
  mediaLost: { status: 500, q850: 27 },
  timeout: { status: 504, q850: 102 },
  remoteFailure: { status: 502, q850: 38 },
  gatewayFailure: { status: 500, q850: 41 },
};

const byStatus: Readonly<Record<number, ReleaseCause>> = {
  401: 'unauthorised',
  403: 'forbidden',
  404: 'unknownNumber',
  407: 'unauthorised',
  408: 'timeout',
  410: 'unknownNumber',
  415: 'unsupportedMedia',
  480: 'unavailable',
  484: 'unknownNumber',
  486: 'busy',
  487: 'cancelled',
  488: 'unsupportedMedia',
  503: 'unavailable',
  504: 'timeout',
  600: 'busy',
  603: 'rejected',
  604: 'unknownNumber',
  606: 'unsupportedMedia',
  607: 'rejected',
};

/** Reads the final status of our own INVITE (RFC 3261 §21, RFC 8197 for 607). */
export function causeOfStatus(status: number): ReleaseCause {
  return byStatus[status] ?? 'remoteFailure';
}

const byReason: readonly (readonly [RegExp, ReleaseCause])[] = [
  [/session timer expired/i, 'timeout'],
  [/ACK timeout/i, 'timeout'],
  [/^SIP\s*;.*cause\s*=\s*200\b/i, 'completedElsewhere'],
];

/** Reads why a BYE came: the Reason header (RFC 3326) when it tells more than "hung up". */
export function causeOfBye(reason: string | undefined): ReleaseCause {
  return byReason.find(([pattern]) => reason !== undefined && pattern.test(reason))?.[1] ?? 'normal';
}

/**
 * The Reason header (RFC 3326) that goes with our CANCEL or BYE. "Completed elsewhere" is worth more than a cause number:
 * the phone then shows no missed call.
 */
export function reasonHeader(cause: ReleaseCause): string {
  if (cause === 'completedElsewhere') return 'SIP;cause=200;text="Call completed elsewhere"';
  return `Q.850;cause=${causeInSip[cause].q850}`;
}
