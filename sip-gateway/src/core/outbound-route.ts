import { normaliseNumber } from './telephone-number.ts';

/** With what we prove to a trunk who we are, when it asks (RFC 3261 §22). */
export interface TrunkCredentials {
  readonly username: string;
  readonly password: string;
}

/** How a number is reached. */
export interface OutboundRoute {
  readonly uri: string;
  readonly credentials?: TrunkCredentials | undefined;
}

/** Which numbers may be called, and through which trunk. */
export interface OutboundRule {
  /** `trunk.example:5060`; absent = no number may be called. */
  readonly trunk?: string | undefined;
  readonly credentials?: TrunkCredentials | undefined;
  /** Beginnings of numbers that may be called, as {@link normaliseNumber} writes them. */
  readonly allowed: readonly string[];
}

/**
 * How a number is reached, or `undefined` when it may not be. Only listed beginnings are called, so that a
 * stolen account cannot ring premium numbers (toll fraud); emergency numbers are never reached this way, nor short ones
 * dressed as French numbers: what follows +33 is nine digits.
 */
export function outboundRoute(number: string, rule: OutboundRule): OutboundRoute | undefined {
  const plain = normaliseNumber(number);
  if (plain === undefined || rule.trunk === undefined) return undefined;
  if (/^(1[125-9]|11[0-9]|119|19[167]|116\d{3})$/.test(plain)) return undefined;
  if (plain.startsWith('+33') && !/^\+33[1-9]\d{8}$/.test(plain)) return undefined;
  if (!rule.allowed.some((beginning) => plain.startsWith(beginning))) return undefined;
  return { uri: `sip:${plain}@${rule.trunk}`, credentials: rule.credentials };
}
