import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** Key and certificate in PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

const LIFETIME_DAYS = 825;
const RENEW_BEFORE_MS = 30 * 24 * 60 * 60_000;

/** What this machine can be called on its network. */
function ownNames(): { readonly names: readonly string[]; readonly addresses: readonly string[] } {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((address) => !address.address.startsWith('fe80'))
    .map((address) => address.address);
  return { names: ['localhost', hostname()], addresses: [...new Set(['127.0.0.1', '::1', ...addresses])] };
}

/**
 * The certificate with which other machines of the network reach the page over https: a browser gives no microphone
 * otherwise. Made once and kept in a folder of its own; made again when it nears its end or the machine's addresses change.
 */
export async function ownCertificate(folder: string, now: number): Promise<KeyPair> {
  const paths = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  const kept = await readPair(paths);
  const { names, addresses } = ownNames();
  if (kept && stillGood(kept.cert, { names, addresses, now })) return kept;
  const made = await generate([{ name: 'commonName', value: hostname() }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 60_000),
    notAfterDate: new Date(now + LIFETIME_DAYS * 24 * 60 * 60_000),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(paths.key, made.private, { mode: 0o600 });
  await writeFile(paths.cert, made.cert);
  return { key: made.private, cert: made.cert };
}

async function readPair(paths: { key: string; cert: string }): Promise<KeyPair | undefined> {
  const [key, cert] = await Promise.all([readFile(paths.key, 'utf8'), readFile(paths.cert, 'utf8')]).catch(() => []);
  return key !== undefined && cert !== undefined ? { key, cert } : undefined;
}

function stillGood(
  pem: string,
  wanted: { readonly names: readonly string[]; readonly addresses: readonly string[]; readonly now: number },
): boolean {
  try {
    const certificate = new X509Certificate(pem);
    return (
      wanted.now < Date.parse(certificate.validTo) - RENEW_BEFORE_MS &&
      wanted.names.every((name) => certificate.checkHost(name) !== undefined) &&
      wanted.addresses.every((address) => certificate.checkIP(address) !== undefined)
    );
  } catch {
    // Not a certificate (a cut-off file): another one is made.
    return false;
  }
}
