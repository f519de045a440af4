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
