import { ServiceDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { serviceOf, serviceValues } from './service-values.ts';

const plain = ServiceDefinition.parse({
  ...{ serviceId: 'ligne', name: '119', numbers: ['119', '3119'], queueId: 'accueil', calendarId: 'always' },
  ...{ music: 'music', maximumWaitMs: 300_000, maximumWaiting: 50 },
  ...{ priority: 0, needs: [], redialKeepsPlaceMs: 0, sameAgentWithinMs: 0 },
  serviceLevel: {
    ...{ thresholdMs: 15_000, pickUpTarget: 0.92, abandonTarget: 0.01, clause: 'F4', clockStartsAt: 'queued' },
  },
});
const line = ServiceDefinition.parse({
  ...plain,
  ...{ childProtection: true, relayNumbers: ['3119'] },
  silentCaller: { key: '1', questions: [{ questionId: 'sure', label: 'Es-tu en sécurité ?', prompt: 'q-sure' }] },
  onCall: { policyId: 'nuit', announcement: 'patience', everyMs: 30_000, messageKey: '*' },
});

test('a protected line comes back from its form as it went in', () => {
  expect(serviceOf(serviceValues(line), line).data).toEqual(line);
});
test('a service that was never asked about protection stays as it was', () => {
  expect(serviceOf(serviceValues(plain), plain).data).toEqual(plain);
});
test('what is taken away is gone', () => {
  const values = {
    ...serviceValues(line),
    childProtection: false,
    relayNumbers: [],
    asksSilent: false,
    hasOnCall: false,
  };
  expect(serviceOf(values, line).data).toEqual({ ...plain, childProtection: false });
});
test('a new question is named after its words, never like another one', () => {
  const { questions } = serviceValues(line);
  const more = ['Es-tu seul ?', 'sure'].map((label) => ({ questionId: '', label, prompt: 'q' }));
  const made = serviceOf({ ...serviceValues(line), questions: [...questions, ...more] }, line).data;
  expect(made?.silentCaller?.questions.map(({ questionId }) => questionId)).toEqual(['sure', 'es-tu-seul', 'sure-3']);
});
test('a question nobody can hear, and a night without anybody to ring, are refused where they are typed', () => {
  const unheard = { ...serviceValues(line), questions: [] };
  expect(serviceOf(unheard, line).error?.issues[0]?.path).toEqual(['silentCaller', 'questions']);
  expect(serviceOf({ ...serviceValues(line), onCallPrompt: null }, line).success).toBe(false);
});
test('an emptied interval is refused, not saved as 0', () => {
  expect(serviceOf({ ...serviceValues(line), onCallSeconds: '' as never }, line).success).toBe(false);
});
