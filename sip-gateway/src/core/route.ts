import type { Definition, ServiceId } from '@decroche/protocol';
import { userPart } from './caller-identity.ts';
import { normaliseNumber } from './telephone-number.ts';

/** What each number of a definition reaches, in its one way of writing. */
export type RouteTable = ReadonlyMap<string, ServiceId>;

/** Where a dialled number leads. */
export type Route =
  | { readonly kind: 'service'; readonly serviceId: ServiceId; readonly dialled: string }
  | { readonly kind: 'refused'; readonly status: 404 | 480; readonly reason: string };

/** Builds the table once for each definition; a number listed twice reaches the first service that lists it. */
export function routeTable(definition: Definition): RouteTable {
  const table = new Map<string, ServiceId>();
  for (const service of definition.services) {
    for (const listed of service.numbers) {
      const number = normaliseNumber(listed) ?? listed;
      if (!table.has(number)) table.set(number, service.serviceId);
    }
  }
  return table;
}

/** The number with which each service presents itself when it calls: its first one, in its one way of writing. */
export function presentedNumbers(definition: Definition): ReadonlyMap<ServiceId, string> {
  return new Map(
    definition.services.flatMap(({ serviceId, numbers: [first] }) =>
      first === undefined ? [] : [[serviceId, normaliseNumber(first) ?? first]],
    ),
  );
}

/** Reads the request URI of an INVITE. Before any definition is known nobody can be served yet: 480. */
export function routeOf(requestUri: string, table: RouteTable | undefined): Route {
  if (table === undefined) return { kind: 'refused', status: 480, reason: 'no definition yet' };
  const dialled = userPart(requestUri);
  const serviceId = dialled === undefined ? undefined : table.get(normaliseNumber(dialled) ?? dialled);
  if (dialled === undefined || serviceId === undefined) {
    return { kind: 'refused', status: 404, reason: 'this number reaches no service' };
  }
  return { kind: 'service', serviceId, dialled: dialled.slice(0, 40) };
}
