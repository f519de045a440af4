import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Algorithm, expectedResponse, readAuthorization, readBrowserUsername } from './authorization.ts';

const hash = (algorithm: Algorithm, text: string) =>
  createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');

/** The worked example of RFC 7616 §3.9.1, which HTTP and SIP share. */
const example = (algorithm: string, response: string) =>
  `Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=${algorithm},
   nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, qop=auth,
   cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", response="${response}"`;

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
] as const)('the worked example of RFC 7616 is verified with %s', (algorithm, response) => {
  const given = readAuthorization(example(algorithm, response));
  const ha1 = hash(algorithm, 'Mufasa:http-auth@example.org:Circle of Life');
  expect(expectedResponse(given!, 'GET', ha1, hash)).toBe(response);
  expect(given!.response).toBe(response);
});

test.each([
  undefined,
  'Basic abc',
  'Digest username="a"',
  example('MD5', 'x').replace('qop=auth,', ''),
  example('SHA-512', 'x'),
  example('MD5', 'x').replace('nc=00000001', 'nc=zzz'),
  example('MD5', 'x') + 'x'.repeat(3_000),
])('%# is no usable authorization', (header) => {
  expect(readAuthorization(header)).toBeUndefined();
});

test('a browser tells its device and the end of its credential', () => {
  expect(readBrowserUsername('1790000000.browser-agent7')).toEqual({
    deviceId: 'browser-agent7',
    expiresAt: 1_790_000_000_000,
  });
  expect(readBrowserUsername('phone7')).toBeUndefined();
});
