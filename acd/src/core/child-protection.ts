import type { Definition, QueueId, ServiceDefinition, TelephonyCommandOf } from '@decroche/protocol';
import { targetsOf } from './abilities.ts';
import type { Catalog } from './catalog.ts';
import type { Call } from './call.ts';

/** Whether nothing is ever sent back to this caller, and nobody is shown their number (C9). */
export const isProtected = (catalog: Catalog, { serviceId }: Pick<Call, 'serviceId'>): boolean =>
  catalog.services.get(serviceId)?.childProtection === true;

/** As whom the caller is announced to the telephone that is rung for them. */
export function presentedAs(catalog: Catalog, call: Call): TelephonyCommandOf<'ringLeg'>['present'] {
  const hidden = call.partyRef === undefined || isProtected(catalog, call);
  return hidden ? 'anonymous' : 'number';
}

/** Where first reception hands its callers over to, among the queues of one agent. */
export const handsOverTo = (catalog: Catalog, agentId: Parameters<Catalog['agents']['get']>[0], queueId: QueueId) =>
  (catalog.agents.get(agentId)?.queues ?? []).some((each) => catalog.queues.get(each.queueId)?.handOverTo === queueId);

type Service = Definition['services'][number];

/** What a service of child protection may not have, and keys that would mean two things. */
export function childProtectionFaults(service: Service): string[] {
  const what = `service ${service.serviceId}`;
  const sendsBack = service.callback !== undefined || targetsOf(service).some((each) => each.kind === 'callback');
  return [
    ...(service.childProtection && sendsBack ? [`${what} protects children: nobody is rung back`] : []),
    ...silentKeyFaults(service, what),
    ...(service.relayNumbers ?? []).flatMap((number) =>
      service.numbers.includes(number) ? [] : [`${what} has a relay number ${number} that does not reach it`],
    ),
  ];
}

function silentKeyFaults({ silentCaller, menu, waitingKeys, onCall }: Service, what: string): string[] {
  if (!silentCaller) return [];
  const taken = [...(menu?.choices ?? []), ...(waitingKeys ?? [])].map((each) => each.key);
  const ids = silentCaller.questions.map((each) => each.questionId);
  return [
    ...([...taken, onCall?.messageKey].includes(silentCaller.key)
      ? [`the key of ${what} for callers who can not speak has another meaning`]
      : []),
    ...(ids.length === new Set(ids).size ? [] : [`two questions of ${what} have the same name`]),
  ];
}

/** The numbers as a trunk may spell them: digits alone, national. */
const plain = (number: string): string => number.replace(/^(\+|00)33/, '0').replace(/\D/g, '').replace(/^0+/, ''); // prettier-ignore

/** Whether a call comes in by a number that relay centres dial. */
export const isRelayed = ({ relayNumbers = [] }: ServiceDefinition, dialled: string): boolean =>
  relayNumbers.some((number) => plain(number) === plain(dialled));
