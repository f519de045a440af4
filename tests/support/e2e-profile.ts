import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Password of every account of the test organisation. */
export const PASSWORD = 'decroche-test-1';

/** Numbers of the test organisation's services. */
export const NUMBERS = {
  /** Welcome, then the queue `desk`. */
  desk: '8008',
  /** The queue `desk` after a very short maximum wait: the overflow voicemail. */
  hurried: '8010',
  /** Never open: a message, then the end. */
  closed: '8020',
  /** The queue `desk` at once; while waiting, 1 = call-back (agent first), 2 = voicemail. */
  patient: '8040',
  /** Never open: whoever is on call is asked; `*` leaves a message at any time. */
  night: '8050',
  /** Child protection: first reception (`reception`), which hands over to `desk`; 1 = can not speak. 119 and 116111. */
  children: '119',
} as const;

/** The telephones of those on call. */
export const ON_CALL = { ana: '+33612000001', bruno: '+33612000002' } as const;

/** The tones that stand for prompts of this organisation, or of one of `profiles/`, beside those of `TONES`. Hertz. */
export const PROMPT_TONES: Readonly<Record<string, number>> = {
  ...{ confirm: 750, ask: 850, accepted: 950, safe: 1_950, 'silent-danger': 1_650 },
  ...{ searching: 1_350, whisper: 1_450, alert: 1_550, taken: 1_650, passedOn: 1_750, elsewhere: 1_850 },
  ...Object.fromEntries(Array.from({ length: 10 }, (_, digit) => [`digit-${digit}`, 2_000 + 100 * digit])),
};

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const calendar = (calendarId: string, weekly: readonly object[]) => ({
  ...{ calendarId, name: calendarId, timeZone: 'Europe/Paris', weekly, holidays: 'none', exceptions: [] },
});
const serviceLevel = {
  ...{ thresholdMs: 15_000, pickUpTarget: 0.92, abandonTarget: 0.01, clause: 'F4', clockStartsAt: 'queued' },
};
const voicemail = {
  ...{ greeting: 'greeting', beep: 'beep', maximumMs: 20_000, silenceMs: 3_000 },
  ...{ whenClosed: false, whenNobodyLoggedIn: false },
};
const service = (serviceId: string, number: string, more: object) => ({
  ...{ serviceId, name: serviceId, numbers: [number], queueId: 'desk', calendarId: 'always', music: 'music' },
  ...{ maximumWaitMs: 120_000, maximumWaiting: 50, serviceLevel, voicemail, ...more },
});
const agent = (agentId: string, name: string, device: object) => ({
  ...{ agentId, name, device, queues: ['desk'], wrapUpMs: 8_000 },
});
const browser = (deviceId: string) => ({ kind: 'browser', deviceId });

const DIGITS = ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf'];
const callback = {
  ...{ dialling: 'agentFirst', ringMs: 8_000, attempts: 2, retryAfterMs: 1_000 },
  ...{ confirm: 'confirm', askNumber: 'ask', accepted: 'accepted' },
  digits: DIGITS.map((_, digit) => `digit-${digit}`),
};
const waitingKeys = [
  { key: '1', target: { kind: 'callback' } },
  { key: '2', target: { kind: 'voicemail' } },
];

