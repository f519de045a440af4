import { networkInterfaces } from 'node:os';

/** Interfaces that lead to containers and virtual machines, never to a telephone. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|lo)/;

/**
 * The IPv4 address under which other machines of the local network reach this one.
 * Absent when there is no network: then everything stays on 127.0.0.1.
 */
function lanAddress(): string | undefined {
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    if (VIRTUAL.test(name)) continue;
    const found = addresses?.find(({ family, internal }) => family === 'IPv4' && !internal);
    if (found) return found.address;
  }
  return undefined;
}

/**
 * The addresses the product listens on: the network's first, because the first one is written into SDP and into
 * Contact, and this machine reaches its own network address too while another machine can not reach 127.0.0.1.
 */
export function listeningAddresses(publicAddress: string | undefined): readonly string[] {
  const first = publicAddress ?? lanAddress();
  return first === undefined || first === '127.0.0.1' ? ['127.0.0.1'] : [first, '127.0.0.1'];
}
