import type { ProductAddresses } from './options.ts';

/** Accounts to try with; they share one password. */
interface DemoAccounts {
  readonly logins: readonly string[];
  readonly password: string;
}

/** What is printed once everything is ready. */
export function welcomeText(
  at: ProductAddresses,
  addresses: readonly string[],
  numbers: readonly string[],
  demo?: DemoAccounts,
): string {
  const others = addresses.filter((address) => address !== '127.0.0.1');
  return [
    '',
    '  Décroché is ready.',
    `    Console          ${at.httpUrl.replace('127.0.0.1', 'localhost')}`,
    ...others.map(
      (address) => `    Other machines   https://${address}:${at.httpsPort}   (self-signed: accept it once)`,
    ),
    ...(demo ? [`    Sign in as       ${demo.logins.join(', ')}   password ${demo.password}`] : []),
    ...numbers.map(
      (number) => `    Call             sip:${number}@${at.sipHost}:${at.sipPort}   or: npm run call -- ${number}`,
    ),
    `    Data             ${at.dataDir}`,
    '    Stop             Ctrl-C',
    '',
    '',
  ].join('\n');
}
