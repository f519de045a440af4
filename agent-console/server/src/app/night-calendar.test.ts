import { createLogger } from '@decroche/platform';
import type { Definition } from '@decroche/protocol';
import { expect, it } from 'vitest';
import { definitionOf } from '../../../../tests/support/definitions.ts';
import { keepNights } from './night-calendar.ts';

it('the night follows the organisation into another zone, also after a Redis that was away', async () => {
  const zones: string[] = [];
  let publish: (definition: Definition) => void = () => undefined;
  let isAway = false;
  const definition = { ...definitionOf([]), timeZone: 'Europe/Paris' };
  await keepNights({
    definitions: { current: () => definition, onPublished: (listener) => (publish = listener) },
    async schedule(timeZone) {
      if (isAway) throw new Error('away');
      zones.push(timeZone);
    },
    logger: createLogger({ name: 'test', level: 'silent' }),
  });
  const moveTo = async (timeZone: string): Promise<void> => {
    publish({ ...definition, timeZone });
    await new Promise(setImmediate);
  };
  await moveTo('Europe/Paris');
  expect(zones).toEqual(['Europe/Paris']);
  isAway = true;
  await moveTo('Indian/Reunion');
  isAway = false;
  await moveTo('Indian/Reunion');
  await moveTo('Indian/Reunion');
  expect(zones).toEqual(['Europe/Paris', 'Indian/Reunion']);
});
