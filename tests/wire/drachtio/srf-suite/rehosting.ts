import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SRF_TESTS } from './testbed.ts';

/** What a process that runs one of the package's test files needs to know, passed as JSON in its environment. */
export interface Rehosting {
  /** Name or address in the package's tests and our `host:port` for it, longest name first. */
  readonly hosts: readonly (readonly [from: string, to: string])[];
  /** The package's configuration, by name. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Where the server under test takes SIP. */
  readonly sut: string;
  /** Directory for scenarios with addresses rewritten. */
  readonly scenarios: string;
}

/** Replaces every address of the package's test bed by ours. */
export function rewrite(text: string, hosts: Rehosting['hosts']): string {
  const names = hosts.map(([from]) => from.replaceAll('.', '\\.')).join('|');
  const found = new Map(hosts);
  return text.replace(new RegExp(`(?<![\\w./-])(${names})(?![\\w.-])`, 'g'), (name) => found.get(name) ?? name);
}

/**
 * A SIPp scenario of the package with our addresses. Some hold a bare `<` in an attribute, which older releases of
 * SIPp let pass and Debian's refuses as XML: it is written as an entity.
 */
export function scenarioText(file: string, hosts: Rehosting['hosts']): string {
  const text = readFileSync(join(SRF_TESTS, 'scenarios', file), 'latin1');
  return rewrite(text, hosts).replace(/regexp="([^"]*)"/g, (_whole, expression: string) => {
    return `regexp="${expression.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}"`;
  });
}
