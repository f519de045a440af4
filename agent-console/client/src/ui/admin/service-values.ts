import { ServiceDefinition, type KeyTarget } from '@decroche/protocol';
import { careInputs, careOf, careValues, type CareValues } from './care-values.ts';
import { percentage, typed, typedMinutesMs, typedMs } from './typed-number.ts';

/** A key and where it leads, as a form shows it: `queue:vpn`, `voicemail`, `callback`, `stay`. */
export interface KeyValues {
  key: string;
  label: string;
  target: string;
  /** What the target was before the form: it may hold more than its text says (what the agent must know). */
  was?: KeyTarget;
}

/** A service as its form shows it. What the form does not show is kept as it is. */
export interface ServiceValues extends CareValues {
  name: string;
  numbers: string[];
  queueId: string;
  calendarId: string;
  priority: number;
  needs: { skillId: string; level: number }[];
  welcome: string | null;
  closed: string | null;
  music: string;
  maximumWaitSeconds: number;
  maximumWaiting: number;
  thresholdSeconds: number;
  pickUpTarget: number;
  abandonTarget: number;
  redialMinutes: number;
  sameAgentMinutes: number;
  announces: boolean;
  firstSeconds: number;
  everySeconds: number;
  position: string[];
  ranges: { upToMinutes: number; prompt: string }[];
  messages: string[];
  waitingKeys: KeyValues[];
  hasMenu: boolean;
  menuPrompt: string | null;
  menuTimes: number;
  menuSeconds: number;
  menuKeys: KeyValues[];
  menuOtherwise: string;
}

const minutes = (ms: number | undefined): number => (ms ?? 0) / 60_000;
const targetText = (target: KeyTarget): string => (target.kind === 'queue' ? `queue:${target.queueId}` : target.kind);

const targetValues = (target: KeyTarget) => ({ target: targetText(target), was: target });

/** The target a choice stands for: as it was, needs included, unless somebody chose another. */
function targetOf(text: string, was: KeyTarget | undefined): KeyTarget {
  if (was && targetText(was) === text) return was;
  if (text.startsWith('queue:')) return { kind: 'queue', queueId: text.slice('queue:'.length) as never };
  return { kind: text as 'voicemail' | 'callback' | 'stay' };
}

/** What the form starts from. */
export function serviceValues(service: ServiceDefinition): ServiceValues {
  const { announcements, menu, serviceLevel } = service;
  return {
    ...{ name: service.name, numbers: service.numbers, queueId: service.queueId, calendarId: service.calendarId },
    ...{ priority: service.priority ?? 0, needs: service.needs ?? [], welcome: service.welcome ?? null },
    ...{ closed: service.closed ?? null, music: service.music },
    ...{ maximumWaitSeconds: service.maximumWaitMs / 1000, maximumWaiting: service.maximumWaiting },
    ...{ thresholdSeconds: serviceLevel.thresholdMs / 1000, pickUpTarget: percentage(serviceLevel.pickUpTarget) },
    abandonTarget: percentage(serviceLevel.abandonTarget),
    ...{ redialMinutes: minutes(service.redialKeepsPlaceMs), sameAgentMinutes: minutes(service.sameAgentWithinMs) },
    ...announcementValues(announcements),
    waitingKeys: (service.waitingKeys ?? []).map(({ key, target }) => ({ key, label: '', ...targetValues(target) })),
    ...menuValues(menu),
    ...careValues(service),
  };
}

function announcementValues(announcements: ServiceDefinition['announcements']) {
  const {
    firstAfterMs = 15_000,
    everyMs = 45_000,
    position = [],
    expectedWait = [],
    messages = [],
  } = announcements ?? {};
  return {
    ...{ announces: announcements !== undefined, firstSeconds: firstAfterMs / 1000, everySeconds: everyMs / 1000 },
    position: [...position] as string[],
    ranges: expectedWait.map(({ upToMs, prompt }) => ({ upToMinutes: minutes(upToMs), prompt: prompt as string })),
    messages: [...messages] as string[],
  };
}

