import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Directory of the tests that the drachtio-srf package ships. */
export const SRF_TESTS = join(dirname(createRequire(import.meta.url).resolve('drachtio-srf')), '..', 'test');

/** A container of the package's own test bed that is a SIPp answering machine. */
export interface Answerer {
  readonly name: string;
  /** Its fixed address in the Docker network: some tests name that instead. */
  readonly address: string;
  readonly scenario: string;
}

/** Reads the answering machines from the package's Docker description, so that nothing of it is copied here. */
export function answerers(): Answerer[] {
  const compose = readFileSync(join(SRF_TESTS, 'docker-compose-testbed.yaml'), 'utf8');
  return compose.split(/\n(?= {2}\S)/).flatMap((service) => {
    const name = /container_name: (\S+)/.exec(service)?.[1];
    const scenario = /sipp -sf \/tmp\/(\S+)/.exec(service)?.[1];
    const address = /ipv4_address: (\S+)/.exec(service)?.[1];
    return name !== undefined && scenario !== undefined && address !== undefined ? [{ name, address, scenario }] : [];
  });
}

/** Address of the second drachtio-server of the test bed, the far end of the REFER test. */
export function secondServerAddress(): string {
  const compose = readFileSync(join(SRF_TESTS, 'docker-compose-testbed.yaml'), 'utf8');
  return /container_name: drachtio-uas[\s\S]*?ipv4_address: (\S+)/.exec(compose)?.[1] ?? '';
}
