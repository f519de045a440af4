/**
 * The few pieces of RFC 3261 §25 the server reads itself. Scanners walk each character once: no expression
 * that backtracks ever sees bytes from the network.
 */

/** The topmost value of a Via header (RFC 3261 §20.42). */
export interface Via {
  /** Upper case: `UDP`, `TCP`, `TLS`, `WS`, `WSS`. */
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  /** `host[:port]` as written: part of a transaction's identity. */
  readonly sentBy: string;
  readonly branch: string | undefined;
  /** `''` when the parameter is a bare flag (RFC 3581 §4). */
  readonly rport: string | undefined;
  readonly received: string | undefined;
}

/** A SIP URI as far as routing needs it (RFC 3261 §19.1). */
export interface SipUri {
  /** Lower case. */
  readonly scheme: string;
  readonly user: string;
  /** Lower case, IPv6 references without their brackets. */
  readonly host: string;
  readonly port: number | undefined;
  /** Lower case value of `;transport=`. */
  readonly transport: string | undefined;
  readonly looseRouting: boolean;
  readonly maddr: string | undefined;
}

const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
const DIGITS = /^[0-9]+$/;

/** RFC 3261 `token`: methods, option tags, parameter names. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** A decimal number of at most `max`, or undefined for anything else (signs, spaces and letters included). */
export function decimal(text: string, max: number): number | undefined {
  if (text.length > 15 || !DIGITS.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}

/** Index of the first `separator` outside quotes and angle brackets, or the length of the text. */
export function indexOutside(text: string, separator: string, from = 0): number {
  let quoted = false;
  let bracketed = false;
  const wanted = separator.charCodeAt(0);
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x3c) bracketed = true;
    else if (code === 0x3e) bracketed = false;
    else if (code === wanted && !bracketed) return i;
  }
  return text.length;
}

/** The comma-separated values of a header, trimmed; commas inside quotes and brackets do not separate. */
export function splitList(text: string): string[] {
  const values: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = indexOutside(text, ',', start);
    const value = text.slice(start, end).trim();
    if (value !== '') values.push(value);
    start = end + 1;
  }
  return values;
}

/** Value of `;name=value` in a parameter string, `''` for a bare flag, undefined when absent. Names match in any case. */
export function parameter(parameters: string, name: string): string | undefined {
  for (let start = parameters.indexOf(';'); start !== -1 && start < parameters.length;) {
    const end = indexOutside(parameters, ';', start + 1);
    const one = parameters.slice(start + 1, end);
    const equals = one.indexOf('=');
    const key = (equals === -1 ? one : one.slice(0, equals)).trim();
    if (key.length === name.length && key.toLowerCase() === name) {
      return equals === -1 ? '' : one.slice(equals + 1).trim();
    }
    start = end;
  }
  return undefined;
}

/** Host and port of `host[:port]`, IPv6 references included; undefined when it is neither. */
function hostPort(text: string): { host: string; port: number | undefined } | undefined {
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  const colon = text.indexOf(':', bracket + 1);
  const host = (colon === -1 ? text : text.slice(0, colon)).trim();
  if (host === '' || (text.startsWith('[') && bracket === -1)) return undefined;
  if (!/^[A-Za-z0-9.\-_[\]:%]+$/.test(host)) return undefined;
  if (colon === -1) return { host, port: undefined };
  const port = decimal(text.slice(colon + 1).trim(), 65_535);
  return port === undefined ? undefined : { host, port };
}

/** Reads the first value of a Via header; undefined when a response could not be sent by it. */
export function parseVia(value: string): Via | undefined {
  const end = indexOutside(value, ',');
  const semicolon = value.indexOf(';');
  const parametersAt = semicolon === -1 || semicolon > end ? end : semicolon;
  const protocol = value.slice(0, parametersAt).trim();
  const words = viaWords(protocol);
  if (!words) return undefined;
  const address = hostPort(words.sentBy);
  if (!address) return undefined;
  const parameters = value.slice(parametersAt, end);
  return {
    transport: words.transport,
    sentBy: words.sentBy,
    host: address.host,
    port: address.port,
    branch: parameter(parameters, 'branch'),
    rport: parameter(parameters, 'rport'),
    received: parameter(parameters, 'received'),
  };
}

