import { persist, type Logger } from '@decroche/platform';
import type { Definition, DeviceId } from '@decroche/protocol';
import type { Definitions } from './definitions.ts';
import type { Devices } from './devices.ts';
import type { DefinitionStore } from './ports.ts';

const phonesOf = ({ agents }: Definition): DeviceId[] =>
  agents.flatMap(({ device }) => (device.kind === 'phone' ? [device.deviceId] : []));

/**
 * Takes the credential from every desk phone that no agent has any more, whichever way it left the definition: its agent removed,
 * given another device, imported or restored. What a killed server did not get round to is done at the next start.
 *
 * @returns ends the work.
 */
export async function startPhoneRevocation(options: {
  readonly definitions: Pick<Definitions, 'current' | 'onPublished'>;
  readonly store: Pick<DefinitionStore, 'list'>;
  readonly devices: Pick<Devices, 'removePhone'>;
  readonly logger: Logger;
}): Promise<() => void> {
  const { definitions, devices, logger } = options;
  let isOver = false;
  const { items } = await options.store.list({ offset: 0, limit: 2 });
  let before = new Set(items.flatMap(({ definition }) => phonesOf(definition)));
  const has = (deviceId: DeviceId): boolean => phonesOf(definitions.current()).includes(deviceId);
  const revoke = (deviceId: DeviceId): Promise<void> =>
    persist(
      // It may have come back, with a new credential, while the store was away.
      async () => (has(deviceId) ? undefined : devices.removePhone(deviceId)),
      { logger, stopped: () => isOver },
    ).catch((err: unknown) => logger.error({ err, deviceId }, 'a desk phone that is nobody’s keeps its credential'));
  const compare = (): void => {
    const gone = [...before].filter((deviceId) => !has(deviceId));
    before = new Set(phonesOf(definitions.current()));
    for (const deviceId of gone) void revoke(deviceId);
  };
  definitions.onPublished(compare);
  compare();
  return () => void (isOver = true);
}
