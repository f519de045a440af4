import { expect, test } from 'vitest';
import { hasMoved, isHold, nextAnswer, onlyLaw, readSdp } from './sdp.ts';

const sdp = (...media: string[]) =>
  ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', ...media, ''].join('\r\n');

test('a telephone offers G.711 and keys', () => {
  const read = readSdp(sdp('m=audio 4000 RTP/AVP 8 0 101', 'a=rtpmap:101 telephone-event/8000'));
  expect(read).toEqual({ profile: 'plain', direction: 'sendrecv', laws: ['A', 'mu'], keys: 101 });
});

test('a browser is known by its transport and its keys', () => {
  const offer = sdp('m=audio 9 UDP/TLS/RTP/SAVPF 111 8', 'a=rtpmap:111 opus/48000/2', 'a=ice-ufrag:x', 'a=inactive');
  expect(readSdp(offer)).toEqual({ profile: 'webrtc', direction: 'inactive', laws: ['A'] });
});

test.each([
  [undefined, /no session description/],
  ['', /no session description/],
  ['hello', /not a session description/],
  [sdp(), /no audio/],
  [sdp('m=video 4000 RTP/AVP 96'), /no audio/],
  [sdp('m=audio 99999 RTP/AVP 8'), /no audio/],
  [sdp('m=audio 0 RTP/AVP 8'), /disabled/],
  [sdp('m=audio 4000 RTP/AVP 9 18'), /neither PCMA nor PCMU/],
  [sdp('m=audio 4000 RTP/AVP 8', 'a=rtpmap:8 G729/8000'), /neither PCMA nor PCMU/],
  [sdp('m=audio 4000 RTP/SAVP 8'), /not supported/],
  [sdp('m=audio 4000 RTP/AVP 8').replace(/c=.*\r\n/, ''), /no connection address/],
  [sdp('m=audio 4000 RTP/AVP 8') + 'a=x\r\n'.repeat(9_000), /too large/],
])('%# is refused with its reason', (given, reason) => {
  expect(readSdp(given)).toMatch(reason);
});

test('a hold is answered in kind with a higher version', () => {
  const local = sdp('m=audio 4000 RTP/AVP 8', 'a=sendrecv');
  const held = nextAnswer(local, undefined, 'sendonly');
  expect(held).toContain('a=recvonly');
  expect(held).not.toContain('a=sendrecv');
  expect(held).toContain('o=- 1 2 ');
  expect(nextAnswer(local, undefined, 'sendrecv')).toBe(local);
  expect(isHold('sendonly') && isHold('inactive') && !isHold('recvonly')).toBe(true);
});

test('a fresh description carries on the version of the one in force', () => {
  const inForce = sdp('m=audio 4000 RTP/AVP 8').replace('o=- 1 1', 'o=- 1 7');
  expect(nextAnswer(inForce, sdp('m=audio 5000 RTP/AVP 8'), 'sendrecv')).toMatch(
    /o=- 1 8 [^]*m=audio 5000[^]*a=sendrecv/,
  );
});

test('one law is kept of an offer, with its keys', () => {
  const offer = sdp(
    'm=audio 4000 RTP/AVP 8 0 101',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    'a=sendrecv',
  );
  const kept = sdp(
    'm=audio 4000 RTP/AVP 8 101',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    'a=sendrecv',
  );
  expect(onlyLaw(offer, 'A')).toBe(kept);
  expect(readSdp(onlyLaw(offer, 'mu'))).toMatchObject({ laws: ['mu'], keys: 101 });
  expect(onlyLaw(kept, 'mu')).toBe(kept);
});

test('hold in the old way is a hold', () => {
  expect(readSdp(sdp('m=audio 4000 RTP/AVP 8').replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0'))).toMatchObject({
    direction: 'inactive',
  });
});

const plain = sdp('m=audio 4000 RTP/AVP 8');
const web = sdp('m=audio 9 UDP/TLS/RTP/SAVPF 8', 'a=ice-ufrag:one', 'a=fingerprint:sha-256 AA');
test.each([
  ['the same', plain, plain, false],
  ['another direction', plain, sdp('m=audio 4000 RTP/AVP 8', 'a=sendonly'), false],
  ['the old hold', plain, plain.replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0'), false],
  ['another port', plain, sdp('m=audio 4002 RTP/AVP 8'), true],
  ['another address', plain, plain.replace('c=IN IP4 127.0.0.1', 'c=IN IP4 192.0.2.1'), true],
  ['another codec', plain, sdp('m=audio 4000 RTP/AVP 0'), true],
  ['a browser that gathered more', web, web.replace('m=audio 9', 'm=audio 40000'), false],
  ['a browser that restarts ICE', web, web.replace('ufrag:one', 'ufrag:two'), true],
])('%s: moved %s', (_name, before, after, moved) => {
  expect(hasMoved(before, after)).toBe(moved);
});