/** `SIP / 2.0 / UDP host:port`: the slashes and the colon may stand between spaces (RFC 4475 §3.1.1.1). */
function viaWords(text: string): { transport: string; sentBy: string } | undefined {
  const first = text.indexOf('/');
  const second = text.indexOf('/', first + 1);
  if (first === -1 || second === -1) return undefined;
  if (text.slice(0, first).trim().toUpperCase() !== 'SIP' || text.slice(first + 1, second).trim() !== '2.0')
    return undefined;
  const rest = text.slice(second + 1).trimStart();
  const space = rest.search(/[ \t]/);
  if (space === -1) return undefined;
  const sentBy = rest
    .slice(space)
    .trim()
    .replace(/[ \t]*:[ \t]*/, ':');
  const transport = rest.slice(0, space).toUpperCase();
  return isToken(transport) && sentBy !== '' ? { transport, sentBy } : undefined;
}

/** Reads a SIP or SIPS URI; undefined when it has another scheme or no usable host. */
export function parseUri(text: string): SipUri | undefined {
  const colon = text.indexOf(':');
  if (colon === -1) return undefined;
  const scheme = text.slice(0, colon).toLowerCase();
  if (scheme !== 'sip' && scheme !== 'sips') return undefined;
  const at = text.indexOf('@', colon);
  const question = text.indexOf('?', at === -1 ? colon : at);
  const body = question === -1 ? text : text.slice(0, question);
  const hostStart = at === -1 ? colon + 1 : at + 1;
  const semicolon = body.indexOf(';', hostStart);
  const address = hostPort(body.slice(hostStart, semicolon === -1 ? undefined : semicolon));
  if (!address) return undefined;
  const parameters = semicolon === -1 ? '' : body.slice(semicolon);
  return {
    scheme,
    user: at === -1 ? '' : text.slice(colon + 1, at),
    host: address.host.replace(/^\[|\]$/g, '').toLowerCase(),
    port: address.port,
    transport: parameters === '' ? undefined : parameter(parameters, 'transport')?.toLowerCase(),
    looseRouting: parameters !== '' && parameter(parameters, 'lr') !== undefined,
    maddr: parameters === '' ? undefined : parameter(parameters, 'maddr'),
  };
}

/** URI of a From, To, Contact or Route value, with or without angle brackets. */
export function uriOf(nameAddr: string): string {
  const open = openBracket(nameAddr);
  if (open !== -1) {
    const close = nameAddr.indexOf('>', open);
    return nameAddr.slice(open + 1, close === -1 ? undefined : close).trim();
  }
  const semicolon = nameAddr.indexOf(';');
  return (semicolon === -1 ? nameAddr : nameAddr.slice(0, semicolon)).trim();
}

/** Header parameters of a From, To, Contact or Route value (what follows the URI), starting at their `;`. */
export function parametersOf(nameAddr: string): string {
  const open = openBracket(nameAddr);
  const from = open === -1 ? 0 : nameAddr.indexOf('>', open);
  const semicolon = nameAddr.indexOf(';', from === -1 ? 0 : from);
  return semicolon === -1 ? '' : nameAddr.slice(semicolon);
}

/** The `tag` of a From or To value (RFC 3261 §19.3). */
export function tagOf(nameAddr: string): string | undefined {
  return parameter(parametersOf(nameAddr), 'tag') || undefined;
}

function openBracket(text: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted && code === 0x5c) i++;
    else if (code === 0x22) quoted = !quoted;
    else if (code === 0x3c && !quoted) return i;
  }
  return -1;
}
