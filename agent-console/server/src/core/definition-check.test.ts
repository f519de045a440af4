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
      needs: [{ skillId: 'vpn', level: 1 }],
      menu: {
        prompt: 'hello',
        choices: [
          { key: '1', label: 'VPN', target: { kind: 'queue', queueId: 'q', needs: [{ skillId: 'vpn', level: 3 }] } },
          { key: '2', label: 'Message', target: { kind: 'voicemail' } },
        ],
        timeoutMs: 5000,
        times: 2,
        otherwise: { kind: 'stay' },
      },
      announcements: {
        firstAfterMs: 1000,
        everyMs: 30_000,
        position: ['hello'],
        expectedWait: [
          { upToMs: 60_000, prompt: 'hello' },
          { upToMs: 120_000, prompt: 'hello' },
        ],
        messages: ['hello'],
      },
      waitingKeys: [
        { key: '1', target: { kind: 'callback' } },
        { key: '2', target: { kind: 'voicemail' } },
      ],
      callback: {
        dialling: 'agentFirst',
        ringMs: 1,
        attempts: 1,
        retryAfterMs: 1,
        confirm: 'hello',
        askNumber: 'hello',
        accepted: 'hello',
        digits: Array.from({ length: 10 }, () => 'hello'),
      },
      expectedLoad: {
        ahtMs: 1,
        patienceMs: 1,
        callsPerHour: [
          { days: [1], from: '08:00', to: '12:00', calls: 5 },
          { days: [1, 2], from: '12:00', to: '18:00', calls: 3 },
        ],
      },
    },
  ],
  queues: [
    {
      queueId: 'q',
      name: 'Q',
      strategy: 'longestIdle',
      ringTimeoutMs: 1,
      missLimit: 1,
      tiers: [
        { tier: 1, afterMs: 10_000 },
        { tier: 2, afterMs: 20_000 },
      ],
      overflowTo: { queueId: 'second', afterMs: 60_000 },
    },
    { queueId: 'second', name: 'Second', strategy: 'linear', ringTimeoutMs: 1, missLimit: 1 },
  ],
  agents: [
    {
      agentId: 'a',
      name: 'A',
      device: { kind: 'browser', deviceId: 'd1' },
      queues: [{ queueId: 'q', tier: 2 }],
      skills: { vpn: 3 },
      wrapUpMs: 0,
    },
    { agentId: 'b', name: 'B', device: { kind: 'uri', uri: 'sip:x@y' }, queues: [{ queueId: 'q' }], wrapUpMs: 0 },
  ],
  calendars: [
    {
      calendarId: 'c',
      name: 'C',
      timeZone: 'Europe/Paris',
      weekly: [{ days: [1], from: '08:00', to: '18:00' }],
      holidays: 'FR',
      exceptions: [{ date: '2026-05-15', reason: 'Pont', windows: [{ from: '10:00', to: '12:00' }], prompt: 'hello' }],
      holidayPrompt: 'hello',
    },
  ],
  skills: [{ skillId: 'vpn', name: 'VPN' }],
  partyRules: [{ partyRef: 'p1', kind: 'preferredAgent', agentId: 'a' }],
  prompts: [
    { promptId: 'hello', text: 'x', file: 'f', durationMs: 1 },
    { promptId: 'music', text: '', file: 'm', durationMs: 1 },
  ],
  pauseReasons: [{ reason: 'pause', label: 'Pause', labelEn: 'Break', guarded: true, plannedMs: 600_000 }],
} as unknown as DefinitionBody;

