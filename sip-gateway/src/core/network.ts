/** A set of addresses: `any`, single addresses, or networks such as `192.0.2.0/24` and `2001:db8::/32`. */
export type Networks = (address: string) => boolean;

/** Reads a list separated by commas or spaces; a text names the entry that cannot be read. */
export function readNetworks(list: string): Networks | string {
  const tests: Networks[] = [];
  for (const entry of list.split(/[\s,]+/).filter(Boolean)) {
    if (entry === 'any') return () => true;
    const [address = '', length] = entry.split('/');
    const bits = bitsOf(address);
    const prefix = length === undefined ? (bits?.length ?? 0) : Number(length);
    if (bits === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > bits.length) {
      return `${entry} is neither an address nor a network`;
    }
    const head = bits.slice(0, prefix);
    tests.push((candidate) => {
      const given = bitsOf(candidate);
      return given?.length === bits.length && given.startsWith(head);
    });
  }
  return (address) => tests.some((test) => test(address));
}

/** The bits of an address: 32 or 128 of them. An IPv4 address inside IPv6 is read as IPv4. */
function bitsOf(address: string): string | undefined {
  const plain = address.replace(/^\[|\]$/g, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return plain.includes(':') ? bitsOfSix(plain) : bitsOfFour(plain);
}

function bitsOfFour(address: string): string | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('');
}

function bitsOfSix(address: string): string | undefined {
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => half.split(':').filter((group) => group !== ''));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}
