import type { CallClass, Definition, ServiceId } from '@decroche/protocol';
import { conditionOf, DEFAULT_PROMISE, type ClassCondition, type Promised } from './call-class.ts';

/** A condition on the calls of some services: of `only` these, or of all `except` those. */
export interface ServiceCondition {
  readonly services: { readonly only: readonly ServiceId[] } | { readonly except: readonly ServiceId[] };
  readonly condition: ClassCondition;
}

/** Services judged alike. */
interface Group {
  readonly promised: Promised;
  readonly services: ServiceCondition['services'];
}

/** What of a promise decides on a class. */
const criterion = ({ thresholdMs, clockStartsAt }: Promised): string => `${thresholdMs} ${clockStartsAt}`;

/** Services that share a criterion form one group; those that no definition names any more are judged by the default one. */
function groupsOf(definition: Definition | undefined): Group[] {
  const byDefault = criterion(DEFAULT_PROMISE);
  const apart = (definition?.services ?? []).filter(({ serviceLevel }) => criterion(serviceLevel) !== byDefault);
  const groups = Map.groupBy(apart, ({ serviceLevel }) => criterion(serviceLevel));
  return [
    { promised: DEFAULT_PROMISE, services: { except: apart.map(({ serviceId }) => serviceId) } },
    ...[...groups.values()].map((services) => ({
      promised: services[0]?.serviceLevel ?? DEFAULT_PROMISE,
      services: { only: services.map(({ serviceId }) => serviceId) },
    })),
  ];
}

/** How to find the calls of some classes: a call is one of them when it meets any of these. */
export function selectionOf(classes: readonly CallClass[], definition: Definition | undefined): ServiceCondition[] {
  const groups = groupsOf(definition);
  return classes.flatMap((wanted) =>
    groups.map(({ promised, services }) => ({ services, condition: conditionOf(wanted, promised) })),
  );
}