const PROFILE = {
  ...{ profileId: 'e2e', organisation: 'Essais', timeZone: 'Europe/Paris' },
  calendars: [calendar('always', [{ days: EVERY_DAY, from: '00:00', to: '24:00' }]), calendar('never', [])],
  queues: [
    { queueId: 'desk', name: 'Assistance', strategy: 'longestIdle', ringTimeoutMs: 4_000, missLimit: 1 },
    {
      ...{ queueId: 'reception', name: 'Pré-accueil', strategy: 'longestIdle', ringTimeoutMs: 4_000, missLimit: 1 },
      handOverTo: 'desk',
    },
  ],
  services: [
    service('assistance', NUMBERS.desk, { welcome: 'welcome' }),
    service('hurried', NUMBERS.hurried, { maximumWaitMs: 2_000 }),
    service('closed', NUMBERS.closed, { calendarId: 'never', closed: 'closed' }),
    service('patient', NUMBERS.patient, { waitingKeys, callback }),
    service('children', NUMBERS.children, {
      ...{ numbers: [NUMBERS.children, '116111'], queueId: 'reception', childProtection: true },
      silentCaller: { key: '1', questions: [{ questionId: 'safe', label: 'En sécurité ?', prompt: 'safe' }] },
      sameAgentWithinMs: 600_000,
    }),
    service('night', NUMBERS.night, {
      calendarId: 'never',
      onCall: { policyId: 'infra', announcement: 'searching', everyMs: 5_000, messageKey: '*' },
      voicemail: { ...voicemail, whenClosed: true },
    }),
  ],
  prompts: [
    { promptId: 'welcome', sound: 'speech', text: 'Bienvenue.' },
    { promptId: 'closed', sound: 'speech', text: 'Nous sommes fermés.' },
    { promptId: 'greeting', sound: 'speech', text: 'Parlez.' },
    { promptId: 'beep', sound: 'beep', text: '' },
    { promptId: 'music', sound: 'music', text: '' },
    { promptId: 'confirm', sound: 'speech', text: 'Tapez un pour confirmer.' },
    { promptId: 'safe', sound: 'speech', text: 'Es-tu en sécurité ? Un pour oui, deux pour non.' },
    { promptId: 'searching', sound: 'speech', text: 'Nous cherchons la personne d’astreinte.' },
    { promptId: 'whisper', sound: 'speech', text: 'Un appel d’astreinte : un, deux ou trois.' },
    { promptId: 'alert', sound: 'speech', text: 'Une alerte : un, deux ou trois.' },
    { promptId: 'taken', sound: 'speech', text: 'Merci.' },
    { promptId: 'passedOn', sound: 'speech', text: 'Nous demandons à quelqu’un d’autre.' },
    { promptId: 'elsewhere', sound: 'speech', text: 'Quelqu’un d’autre s’en occupe.' },
    { promptId: 'ask', sound: 'speech', text: 'Composez votre numéro.' },
    { promptId: 'accepted', sound: 'speech', text: 'Nous vous rappelons.' },
    ...DIGITS.map((text, digit) => ({ promptId: `digit-${digit}`, sound: 'speech', text })),
  ],
  onCall: {
    timeZone: 'Europe/Paris',
    responders: [
      { responderId: 'ana', name: 'Ana Petit', phones: [ON_CALL.ana], backups: ['bruno'] },
      { responderId: 'bruno', name: 'Bruno Caron', phones: [ON_CALL.bruno], backups: [] },
    ],
    rotations: [],
    schedules: [
      {
        ...{ scheduleId: 'infra', name: 'Infrastructure', timeZone: 'Europe/Paris', required: { kind: 'always' } },
        rules: [
          {
            ...{ ruleId: 'toujours', name: 'Toujours', hours: { kind: 'always' } },
            who: { kind: 'responder', responderId: 'ana' },
          },
        ],
      },
    ],
    policies: [
      {
        ...{ policyId: 'infra', name: 'Infrastructure', loops: 1, ringMs: 8_000, keyMs: 4_000, mailMs: 60_000 },
        targets: { remoteMs: 3_600_000, onSiteMs: 7_200_000 },
        steps: [
          { targets: [{ kind: 'schedule', scheduleId: 'infra' }], afterMs: 0 },
          { targets: [{ kind: 'responder', responderId: 'bruno' }], afterMs: 0 },
        ],
      },
    ],
    equipment: [],
    overrides: [],
    temporaries: [],
    absences: [],
    prompts: {
      ...{ whisper: 'whisper', alert: 'alert', accepted: 'taken' },
      ...{ passedOn: 'passedOn', takenElsewhere: 'elsewhere' },
    },
    presentAs: 'assistance',
  },
  pauseReasons: [{ reason: 'pause', label: 'Pause café', labelEn: 'Break' }],
  demo: {
    password: PASSWORD,
    agents: [
      agent('camille', 'Camille Renaud', browser('camille')),
      agent('mehdi', 'Mehdi Lacroix', browser('mehdi')),
      agent('poste1', 'Poste fixe', { kind: 'phone', deviceId: 'poste1' }),
    ],
    accounts: [
      { login: 'camille', name: 'Camille Renaud', role: 'agent', agentId: 'camille' },
      { login: 'mehdi', name: 'Mehdi Lacroix', role: 'agent', agentId: 'mehdi' },
      { login: 'ana', name: 'Ana Petit', role: 'engineer' },
      { login: 'bruno', name: 'Bruno Caron', role: 'engineer' },
      { login: 'supervisor', name: 'Hélène Marchand', role: 'supervisor' },
      { login: 'admin', name: 'Administrateur', role: 'admin' },
    ],
  },
};

const CONTACTS = `name;site;service;numbers;email;vip
Alice Arnaud;Orléans siège;Ressources humaines;+33261910011 | 6100;alice.arnaud@example.org;
`;

/** Writes the test organisation as a profile of its own. Gives back the folder. */
export async function writeProfile(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'profiles');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'e2e.json'), JSON.stringify(PROFILE));
  await writeFile(join(folder, 'e2e.contacts.csv'), CONTACTS);
  return folder;
}
