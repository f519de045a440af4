import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** Who may bring mails: machines by address or network, senders by mail address. */
export interface Senders {
  isMachine(address: string): boolean;
  isSender(mailbox: string): boolean;
}

const entries = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

const isNetwork = (entry: string): boolean => {
  const [address = '', prefix, ...rest] = entry.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  if (bits === undefined || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
};
const isMailbox = (entry: string): boolean => /^[^\s@<>]*@[^\s@<>]+$/.test(entry);

/**
 * `192.0.2.10, 198.51.100.0/24, nagios@example.org, @example.org`: addresses and networks of machines, mail addresses or whole
 * domains of senders. Where none of a kind is named that kind is not looked at; at least one machine has to be.
 */
export const AllowedSenders = z
  .string()
  .refine(
    (text) => entries(text).every((entry) => isNetwork(entry) || isMailbox(entry)),
    'addresses, networks, senders',
  )
  .refine((text) => entries(text).some(isNetwork), 'at least one address or network: a sender is easily forged')
  .transform((text): Senders => {
    const machines = new BlockList();
    const mailboxes = entries(text)
      .filter(isMailbox)
      .map((entry) => entry.toLowerCase());
    for (const entry of entries(text).filter(isNetwork)) {
      const [address = '', prefix] = entry.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (prefix === undefined) machines.addAddress(address, family);
      else machines.addSubnet(address, Number(prefix), family);
    }
    return {
      isMachine(address) {
        const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
        const family = isIP(plain);
        return family !== 0 && machines.check(plain, family === 6 ? 'ipv6' : 'ipv4');
      },
      isSender(mailbox) {
        const given = mailbox.toLowerCase();
        return (
          mailboxes.length === 0 ||
          mailboxes.some((entry) => given === entry || (entry.startsWith('@') && given.endsWith(entry)))
        );
      },
    };
  });
