import { z } from 'zod';

/**
 * Why a leg ended or was refused: the closed list in which SIP status codes and Reason headers (RFC 3326) are read.
 * The table between the two is `sip-gateway/src/core/sip-cause.ts`.
 */
export const ReleaseCause = z.enum([
  /** The party hung up. */
  'normal',
  /** The caller gave up before the answer (CANCEL), or we withdrew our own attempt. */
  'cancelled',
  /** Another party answered first: no miss for this one. */
  'completedElsewhere',
  'busy',
  /** It rang out. */
  'noAnswer',
  /** The party declined. */
  'rejected',
  /** Not registered, unreachable, connection lost. */
  'unavailable',
  'unknownNumber',
  'unauthorised',
  'forbidden',
  /** No codec or transport in common, or no SDP at all. */
  'unsupportedMedia',
  /** We are full: try later. */
  'congestion',
  /** The service is closed and says so by refusal. */
  'closed',
  /** The media server refused or lost the call. */
  'mediaFailure',
  /** The party's RTP stopped for too long. */
  'mediaLost',
  /** A signalling timer ran out (RFC 3261 §17, RFC 4028). */
  'timeout',
  /** The far end failed (5xx, 6xx without a better reading). */
  'remoteFailure',
  /** The gateway stopped or lost the leg. */
  'gatewayFailure',
]);
export type ReleaseCause = z.infer<typeof ReleaseCause>;
