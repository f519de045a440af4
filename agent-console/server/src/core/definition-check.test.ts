import { expect, test } from 'vitest';
import { checkDefinition, replaced, type DefinitionBody } from './definition-check.ts';

const body = {
  domainId: 'main',
  profileId: 'p',
  organisation: 'O',
  timeZone: 'Europe/Paris',
  services: [
    {
      serviceId: 's',
      name: 'S',
      numbers: ['8008', '0800711900'],
      queueId: 'q',
      calendarId: 'c',
      welcome: 'hello',
      music: 'music',
      maximumWaitMs: 1,
      maximumWaiting: 1,
      voicemail: {
        greeting: 'hello',
        beep: 'hello',
        maximumMs: 1,
        silenceMs: 1,
        whenClosed: true,
        whenNobodyLoggedIn: true,
      },
      serviceLevel: { thresholdMs: 1, pickUpTarget: 1, abandonTarget: 1, clause: 'F4', clockStartsAt: 'queued' },
    },
  ],
  queues: [{ queueId: 'q', name: 'Q', strategy: 'longestIdle', ringTimeoutMs: 1, missLimit: 1 }],
  agents: [
    { agentId: 'a', name: 'A', device: { kind: 'browser', deviceId: 'd1' }, queues: [{ queueId: 'q' }], wrapUpMs: 0 },
    { agentId: 'b', name: 'B', device: { kind: 'uri', uri: 'sip:x@y' }, queues: [{ queueId: 'q' }], wrapUpMs: 0 },
  ],
  calendars: [
    {
      calendarId: 'c',
      name: 'C',
      timeZone: 'Europe/Paris',
      weekly: [{ days: [1], from: '08:00', to: '18:00' }],
      holidays: 'FR',
      exceptions: [],
    },
  ],
  prompts: [
    { promptId: 'hello', text: 'x', file: 'f', durationMs: 1 },
    { promptId: 'music', text: '', file: 'm', durationMs: 1 },
  ],
  pauseReasons: [{ reason: 'pause', label: 'Pause', labelEn: 'Break' }],
} as unknown as DefinitionBody;

/** The definition in pieces that a test may break. */
interface Pieces {
  timeZone: string;
  services: {
    serviceId: string;
    queueId: string;
    calendarId: string;
    welcome: string;
    numbers: string[];
    voicemail: { greeting: string };
  }[];
  agents: { agentId: string; queues: { queueId: string }[]; device: unknown }[];
  calendars: { timeZone: string; weekly: { to: string }[] }[];
  pauseReasons: unknown[];
}
const changed = (change: (copy: Pieces) => unknown): DefinitionBody => {
  const copy = structuredClone(body) as unknown as Pieces;
  change(copy);
  return copy as unknown as DefinitionBody;
};
const first = <T>(items: readonly T[]): T => items[0] as T;

test('a definition that holds together has no issue', () => {
  expect(checkDefinition(body)).toEqual([]);
});
test.each<[string, (copy: Pieces) => unknown, string]>([
  ['an unknown queue of a service', (c) => (first(c.services).queueId = 'z'), 'services.0.queueId'],
  ['an unknown calendar', (c) => (first(c.services).calendarId = 'z'), 'services.0.calendarId'],
  ['an unknown welcome', (c) => (first(c.services).welcome = 'z'), 'services.0.welcome'],
  ['an unknown greeting', (c) => (first(c.services).voicemail.greeting = 'z'), 'services.0.voicemail.greeting'],
  ['an unknown queue of an agent', (c) => first(c.agents).queues.push({ queueId: 'z' }), 'agents.0.queues.1.queueId'],
  [
    'one number for two services',
    (c) => c.services.push({ ...first(c.services), serviceId: 't' }),
    'services.1.numbers',
  ],
  [
    'two services of one name',
    (c) => c.services.push({ ...first(c.services), numbers: ['1'] }),
    'services.1.serviceId',
  ],
  ['two agents of one name', (c) => c.agents.push(first(c.agents)), 'agents.2.agentId'],
  ['one device for two agents', (c) => c.agents.push({ ...first(c.agents), agentId: 'x' }), 'agents.2.device'],
  ['a time zone nobody knows', (c) => (c.timeZone = 'Mars/Olympus'), 'timeZone'],
  ['a calendar in such a zone', (c) => (first(c.calendars).timeZone = 'X/Y'), 'calendars.0.timeZone'],
  [
    'an hour that ends before it begins',
    (c) => (first(first(c.calendars).weekly).to = '07:00'),
    'calendars.0.weekly.0',
  ],
  ['a pause reason given twice', (c) => c.pauseReasons.push(first(c.pauseReasons)), 'pauseReasons.1.reason'],
])('%s is an issue at its place', (_name, change, path) => {
  expect(checkDefinition(changed(change)).map((issue) => issue.path)).toContain(path);
});
test('replacing keeps the order, adding comes last', () => {
  const items = [
    { id: 'a', n: 1 },
    { id: 'b', n: 1 },
  ];
  expect(replaced(items, { id: 'a', n: 2 }, (item) => item.id)).toEqual([
    { id: 'a', n: 2 },
    { id: 'b', n: 1 },
  ]);
  expect(replaced(items, { id: 'c', n: 2 }, (item) => item.id)).toHaveLength(3);
});
