import type { ProductAddresses } from './options.ts';

/** What is printed once everything is ready. */
export function welcomeText(at: ProductAddresses, addresses: readonly string[]): string {
  const others = addresses.filter((address) => address !== '127.0.0.1');
  return [
    '',
    '  Décroché is ready.',
    `    Console          ${at.httpUrl.replace('127.0.0.1', 'localhost')}`,
    ...others.map(
      (address) => `    Other machines   https://${address}:${at.httpsPort}   (self-signed: accept it once)`,
    ),
    `    Call             sip:8008@${at.sipHost}:${at.sipPort}   or: npm run call -- 8008`,
    `    Data             ${at.dataDir}`,
    '    Stop             Ctrl-C',
    '',
    '',
  ].join('\n');
}
