import { ServiceDefinition, type KeyTarget } from '@decroche/protocol';

/** A key and where it leads, as a form shows it: `queue:vpn`, `voicemail`, `callback`, `stay`. */
export interface KeyValues {
  key: string;
  label: string;
  target: string;
}

/** A service as its form shows it. What the form does not show is kept as it is. */
export interface ServiceValues {
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
const ms = (seconds: number): number => Math.round(seconds * 1000);
const targetText = (target: KeyTarget): string => (target.kind === 'queue' ? `queue:${target.queueId}` : target.kind);

/** The target a choice stands for. Needs of a menu choice are kept where the queue has not changed. */
function targetOf(text: string, before: readonly KeyTarget[]): KeyTarget {
  const same = before.find((each) => targetText(each) === text);
  if (same) return same;
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
    ...{ thresholdSeconds: serviceLevel.thresholdMs / 1000, pickUpTarget: serviceLevel.pickUpTarget * 100 },
    abandonTarget: serviceLevel.abandonTarget * 100,
    ...{ redialMinutes: minutes(service.redialKeepsPlaceMs), sameAgentMinutes: minutes(service.sameAgentWithinMs) },
    ...announcementValues(announcements),
    waitingKeys: (service.waitingKeys ?? []).map(({ key, target }) => ({ key, label: '', target: targetText(target) })),
    ...menuValues(menu),
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
    menuKeys: (menu?.choices ?? []).map(({ key, label, target }) => ({ key, label, target: targetText(target) })),
  };
}

/** The service the values say, or what is wrong with them; what the form does not show comes from the one before. */
export function serviceOf(values: ServiceValues, before: ServiceDefinition) {
  const { announcements: _a, menu: _m, welcome: _w, closed: _c, waitingKeys: keys = [], ...kept } = before;
  const targets = [...keys.map(({ target }) => target), ...(before.menu?.choices ?? []).map(({ target }) => target)];
  const { waitingKeys, hasMenu, announces } = values;
  return ServiceDefinition.safeParse({
    ...kept,
    ...{ name: values.name.trim(), numbers: values.numbers, queueId: values.queueId, calendarId: values.calendarId },
    ...{ priority: values.priority, needs: values.needs, music: values.music },
    ...(values.welcome === null ? {} : { welcome: values.welcome }),
    ...(values.closed === null ? {} : { closed: values.closed }),
    ...{ maximumWaitMs: ms(values.maximumWaitSeconds), maximumWaiting: values.maximumWaiting },
    ...{ redialKeepsPlaceMs: ms(60 * values.redialMinutes), sameAgentWithinMs: ms(60 * values.sameAgentMinutes) },
    serviceLevel: {
      ...before.serviceLevel,
      thresholdMs: ms(values.thresholdSeconds),
      pickUpTarget: values.pickUpTarget / 100,
      abandonTarget: values.abandonTarget / 100,
    },
    ...(announces ? { announcements: announcementsOf(values) } : {}),
    ...(waitingKeys.length === 0
      ? {}
      : { waitingKeys: waitingKeys.map(({ key, target }) => ({ key, target: targetOf(target, targets) })) }),
    ...(hasMenu ? { menu: menuOf(values, targets) } : {}),
  });
}

function announcementsOf(values: ServiceValues) {
  const ranges = values.ranges.toSorted((a, b) => a.upToMinutes - b.upToMinutes);
  return {
    ...{ firstAfterMs: ms(values.firstSeconds), everyMs: ms(values.everySeconds) },
    ...(values.position.length === 0 ? {} : { position: values.position }),
    ...(ranges.length === 0
      ? {}
      : { expectedWait: ranges.map(({ upToMinutes, prompt }) => ({ upToMs: ms(60 * upToMinutes), prompt })) }),
    ...(values.messages.length === 0 ? {} : { messages: values.messages }),
  };
}

function menuOf(values: ServiceValues, targets: readonly KeyTarget[]) {
  return {
    ...{ prompt: values.menuPrompt ?? '', times: values.menuTimes, timeoutMs: ms(values.menuSeconds) },
    otherwise: targetOf(values.menuOtherwise, targets),
    choices: values.menuKeys.map(({ key, label, target }) => ({ key, label, target: targetOf(target, targets) })),
  };
}
