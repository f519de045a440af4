import { ServiceDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { serviceOf, serviceValues } from './service-values.ts';

const service = ServiceDefinition.parse({
  ...{ serviceId: 'desk', name: 'Desk', numbers: ['8008'], queueId: 'desk', calendarId: 'office', music: 'music' },
  ...{ priority: 5, needs: [{ skillId: 'vpn', level: 2 }], welcome: 'welcome', closed: 'closed' },
  ...{ maximumWaitMs: 300_000, maximumWaiting: 50, redialKeepsPlaceMs: 300_000, sameAgentWithinMs: 120_000 },
  announcements: {
    ...{ firstAfterMs: 15_000, everyMs: 45_000, position: ['p1', 'p2'], messages: ['tip'] },
    expectedWait: [{ upToMs: 60_000, prompt: 'one' }],
  },
  waitingKeys: [{ key: '1', target: { kind: 'callback' } }],
  menu: {
    ...{ prompt: 'menu', timeoutMs: 5_000, times: 2, otherwise: { kind: 'queue', queueId: 'desk' } },
    choices: [
      {
        ...{ key: '1', label: 'VPN' },
        target: { kind: 'queue', queueId: 'vpn', needs: [{ skillId: 'vpn', level: 3 }] },
      },
    ],
  },
  voicemail: {
    ...{ greeting: 'g', beep: 'b', maximumMs: 1, silenceMs: 1, whenClosed: true, whenNobodyLoggedIn: true },
  },
  serviceLevel: {
    ...{ thresholdMs: 15_000, pickUpTarget: 0.92, abandonTarget: 0.01, clause: 'F4', clockStartsAt: 'queued' },
  },
});

test('a service comes back from its form as it went in, what the form does not show included', () => {
  expect(serviceOf(serviceValues(service), service).data).toEqual(service);
});
test('without menu and announcements there are none', () => {
  const made = serviceOf(
    { ...serviceValues(service), hasMenu: false, announces: false, waitingKeys: [] },
    service,
  ).data;
  expect(made).not.toHaveProperty('menu');
  expect(made).not.toHaveProperty('announcements');
  expect(made).not.toHaveProperty('waitingKeys');
});
test('a menu without a prompt is refused', () => {
  expect(serviceOf({ ...serviceValues(service), menuPrompt: null }, service).success).toBe(false);
});

const twoToOneQueue = ServiceDefinition.parse({
  ...service,
  waitingKeys: [{ key: '5', target: { kind: 'queue', queueId: 'vpn', needs: [{ skillId: 'vpn', level: 1 }] } }],
  menu: {
    ...{ prompt: 'menu', timeoutMs: 5_000, times: 2 },
    otherwise: { kind: 'queue', queueId: 'vpn', needs: [{ skillId: 'vpn', level: 4 }] },
    choices: [
      { key: '1', label: 'A', target: { kind: 'queue', queueId: 'vpn', needs: [{ skillId: 'vpn', level: 3 }] } },
      { key: '2', label: 'B', target: { kind: 'queue', queueId: 'vpn', needs: [{ skillId: 'mail', level: 2 }] } },
      { key: '3', label: 'C', target: { kind: 'queue', queueId: 'vpn' } },
    ],
  },
});

test('two choices, a waiting key and "otherwise" to one queue keep each its own needs', () => {
  expect(serviceOf(serviceValues(twoToOneQueue), twoToOneQueue).data).toEqual(twoToOneQueue);
});
test('a key that is led elsewhere takes no needs from the keys that led there before', () => {
  const values = serviceValues(twoToOneQueue);
  const [first, ...others] = values.menuKeys;
  const made = serviceOf(
    { ...values, menuKeys: [{ ...first!, target: 'queue:desk' }, ...others], menuOtherwise: 'voicemail' },
    twoToOneQueue,
  ).data;
  expect(made?.menu?.choices[0]?.target).toEqual({ kind: 'queue', queueId: 'desk' });
  expect(made?.menu?.otherwise).toEqual({ kind: 'voicemail' });
  const added = { key: '9', label: 'new', target: 'queue:vpn' };
  const more = serviceOf({ ...values, menuKeys: [...values.menuKeys, added] }, twoToOneQueue).data;
  expect(more?.menu?.choices[3]?.target).toEqual({ kind: 'queue', queueId: 'vpn' });
});

const emptied = '' as unknown as number;
test.each([
  ...['maximumWaitSeconds', 'maximumWaiting', 'priority', 'thresholdSeconds', 'pickUpTarget', 'abandonTarget'],
  ...['redialMinutes', 'sameAgentMinutes', 'firstSeconds', 'everySeconds', 'menuTimes', 'menuSeconds'],
])('%s left empty is refused, not saved as 0', (field) => {
  expect(serviceOf({ ...serviceValues(service), [field]: emptied }, service).success).toBe(false);
});
test('a percentage is shown as people write it', () => {
  const promised = { ...service, serviceLevel: { ...service.serviceLevel, pickUpTarget: 0.07, abandonTarget: 0.29 } };
  expect(serviceValues(promised)).toMatchObject({ pickUpTarget: 7, abandonTarget: 29 });
  expect(serviceOf(serviceValues(promised), promised).data?.serviceLevel).toEqual(promised.serviceLevel);
});
