/** Compact forms of RFC 3261 §7.3.3 and of the extensions registered with IANA. */
const COMPACT: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  n: 'identity-info',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

const SPELLINGS = [
  ...['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Contact', 'Max-Forwards', 'Content-Length', 'Content-Type', 'Route'],
  ...['Record-Route', 'Allow', 'Supported', 'Require', 'Unsupported', 'User-Agent', 'Server', 'Subject', 'Expires'],
  ...['Authorization', 'WWW-Authenticate', 'Proxy-Authenticate', 'Proxy-Authorization', 'RSeq', 'RAck', 'Reason'],
  ...[
    'Session-Expires',
    'Min-SE',
    'Event',
    'Subscription-State',
    'Refer-To',
    'Referred-By',
    'Replaces',
    'MIME-Version',
  ],
  ...['P-Asserted-Identity', 'Accept', 'Date', 'Organization', 'Privacy', 'Retry-After', 'Warning', 'SIP-ETag'],
];

const KEYS = new Map<string, string>();
const NAMES = new Map<string, string>();
for (const name of SPELLINGS) {
  const key = name.toLowerCase();
  KEYS.set(name, key);
  KEYS.set(key, key);
  KEYS.set(key.charAt(0).toUpperCase() + key.slice(1), key);
  NAMES.set(key, name);
}
for (const [short, key] of Object.entries(COMPACT)) {
  KEYS.set(short, key);
  KEYS.set(short.toUpperCase(), key);
}

/** The lower-case long name by which a header is looked up, whatever its spelling on the wire. */
export function headerKey(name: string): string {
  return KEYS.get(name) ?? KEYS.get(name.toLowerCase()) ?? name.toLowerCase();
}

/** The spelling written on the wire: the registered one, or capitals after each dash (`x-app` → `X-App`). */
export function headerName(key: string): string {
  return NAMES.get(key) ?? key.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