/** The definition as a test may break it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the schema would not let through is the point
type Pieces = any;
const changed = (change: (copy: Pieces) => unknown): DefinitionBody => {
  const copy = structuredClone(body) as Pieces;
  change(copy);
  return copy as DefinitionBody;
};
const first = (items: Pieces): Pieces => items[0];
/** The only service. */
const s = (copy: Pieces): Pieces => copy.services[0];
const silent = (key: string, ...prompts: string[]): Pieces => ({
  key,
  questions: (prompts.length > 0 ? prompts : ['hello']).map((prompt) => ({ questionId: 'safe', label: 'x', prompt })),
});

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
  ['a skill nobody has heard of', (c) => (s(c).needs[0].skillId = 'z'), 'services.0.needs.0.skillId'],
  ['a skill needed twice', (c) => s(c).needs.push({ skillId: 'vpn', level: 2 }), 'services.0.needs.1.skillId'],
  ['an unknown prompt of the menu', (c) => (s(c).menu.prompt = 'z'), 'services.0.menu.prompt'],
  ['a key of the menu twice', (c) => (s(c).menu.choices[1].key = '1'), 'services.0.menu.choices.1.key'],
  [
    'a menu that leads to no queue',
    (c) => (s(c).menu.choices[0].target.queueId = 'z'),
    'services.0.menu.choices.0.target.queueId',
  ],
  [
    'a menu that asks for an unknown skill',
    (c) => (s(c).menu.choices[0].target.needs[0].skillId = 'z'),
    'services.0.menu.choices.0.target.needs.0.skillId',
  ],
  ['a menu to a voicemail that is none', (c) => delete s(c).voicemail, 'services.0.menu.choices.1.target'],
  [
    'a wrong end of the menu',
    (c) => (s(c).menu.otherwise = { kind: 'queue', queueId: 'z' }),
    'services.0.menu.otherwise.queueId',
  ],
  ['a waiting key twice', (c) => (s(c).waitingKeys[1].key = '1'), 'services.0.waitingKeys.1.key'],
  ['a waiting key to a call-back that is none', (c) => delete s(c).callback, 'services.0.waitingKeys.0.target'],
  ['a digit that is not spoken', (c) => (s(c).callback.digits[7] = 'z'), 'services.0.callback.digits.7'],
  ['an unknown confirmation', (c) => (s(c).callback.confirm = 'z'), 'services.0.callback.confirm'],
  ['a call-back of child protection', (c) => (s(c).childProtection = true), 'services.0.callback'],
  ['a silent key that chooses too', (c) => (s(c).silentCaller = silent('1')), 'services.0.silentCaller.key'],
  [
    'a question without a sound',
    (c) => (s(c).silentCaller = silent('0', 'z')),
    'services.0.silentCaller.questions.0.prompt',
  ],
  [
    'a question twice',
    (c) => (s(c).silentCaller = silent('0', 'hello', 'hello')),
    'services.0.silentCaller.questions.1.questionId',
  ],
  ['relays that dial elsewhere', (c) => (s(c).relayNumbers = ['1']), 'services.0.relayNumbers.0'],
  ['a hand-over to nobody', (c) => (c.queues[0].handOverTo = 'z'), 'queues.0.handOverTo'],
  ['a hand-over to itself', (c) => (c.queues[0].handOverTo = 'q'), 'queues.0.handOverTo'],
  [
    'ranges of the wait that do not rise',
    (c) => (s(c).announcements.expectedWait[1].upToMs = 60_000),
    'services.0.announcements.expectedWait.1.upToMs',
  ],
  [
    'an unknown range prompt',
    (c) => (s(c).announcements.expectedWait[1].prompt = 'z'),
    'services.0.announcements.expectedWait.1.prompt',
  ],
  ['an unknown periodic message', (c) => (s(c).announcements.messages[0] = 'z'), 'services.0.announcements.messages.0'],
  [
    'an on-call announcement without a pause',
    (c) => (s(c).onCall = { policyId: 'n', announcement: 'hello', everyMs: 0, messageKey: '*' }),
    'services.0.onCall.everyMs',
  ],
  ['announcements without an interval', (c) => (s(c).announcements.everyMs = 0), 'services.0.announcements.everyMs'],
  [
    'load that counts twice',
    (c) => (s(c).expectedLoad.callsPerHour[1].from = '11:00'),
    'services.0.expectedLoad.callsPerHour.1',
  ],
  ['tiers that do not rise', (c) => (c.queues[0].tiers[1].tier = 1), 'queues.0.tiers.1.tier'],
  ['tiers that open in disorder', (c) => (c.queues[0].tiers[1].afterMs = 5), 'queues.0.tiers.1.afterMs'],
  ['an overflow to nowhere', (c) => (c.queues[0].overflowTo.queueId = 'z'), 'queues.0.overflowTo.queueId'],
  ['an overflow to itself', (c) => (c.queues[0].overflowTo.queueId = 'q'), 'queues.0.overflowTo.queueId'],
  [
    'an overflow in a circle',
    (c) => (c.queues[1].overflowTo = { queueId: 'q', afterMs: 1 }),
    'queues.1.overflowTo.queueId',
  ],
  ['an agent of a tier that never opens', (c) => (c.agents[0].queues[0].tier = 3), 'agents.0.queues.0.tier'],
  ['an agent twice in a queue', (c) => c.agents[0].queues.push({ queueId: 'q' }), 'agents.0.queues.1.queueId'],
  ['an agent with a skill that is none', (c) => (c.agents[0].skills.dance = 5), 'agents.0.skills.dance'],
  ['a skill twice', (c) => c.skills.push(c.skills[0]), 'skills.1.skillId'],
  ['a guard that can not look ahead', (c) => delete c.pauseReasons[0].plannedMs, 'pauseReasons.0.plannedMs'],
  ['two rules for one number', (c) => c.partyRules.push({ partyRef: 'p1', kind: 'blocked' }), 'partyRules.1.partyRef'],
  ['a preferred agent who has left', (c) => (c.partyRules[0].agentId = 'z'), 'partyRules.0.agentId'],
  [
    'a date that no calendar has',
    (c) => (c.calendars[0].exceptions[0].date = '2026-02-30'),
    'calendars.0.exceptions.0.date',
  ],
  [
    'a date twice',
    (c) => c.calendars[0].exceptions.push(c.calendars[0].exceptions[0]),
    'calendars.0.exceptions.1.date',
  ],
  ['a closing nobody can hear', (c) => (c.calendars[0].exceptions[0].prompt = 'z'), 'calendars.0.exceptions.0.prompt'],
  ['an unknown message of holidays', (c) => (c.calendars[0].holidayPrompt = 'z'), 'calendars.0.holidayPrompt'],
  [
    'a night announcement nobody can hear',
    (c) => (s(c).onCall = { policyId: 'p', announcement: 'z', everyMs: 20_000, messageKey: '*' }),
    'services.0.onCall.announcement',
  ],
  [
    'a question to silent callers nobody can hear',
    (c) => (s(c).silentCaller = { key: '5', questions: [{ questionId: 'x', label: 'X', prompt: 'z' }] }),
    'services.0.silentCaller.questions.0.prompt',
  ],
  ['a relay of somebody else', (c) => (s(c).relayNumbers = ['114']), 'services.0.relayNumbers.0'],
  ['a hand-over to nowhere', (c) => (c.queues[0].handOverTo = 'z'), 'queues.0.handOverTo'],
  ['a hand-over to itself', (c) => (c.queues[0].handOverTo = 'q'), 'queues.0.handOverTo'],
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
