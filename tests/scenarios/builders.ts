import {
  Definition,
  type AgentDefinition,
  type AgentId,
  type CalendarDefinition,
  type CallbackDefinition,
  type QueueDefinition,
  type ServiceDefinition,
} from '@decroche/protocol';

/** Monday 2 March 2026, 10:00 in Paris: an ordinary working hour. */
export const MONDAY_10H = Date.UTC(2026, 2, 2, 9, 0);

const prompt = (promptId: string, durationMs: number) => ({
  promptId,
  text: promptId,
  file: `prompts/${promptId}.wav`,
  durationMs,
});

/** Someone of queue `support` on a browser softphone, with 30 s of wrap-up. */
export const anAgent = (agentId: string, change: Partial<AgentDefinition> = {}): AgentDefinition => ({
  agentId: agentId as AgentId,
  name: agentId,
  device: { kind: 'browser', deviceId: `${agentId}-phone` as never },
  queues: [{ queueId: 'support' as never }],
  wrapUpMs: 30_000,
  ...change,
});

/** A queue with a 20 s ring and two misses allowed. */
export const aQueue = (queueId: string, change: Partial<QueueDefinition> = {}): QueueDefinition => ({
  queueId: queueId as never,
  name: queueId,
  strategy: 'longestIdle',
  ringTimeoutMs: 20_000,
  missLimit: 2,
  ...change,
});

/** A service with a 3 s welcome, five minutes of patience, and a voicemail for every overflow. */
export const aService = (serviceId: string, change: Partial<ServiceDefinition> = {}): ServiceDefinition => ({
  serviceId: serviceId as never,
  name: serviceId,
  numbers: ['8008'],
  queueId: 'support' as never,
  calendarId: 'office' as never,
  welcome: 'welcome' as never,
  closed: 'closed' as never,
  music: 'music' as never,
  maximumWaitMs: 300_000,
  maximumWaiting: 100,
  voicemail: {
    greeting: 'greeting' as never,
    beep: 'beep' as never,
    maximumMs: 120_000,
    silenceMs: 5_000,
    whenClosed: true,
    whenNobodyLoggedIn: true,
  },
  serviceLevel: { thresholdMs: 15_000, pickUpTarget: 0.92, abandonTarget: 0.01, clause: 'F4', clockStartsAt: 'queued' },
  ...change,
});

/** Someone is rung back twice at most, ten minutes apart, an agent first. */
export const aCallback = (change: Partial<CallbackDefinition> = {}): CallbackDefinition => ({
  ...{ dialling: 'agentFirst', ringMs: 30_000, attempts: 2, retryAfterMs: 600_000 },
  confirm: 'callback-confirm' as never,
  askNumber: 'callback-number' as never,
  accepted: 'callback-accepted' as never,
  announce: 'callback-announce' as never,
  digits: Array.from({ length: 10 }, (_, digit) => `digit-${digit}` as never),
  ...change,
});

/** Monday to Friday, 8:00 to 18:00 in Paris, minus public holidays (H1). */
export const officeHours = (change: Partial<CalendarDefinition> = {}): CalendarDefinition => ({
  calendarId: 'office' as never,
  name: 'office',
  timeZone: 'Europe/Paris',
  weekly: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
  holidays: 'FR',
  exceptions: [],
  ...change,
});

/** A small organisation: one service, one queue, agents `ana` and `bob`. */
export const aDefinition = (change: Partial<Definition> = {}): Definition =>
  Definition.parse({
    version: 1,
    publishedAt: 0,
    domainId: 'main',
    profileId: 'test',
    organisation: 'Test',
    timeZone: 'Europe/Paris',
    services: [aService('desk')],
    queues: [aQueue('support')],
    agents: [anAgent('ana'), anAgent('bob')],
    calendars: [officeHours()],
    prompts: [
      prompt('welcome', 3_000),
      prompt('closed', 4_000),
      prompt('music', 60_000),
      prompt('greeting', 6_000),
      prompt('beep', 500),
      prompt('position-1', 2_000),
      prompt('position-2', 2_000),
      prompt('position-more', 2_000),
      prompt('callback-confirm', 4_000),
      prompt('callback-number', 4_000),
      prompt('callback-accepted', 4_000),
      prompt('callback-announce', 3_000),
      ...Array.from({ length: 10 }, (_, digit) => prompt(`digit-${digit}`, 500)),
    ],
    pauseReasons: [
      { reason: 'lunch', label: 'Déjeuner', labelEn: 'Lunch' },
      { reason: 'training', label: 'Formation', labelEn: 'Training' },
    ],
    skills: [],
    partyRules: [],
    ...change,
  } satisfies Record<keyof Definition, unknown>);
