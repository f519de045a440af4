import type { Definition, DefinitionVersion } from '@decroche/protocol';

type Change = NonNullable<DefinitionVersion['changes']>[number];

/** Each list of the definition: how its items are told apart, and what people call them. */
const PARTS = {
  services: [(each: Definition['services'][number]) => each.serviceId, (each) => each.name],
  queues: [(each: Definition['queues'][number]) => each.queueId, (each) => each.name],
  agents: [(each: Definition['agents'][number]) => each.agentId, (each) => each.name],
  calendars: [(each: Definition['calendars'][number]) => each.calendarId, (each) => each.name],
  prompts: [(each: Definition['prompts'][number]) => each.promptId, (each) => each.promptId],
  pauseReasons: [(each: Definition['pauseReasons'][number]) => each.reason, (each) => each.label],
  skills: [(each: Definition['skills'][number]) => each.skillId, (each) => each.name],
  partyRules: [(each: Definition['partyRules'][number]) => each.partyRef, (each) => each.kind],
} satisfies {
  [P in PartName]: readonly [(each: Definition[P][number]) => string, (each: Definition[P][number]) => string];
};

type PartName = Exclude<Change['part'], 'organisation'>;
type Names = readonly [idOf: (item: object) => string, nameOf: (item: object) => string];

/** How the items of a list are told apart. */
export function idOf(part: PartName, item: object): string {
  return (PARTS[part] as unknown as Names)[0](item);
}

/** What one version changed of another, item by item. */
export function definitionChanges(before: Definition, after: Definition): Change[] {
  const parts = Object.keys(PARTS) as PartName[];
  return [...organisationChange(before, after), ...parts.flatMap((part) => partChanges(part, before, after))];
}

function organisationChange(before: Definition, after: Definition): Change[] {
  const of = ({ organisation, timeZone, profileId }: Definition): string =>
    JSON.stringify([organisation, timeZone, profileId]);
  return of(before) === of(after)
    ? []
    : [{ part: 'organisation', id: after.profileId, name: after.organisation, how: 'changed' }];
}

function partChanges(part: PartName, before: Definition, after: Definition): Change[] {
  const nameOf = (PARTS[part] as unknown as Names)[1];
  const items = (definition: Definition): ReadonlyMap<string, object> =>
    new Map((definition[part] as readonly object[]).map((item) => [idOf(part, item), item]));
  const [old, now] = [items(before), items(after)];
  const change = (id: string, item: object, how: Change['how']): Change => ({ part, id, name: nameOf(item), how });
  const removed = [...old].filter(([id]) => !now.has(id)).map(([id, item]) => change(id, item, 'removed'));
  const others = [...now].flatMap(([id, item]) => {
    const known = old.get(id);
    if (!known) return [change(id, item, 'added')];
    return JSON.stringify(known) === JSON.stringify(item) ? [] : [change(id, item, 'changed')];
  });
  return [...others, ...removed];
}
