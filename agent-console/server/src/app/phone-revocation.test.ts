import { createLogger, Fault } from '@decroche/platform';
import type { AgentDevice, Definition } from '@decroche/protocol';
import { beforeEach, expect, it, vi } from 'vitest';
import { definitionOf } from '../../../../tests/support/definitions.ts';
import { startPhoneRevocation } from './phone-revocation.ts';

/** Agents `a`, `b`, … on these devices. */
const withDevices = (...devices: string[]): Definition => {
  const definition = definitionOf(devices.map((_device, n) => ({ agentId: 'abc'[n]!, uri: 'sip:x@x' })));
  return {
    ...definition,
    agents: definition.agents.map((agent, n) => {
      const [kind, deviceId] = devices[n]!.split(' ');
      return { ...agent, device: { kind, deviceId } as AgentDevice };
    }),
  };
};

let current: Definition;
let publish: (definition: Definition) => void;
let removed: string[];
let isAway: boolean;

async function start(past: Definition, present = past): Promise<() => void> {
  current = present;
  let told: () => void = () => undefined;
  publish = (definition) => {
    current = definition;
    told();
  };
  return startPhoneRevocation({
    definitions: { current: () => current, onPublished: (listener) => (told = () => listener(current)) },
    store: {
      list: async () => ({ total: 2, items: [present, past].map((definition) => ({ definition, actor: 'x' })) }),
    },
    devices: {
      async removePhone(deviceId) {
        if (isAway) throw new Fault('unavailable', 'Redis does not answer');
        removed.push(deviceId);
      },
    },
    logger: createLogger({ name: 'test', level: 'silent' }),
  });
}
beforeEach(() => {
  removed = [];
  isAway = false;
});

it.each<[string, string[]]>([
  ['whose agent is removed', ['phone p1']],
  ['whose agent answers on another phone', ['phone p1', 'phone p3']],
  ['whose agent answers in the browser, under the same name', ['phone p1', 'browser p2']],
])('a desk phone %s loses its credential', async (_name, devices) => {
  await start(withDevices('phone p1', 'phone p2'));
  publish(withDevices(...devices));
  await vi.waitFor(() => expect(removed).toEqual(['p2']));
});
it('a desk phone that passes to somebody else keeps it', async () => {
  await start(withDevices('phone p1', 'browser b'));
  publish(withDevices('browser b', 'phone p1'));
  publish(withDevices('browser b'));
  await vi.waitFor(() => expect(removed).toEqual(['p1']));
});
it('what a killed server left is done at the next start', async () => {
  await start(withDevices('phone p1', 'phone p2'), withDevices('phone p2'));
  await vi.waitFor(() => expect(removed).toEqual(['p1']));
});
it('a Redis that is away is asked again, but not for a phone that has come back meanwhile', async () => {
  isAway = true;
  await start(withDevices('phone p1', 'phone p2'));
  publish(withDevices());
  publish(withDevices('phone p2'));
  isAway = false;
  await vi.waitFor(() => expect(removed).toEqual(['p1']), { timeout: 2_000 });
});
