import { childProtectionIssues } from './child-protection.ts';
import type { KeyTarget, ServiceDefinition, SkillNeed } from '@decroche/protocol';
import {
  ascending,
  forward,
  issue,
  mustBe,
  twice,
  type DefinitionBody,
  type DefinitionIssue,
  type Names,
} from './issue.ts';

/** Below this callers would hear nothing but announcements. */
const LEAST_BETWEEN_ANNOUNCEMENTS_MS = 1_000;

/** Where services lead, what their callers hear, press and need. */
export function serviceIssues({ services }: DefinitionBody, names: Names): DefinitionIssue[] {
  return [
    ...twice(services, 'services', (service) => [service.serviceId], 'serviceId'),
    ...twice(services, 'services', (service) => service.numbers, 'numbers'),
    ...services.flatMap((service, index) => {
      const at = `services.${index}`;
      return [
        ...mustBe('queue', service.queueId, names.queues, `${at}.queueId`),
        ...mustBe('calendar', service.calendarId, names.calendars, `${at}.calendarId`),
        ...promptsOf(service).flatMap(([field, prompt]) => mustBe('prompt', prompt, names.prompts, `${at}.${field}`)),
        ...needIssues(service.needs, names, `${at}.needs`),
        ...keyIssues(service, names, at),
        ...announcementIssues(service, at),
        ...loadIssues(service, at),
        ...onCallIssues(service, at),
        ...childProtectionIssues(service, at),
      ];
    }),
  ];
}

type Named = readonly (readonly [field: string, prompt: string | undefined])[];

function promptsOf({ announcements, callback, menu, voicemail, ...service }: ServiceDefinition): Named {
  const each = (field: string, prompts: readonly string[] | undefined): Named =>
    (prompts ?? []).map((prompt, index) => [`${field}.${index}`, prompt]);
  return [
    ['welcome', service.welcome],
    ['closed', service.closed],
    ...promptsApart(service),
    ['music', service.music],
    ['menu.prompt', menu?.prompt],
    ['voicemail.greeting', voicemail?.greeting],
    ['voicemail.beep', voicemail?.beep],
    ...each('announcements.position', announcements?.position),
    ...(announcements?.expectedWait ?? []).map(
      ({ prompt }, index) => [`announcements.expectedWait.${index}.prompt`, prompt] as const,
    ),
    ...each('announcements.messages', announcements?.messages),
    ['callback.confirm', callback?.confirm],
    ['callback.askNumber', callback?.askNumber],
    ['callback.accepted', callback?.accepted],
    ['callback.announce', callback?.announce],
    ...each('callback.digits', callback?.digits),
  ];
}

/** Those of callers at night, and of callers who can not speak. */
const promptsApart = ({ onCall, silentCaller }: Pick<ServiceDefinition, 'onCall' | 'silentCaller'>): Named => [
  ['onCall.announcement', onCall?.announcement],
  ...(silentCaller?.questions ?? []).map(
    ({ prompt }, index) => [`silentCaller.questions.${index}.prompt`, prompt] as const,
  ),
];

function needIssues(needs: readonly SkillNeed[] | undefined, names: Names, at: string): DefinitionIssue[] {
  const given = needs ?? [];
  return [
    ...given.flatMap(({ skillId }, index) => mustBe('skill', skillId, names.skills, `${at}.${index}.skillId`)),
    ...twice(given, at, ({ skillId }) => [skillId], 'skillId'),
  ];
}

function keyIssues(service: ServiceDefinition, names: Names, at: string): DefinitionIssue[] {
  const { menu, waitingKeys = [] } = service;
  const choices = menu?.choices ?? [];
  const target = (given: KeyTarget, path: string) => targetIssues(given, path, service, names);
  return [
    ...twice(choices, `${at}.menu.choices`, ({ key }) => [key], 'key'),
    ...choices.flatMap((choice, index) => target(choice.target, `${at}.menu.choices.${index}.target`)),
    ...(menu ? target(menu.otherwise, `${at}.menu.otherwise`) : []),
    ...twice(waitingKeys, `${at}.waitingKeys`, ({ key }) => [key], 'key'),
    ...waitingKeys.flatMap((choice, index) => target(choice.target, `${at}.waitingKeys.${index}.target`)),
  ];
}

function targetIssues(
  target: KeyTarget,
  path: string,
  { voicemail, callback }: ServiceDefinition,
  names: Names,
): DefinitionIssue[] {
  if (target.kind === 'voicemail' && !voicemail) return [issue(path, 'the service has no voicemail')];
  if (target.kind === 'callback' && !callback) return [issue(path, 'the service rings nobody back')];
  if (target.kind !== 'queue') return [];
  return [
    ...mustBe('queue', target.queueId, names.queues, `${path}.queueId`),
    ...needIssues(target.needs, names, `${path}.needs`),
  ];
}

function announcementIssues({ announcements }: ServiceDefinition, service: string): DefinitionIssue[] {
  if (!announcements) return [];
  const at = `${service}.announcements`;
  const ranges = (announcements.expectedWait ?? []).map(({ upToMs }) => upToMs);
  return [
    ...ascending(ranges, `${at}.expectedWait`, 'upToMs'),
    ...(announcements.everyMs < LEAST_BETWEEN_ANNOUNCEMENTS_MS
      ? [issue(`${at}.everyMs`, 'at least one second lies between two announcements')]
      : []),
  ];
}

/** Whether its policy is there is not looked at: the on-call plan changes by itself, and holds what a definition names. */
const onCallIssues = ({ onCall }: ServiceDefinition, service: string): DefinitionIssue[] =>
  onCall && onCall.everyMs < LEAST_BETWEEN_ANNOUNCEMENTS_MS
    ? [issue(`${service}.onCall.everyMs`, 'at least one second lies between two announcements')]
    : [];

function loadIssues({ expectedLoad }: ServiceDefinition, service: string): DefinitionIssue[] {
  if (!expectedLoad) return [];
  const at = `${service}.expectedLoad.callsPerHour`;
  const rows = expectedLoad.callsPerHour;
  const overlaps = (a: (typeof rows)[number], b: (typeof rows)[number]): boolean =>
    a.days.some((day) => b.days.includes(day)) && a.from < b.to && b.from < a.to;
  return [
    ...forward(rows, at),
    ...rows.flatMap((row, index) => {
      const before = rows.slice(0, index).findIndex((other) => overlaps(row, other));
      return before < 0 ? [] : [issue(`${at}.${index}`, `overlaps ${at}.${before}: the calls would count twice`)];
    }),
  ];
}
