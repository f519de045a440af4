import { CallClass, type ServiceId } from '@decroche/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { definitionOf } from '../../../../tests/support/definitions.ts';
import { promiseOf } from '../telephone-figures.ts';
import { classOf, meets } from './call-class.ts';
import type { Contribution } from './contribution.ts';
import { selectionOf } from './selection.ts';

it('finds exactly the calls that are in one of the classes, whatever each service promises', () => {
  const definitions = fc
    .array(
      fc.record({ thresholdMs: fc.constantFrom(10_000, 15_000), clockStartsAt: fc.constantFrom('queued', 'received') }),
      {
        maxLength: 4,
      },
    )
    .map((levels) => {
      const made = definitionOf([]);
      const [service] = made.services;
      const services = levels.map((level, index) => ({
        ...service!,
        serviceId: `s${index}` as ServiceId,
        serviceLevel: { ...service!.serviceLevel, ...level },
      }));
      return { ...made, services } as typeof made;
    });
  const kinds = ['answered', 'abandoned', 'abandonedInWelcome', 'voicemail', 'inProgress', 'failed'] as const;
  const contributions = fc.record({
    kind: fc.constantFrom(...kinds),
    queuedMs: fc.nat(20_000),
    receivedMs: fc.nat(20_000),
  });
  fc.assert(
    fc.property(
      fc.option(definitions, { nil: undefined }),
      fc.subarray([...CallClass.options], { minLength: 1 }),
      contributions,
      fc.nat(5),
      (...[definition, classes, contribution, service]) => {
        const serviceId = `s${service}` as ServiceId;
        const found = selectionOf(classes, definition).some(({ services, condition }) => {
          const concerned =
            'only' in services ? services.only.includes(serviceId) : !services.except.includes(serviceId);
          return concerned && meets(contribution as Contribution, condition);
        });
        const actual = classOf(contribution as Contribution, promiseOf(serviceId, definition));
        expect(found).toBe(classes.includes(actual));
      },
    ),
  );
});