function menuValues(menu: ServiceDefinition['menu']) {
  return {
    ...{ hasMenu: menu !== undefined, menuPrompt: menu?.prompt ?? null, menuTimes: menu?.times ?? 2 },
    ...{ menuSeconds: (menu?.timeoutMs ?? 5_000) / 1000, menuOtherwise: menu ? targetText(menu.otherwise) : 'stay' },
    menuKeys: (menu?.choices ?? []).map(({ key, label, target }) => ({ key, label, ...targetValues(target) })),
  };
}

/** The service the values say, or what is wrong with them; what the form does not show comes from the one before. */
export function serviceOf(values: ServiceValues, before: ServiceDefinition) {
  const { announcements: _a, menu: _m, welcome: _w, closed: _c, waitingKeys: _k, ...more } = before;
  const { childProtection: _p, relayNumbers: _r, silentCaller: _s, onCall: _o, ...kept } = more;
  const { waitingKeys, hasMenu, announces } = values;
  return ServiceDefinition.safeParse({
    ...kept,
    ...{ name: values.name.trim(), numbers: values.numbers, queueId: values.queueId, calendarId: values.calendarId },
    ...{ priority: typed(values.priority), needs: values.needs, music: values.music },
    ...(values.welcome === null ? {} : { welcome: values.welcome }),
    ...(values.closed === null ? {} : { closed: values.closed }),
    ...{ maximumWaitMs: typedMs(values.maximumWaitSeconds), maximumWaiting: typed(values.maximumWaiting) },
    ...{
      redialKeepsPlaceMs: typedMinutesMs(values.redialMinutes),
      sameAgentWithinMs: typedMinutesMs(values.sameAgentMinutes),
    },
    serviceLevel: {
      ...before.serviceLevel,
      thresholdMs: typedMs(values.thresholdSeconds),
      pickUpTarget: typed(values.pickUpTarget) / 100,
      abandonTarget: typed(values.abandonTarget) / 100,
    },
    ...(announces ? { announcements: announcementsOf(values) } : {}),
    ...(waitingKeys.length === 0
      ? {}
      : { waitingKeys: waitingKeys.map(({ key, target, was }) => ({ key, target: targetOf(target, was) })) }),
    ...(hasMenu ? { menu: menuOf(values, before.menu?.otherwise) } : {}),
    ...careOf(values, before),
  });
}

function announcementsOf(values: ServiceValues) {
  const ranges = values.ranges.toSorted((a, b) => a.upToMinutes - b.upToMinutes);
  return {
    ...{ firstAfterMs: typedMs(values.firstSeconds), everyMs: typedMs(values.everySeconds) },
    ...(values.position.length === 0 ? {} : { position: values.position }),
    ...(ranges.length === 0
      ? {}
      : { expectedWait: ranges.map(({ upToMinutes, prompt }) => ({ upToMs: typedMinutesMs(upToMinutes), prompt })) }),
    ...(values.messages.length === 0 ? {} : { messages: values.messages }),
  };
}

function menuOf(values: ServiceValues, otherwiseWas: KeyTarget | undefined) {
  return {
    ...{ prompt: values.menuPrompt ?? '', times: typed(values.menuTimes), timeoutMs: typedMs(values.menuSeconds) },
    otherwise: targetOf(values.menuOtherwise, otherwiseWas),
    choices: values.menuKeys.map(({ key, label, target, was }) => ({ key, label, target: targetOf(target, was) })),
  };
}

/** The inputs of a service that are not called as in its definition. */
export const serviceInputs: Readonly<Record<string, string>> = {
  ...{
    maximumWaitMs: 'maximumWaitSeconds',
    redialKeepsPlaceMs: 'redialMinutes',
    sameAgentWithinMs: 'sameAgentMinutes',
  },
  ...{ 'serviceLevel.thresholdMs': 'thresholdSeconds', 'serviceLevel.pickUpTarget': 'pickUpTarget' },
  ...{ 'serviceLevel.abandonTarget': 'abandonTarget', 'menu.prompt': 'menuPrompt', 'menu.times': 'menuTimes' },
  ...{ 'menu.timeoutMs': 'menuSeconds', 'announcements.firstAfterMs': 'firstSeconds' },
  'announcements.everyMs': 'everySeconds',
  ...careInputs,
};
