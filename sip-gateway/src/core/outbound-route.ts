import type { TrunkId } from '@decroche/protocol';
import { normaliseNumber } from './telephone-number.ts';

/** With what we prove to a trunk who we are, when it asks (RFC 3261 §22). */
export interface TrunkCredentials {
  readonly username: string;
  readonly password: string;
}

/** How a party is reached. */
export interface OutboundRoute {
  readonly uri: string;
  /** Absent for a telephone of ours. */
  readonly trunkId?: TrunkId;
  readonly credentials?: TrunkCredentials | undefined;
}

/** How a number is reached through a trunk. */
export type TrunkRoute = OutboundRoute & { readonly trunkId: TrunkId };

/** Which numbers may be called, and through which trunks. */
export interface OutboundRule {
  /** `trunk.example:5060`, the one to be tried first before the others; none = no number may be called. */
  readonly trunks: readonly TrunkId[];
  readonly credentials?: TrunkCredentials | undefined;
  /** Beginnings of numbers that may be called, as {@link normaliseNumber} writes them. */
  readonly allowed: readonly string[];
}

/**
 * Whether a number, in its one way of writing, may be called at all: emergency numbers are never reached by a program, nor
 * short ones dressed as French numbers: what follows +33 is nine digits.
 */
export function mayBeCalled(number: string): boolean {
  if (/^(1[125-9]|11[0-9]|119|19[167]|116\d{3})$/.test(number)) return false;
  return !number.startsWith('+33') || /^\+33[1-9]\d{8}$/.test(number);
}

/**
 * How a number is reached, one route for each trunk, or none when it may not be called. Only listed beginnings are, so that a
 * stolen account cannot ring premium numbers (toll fraud).
 */
export function outboundRoutes(number: string, rule: OutboundRule): readonly TrunkRoute[] {
  const plain = normaliseNumber(number);
  if (plain === undefined || !mayBeCalled(plain)) return [];
  if (!rule.allowed.some((beginning) => plain.startsWith(beginning))) return [];
  return rule.trunks.map((trunkId) => ({ uri: `sip:${plain}@${trunkId}`, trunkId, credentials: rule.credentials }));
}

/**
 * Whether a trunk's failure is its own, so that another may reach whom this one did not: it did not answer (408), or said
 * that it can not serve (5xx). What the callee's side says (4xx, 6xx) another trunk would say too.
 */
export const isTrunkFailure = (status: number): boolean => status === 408 || (status >= 500 && status < 600);
