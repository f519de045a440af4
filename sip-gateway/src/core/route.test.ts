import type { Definition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { presentedNumbers, routeOf, routeTable } from './route.ts';

const table = routeTable({
  services: [
    { serviceId: 'assistance', numbers: ['8008', '0800711900'] },
    { serviceId: 'children', numbers: ['119', '+33116111'] },
    { serviceId: 'other', numbers: ['+33800711900', '3000'] },
  ],
} as unknown as Definition);

test.each([
  ['sip:8008@127.0.0.1', 'assistance'],
  ['sip:0800711900@127.0.0.1:5060', 'assistance'],
  ['sip:+33800711900@trunk.example;user=phone', 'assistance'],
  ['sip:0033800711900@x', 'assistance'],
  ['tel:+33800711900', 'assistance'],
  ['sips:3000@x', 'other'],
  ['sip:119@x', 'children'],
  ['sip:+33119@trunk;user=phone', 'children'],
  ['sip:0033119@x', 'children'],
  ['tel:119;phone-context=+33', 'children'],
  ['sip:116111@x', 'children'],
  ['sip:0033116111@x', 'children'],
])('%s reaches %s', (uri, serviceId) => {
  expect(routeOf(uri, table)).toMatchObject({ kind: 'service', serviceId });
});

test.each(['sip:9999@x', 'sip:127.0.0.1', 'sip:alice@x', 'nonsense'])('%s reaches nobody', (uri) => {
  expect(routeOf(uri, table)).toMatchObject({ kind: 'refused', status: 404 });
});

test('a service presents its first number, as it is written everywhere', () => {
  const definition = { services: [{ serviceId: 'a', numbers: ['0800711900', '8008'] }, { serviceId: 'b', numbers: [] }] }; // prettier-ignore
  expect([...presentedNumbers(definition as unknown as Definition)]).toEqual([['a', '+33800711900']]);
});

test('before a definition is known callers are asked to come back', () => {
  expect(routeOf('sip:8008@x', undefined)).toMatchObject({ kind: 'refused', status: 480 });
});
