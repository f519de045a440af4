import { expect, test } from 'vitest';
import { answerInForce, isHold, readSdp } from './sdp.ts';

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
  const held = answerInForce(local, 'sendonly');
  expect(held).toContain('a=recvonly');
  expect(held).not.toContain('a=sendrecv');
  expect(held).toContain('o=- 1 2 ');
  expect(answerInForce(local, 'sendrecv')).toBe(local);
  expect(isHold('sendonly') && isHold('inactive') && !isHold('recvonly')).toBe(true);
});
