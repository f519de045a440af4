import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './launch/program.ts';

/**
 * `node scripts/env-example.ts`         writes docker/example.env from what compose.yaml asks for
 * `node scripts/env-example.ts --check` fails when compose.yaml, the programs' config.ts and example.env disagree
 */

/** What each setting is for and a first value; secrets are to be made, never copied. */
const SETTINGS: Readonly<Record<string, { readonly says: string; readonly value: string }>> = {
  DECROCHE_VERSION: { says: 'Tag of the images built here.', value: 'local' },
  DRACHTIO_IMAGE: {
    says: 'drachtio-server 0.9 or later. Pin it by digest once it has been tried.',
    value: 'drachtio/drachtio-server:latest',
  },
  PUBLIC_ADDRESS: { says: 'IPv4 address of this host that telephones and browsers reach.', value: '192.0.2.10' },
  TLS_DIR: { says: 'Folder of this host with fullchain.pem and privkey.pem.', value: './tls' },
  DRACHTIO_SECRET: { says: 'Shared by the gateway and drachtio: openssl rand -base64 32', value: '' },
  SIP_CREDENTIAL_SECRET: { says: 'Signs the SIP passwords of browsers: openssl rand -base64 32', value: '' },
  PARTY_KEY: {
    says: 'Keys the hashes that stand for numbers: openssl rand -base64 32. Back it up; never change it.',
    value: '',
  },
  PARTY_SEAL_KEY: {
    says: 'Seals the numbers of child-protection callers: openssl pkey -inform DER -pubout -outform DER | base64 -w0, of PARTY_OPEN_KEY.',
    value: '',
  },
  PARTY_OPEN_KEY: {
    says: 'Opens them, for the console alone: openssl genpkey -algorithm X25519 -outform DER | base64 -w0. Back it up. Empty = no child-protection service.',
    value: '',
  },
  VOICEMAIL_KEY: {
    says: 'Seals voicemail messages: openssl rand -base64 32. Back it up.',
    value: '',
  },
  VOICEMAIL_KEY_PREVIOUS: {
    says: 'The key before it, for as long as messages are sealed with it; empty = it has never been changed.',
    value: '',
  },
  ADMIN_PASSWORD: { says: 'First administrator (login admin); empty = made and printed once in the log.', value: '' },
  PROFILE: { says: 'Organisation of the first start: a file of profiles/.', value: 'agences-eau' },
  DOMAIN_ID: { says: 'Routing domain.', value: 'main' },
  SIP_DOMAIN: {
    says: 'Realm of the telephones’ passwords. Changing it voids the passwords of desk phones.',
    value: 'decroche',
  },
  TRUSTED_TRUNKS: {
    says: 'Addresses whose calls are taken without credentials: the operator’s, comma-separated, CIDR allowed.',
    value: '127.0.0.0/8',
  },
  OUTBOUND_TRUNK: {
    says: 'Where numbers are called (transfer to a number, call-backs, on-call): host:port, comma-separated in order of preference; empty = nowhere.',
    value: '',
  },
  OUTBOUND_USERNAME: { says: 'For trunks that ask who calls; empty = they know our address.', value: '' },
  OUTBOUND_PASSWORD: { says: 'Its password.', value: '' },
  OUTBOUND_ALLOWED: {
    says: 'Beginnings of the numbers that may be called, comma-separated.',
    value: '+331,+332,+333,+334,+335,+336,+337,+339',
  },
  TRUNK_PING_MS: { says: 'How often each trunk is asked whether it is there, in milliseconds.', value: '30000' },
  PROBE_NUMBER: {
    says: 'A number of ours at the operator, of no service: each trunk is probed by a call to it; empty = no probes.',
    value: '',
  },
  PROBE_EVERY_MS: { says: 'How often, in milliseconds.', value: '60000' },
  SMTP_URL: {
    says: 'Where letters go: smtp://user:password@host:587; empty = kept as files in the media volume.',
    value: '',
  },
  MAIL_FROM: { says: 'Who letters are from: Name <address>.', value: '' },
  ALERT_MAIL_PORT: { says: 'Port on which mails of monitoring come in (plain SMTP); empty = none.', value: '' },
  ALERT_MAIL_HOST: { says: 'Address of this host on which they do.', value: '127.0.0.1' },
  ALERT_MAIL_FROM: {
    says: 'Machines that may bring them (addresses, CIDR), and senders (mail addresses, @domains), comma-separated.',
    value: '127.0.0.1,::1',
  },
  PUBLIC_URL: {
    says: 'Address that people type to reach the console, for the links in letters; empty = https:// and PUBLIC_ADDRESS.',
    value: '',
  },
  LOG_LEVEL: { says: 'trace, debug, info, warn or error.', value: 'info' },
};

/** Where each program's settings are declared. */
const HTTP_PROGRAM = 'lib/platform/src/http-program/config.ts';
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  acd: ['acd/src/config.ts'],
  'sip-gateway': ['sip-gateway/src/config.ts'],
  tickets: [HTTP_PROGRAM, 'tickets/src/config.ts'],
  reports: [HTTP_PROGRAM, 'reports/src/config.ts'],
  console: ['agent-console/server/src/config.ts'],
};
/** Given to every program, whether it asks or not. */
const EVERYWHERE = ['DOMAIN_ID', 'LOG_LEVEL', 'MONGODB_URI', 'REDIS_URL'];

const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

/** The example itself. */
function example(): string {
  const lines = Object.entries(SETTINGS).map(([name, { says, value }]) => `# ${says}\n${name}=${value}\n`);
  return `# Copy to docker/.env and fill in. Made by scripts/env-example.ts.\n\n${lines.join('\n')}`;
}

/** Each sentence is a disagreement. */
async function disagreements(compose: string): Promise<readonly string[]> {
  const asked = new Set([...compose.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name));
  const known = new Set(Object.keys(SETTINGS));
  const found = [
    ...[...asked].filter((name) => !known.has(name)).map((name) => `compose.yaml asks for ${name}: not in the example`),
    ...[...known]
      .filter((name) => !asked.has(name))
      .map((name) => `the example has ${name}: compose.yaml asks for no such`),
  ];
  for (const [program, files] of Object.entries(PROGRAMS)) {
    const declared = (await Promise.all(files.map(read))).join('\n');
    const settings = new Set([...declared.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name = '']) => name));
    const block = new RegExp(`^  ${program}:\\n((?: {4}.*\\n|\\n)+)`, 'm').exec(compose)?.[1] ?? '';
    const given = [...block.matchAll(/^ {6}([A-Z][A-Z0-9_]+):/gm)].map(([, name = '']) => name);
    found.push(
      ...given.filter((name) => !settings.has(name)).map((name) => `${program} reads no ${name} (${files.join(', ')})`),
    );
    const needed = declared.matchAll(
      /^ {2}([A-Z][A-Z0-9_]+): (?!.*(default|optional))(z|secret|Port|Flag|SealingKey).*,$/gm,
    );
    for (const [, name = ''] of needed) {
      if (!given.includes(name) && !EVERYWHERE.includes(name))
        found.push(`${program} needs ${name}: compose.yaml gives none`);
    }
  }
  return found;
}

const found = [...(await disagreements(await read('docker/compose.yaml')))];
if (process.argv.includes('--check') && (await read('docker/example.env')) !== example()) {
  found.push('docker/example.env is not what `node scripts/env-example.ts` writes');
}
for (const sentence of found) process.stderr.write(`${sentence}\n`);
if (found.length > 0) process.exit(1);
if (!process.argv.includes('--check')) await writeFile(join(ROOT, 'docker/example.env'), example());
