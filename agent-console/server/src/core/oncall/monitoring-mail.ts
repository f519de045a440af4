/** What a mail of monitoring says. */
export interface MonitoringMail {
  /** `problem` opens an alert, `recovery` and `note` are written into the open one, `other` is no notification of a known form. */
  readonly kind: 'problem' | 'recovery' | 'note' | 'other';
  readonly host?: string;
  readonly service?: string;
  /** In a form that can be read out on a telephone. */
  readonly title: string;
}

/** `PROBLEM`, `RECOVERY`, `ACKNOWLEDGEMENT`, `FLAPPINGSTART`, `DOWNTIMESTART` …, between stars or brackets. */
const TYPE = String.raw`[*[\s]*(?<type>PROBLEM|RECOVERY|ACKNOWLEDGEMENT|CUSTOM|FLAPPING\w*|DOWNTIME\w*)\]?\s*`;
const STATE = String.raw`\s+is\s+(?<state>\w+)[\s*!.]*$`;
/** The forms in which the usual systems write subjects. */
const FORMS: readonly RegExp[] = [
  // Nagios, Naemon, Centreon: ** PROBLEM Service Alert: SRV SQL1/MySQL is CRITICAL **
  new RegExp(
    String.raw`^${TYPE}(?:(?:host|service)\s+)?alert\s*[:-]\s*(?<host>[^/]+?)(?:/(?<service>.+?))?${STATE}`,
    'i',
  ),
  // Icinga 2: [PROBLEM] MySQL on SRV SQL1 is CRITICAL!
  new RegExp(String.raw`^${TYPE}(?:service\s+)?(?<service>.+?)\s+on\s+(?<host>.+?)${STATE}`, 'i'),
  // Icinga 2: [PROBLEM] Host SRV SQL1 is DOWN!
  new RegExp(String.raw`^${TYPE}host\s+(?<host>.+?)${STATE}`, 'i'),
];

const states: Readonly<Record<string, string>> = {
  CRITICAL: 'critique',
  DOWN: 'hors service',
  UNREACHABLE: 'injoignable',
  WARNING: 'avertissement',
  UNKNOWN: 'état inconnu',
  OK: 'rétabli',
  UP: 'rétabli',
};

/** Reads the subject of a mail. @param names of the equipment that is watched, looked for in subjects of no known form. */
export function readMonitoringSubject(subject: string, names: readonly string[]): MonitoringMail {
  const line = subject.replace(/\s+/g, ' ').trim();
  for (const form of FORMS) {
    const found = form.exec(line)?.groups;
    if (found) return notification(found);
  }
  const host = [...names].sort((a, b) => b.length - a.length).find((name) => mentions(line, name));
  return { kind: 'other', title: line.slice(0, 200) || 'Courriel sans objet', ...(host === undefined ? {} : { host }) };
}

function notification(found: Readonly<Record<string, string | undefined>>): MonitoringMail {
  const [host = '', service, state = ''] = [found['host']?.trim(), found['service']?.trim(), found['state']];
  const what = [host, service].filter((part) => part !== undefined).join(', ');
  const title = `${what} : ${states[state.toUpperCase()] ?? state}`.slice(0, 200);
  return { kind: kindOf(found['type'] ?? ''), host, ...(service === undefined ? {} : { service }), title };
}

function kindOf(type: string): MonitoringMail['kind'] {
  const upper = type.toUpperCase();
  if (upper === 'PROBLEM') return 'problem';
  return upper === 'RECOVERY' ? 'recovery' : 'note';
}

/** As words of their own: `SRV SQL1` is not in `SRV SQL12`. */
function mentions(line: string, name: string): boolean {
  const at = line.toLowerCase().indexOf(name.toLowerCase());
  if (at < 0) return false;
  const isPart = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);
  return !isPart(line[at - 1]) && !isPart(line[at + name.length]);
}

/** The policy that a recipient names: `policy+infra@…`. */
export const policyOfRecipient = (address: string): string | undefined =>
  /^policy\+([a-z0-9][a-z0-9-]{0,59})@/i.exec(address)?.[1]?.toLowerCase();

/** Two mails of one cause are one alert while it is open. */
export function causeOf({ host, service, title }: MonitoringMail): string {
  const what = host === undefined ? title : [host, service ?? ''].join('/');
  return `mail:${what.toLowerCase()}`.slice(0, 200);
}
