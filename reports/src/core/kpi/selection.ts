import type { CallClass, Definition, ServiceId } from '@decroche/protocol';
import { conditionOf, DEFAULT_PROMISE, type ClassCondition } from './call-class.ts';

/** A condition on the calls of some services: of `only` these, or of all `except` those. */
export interface ServiceCondition {
  readonly services: { readonly only: readonly ServiceId[] } | { readonly except: readonly ServiceId[] };
  readonly condition: ClassCondition;
}

/**
 * How to find the calls of some classes: a call is one of them when it meets any of these. Each service is judged by its own
 * promise; calls of services that no definition names any more, by the default one.
 */
export function selectionOf(classes: readonly CallClass[], definition: Definition | undefined): ServiceCondition[] {
  const services = definition?.services ?? [];
  const named = services.map(({ serviceId }) => serviceId);
  return classes.flatMap((wanted) => [
    ...services.map(({ serviceId, serviceLevel }) => ({
      services: { only: [serviceId] },
      condition: conditionOf(wanted, serviceLevel),
    })),
    { services: { except: named }, condition: conditionOf(wanted, DEFAULT_PROMISE) },
  ]);
}
