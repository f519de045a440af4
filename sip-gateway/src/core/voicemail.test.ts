import { expect, test } from 'vitest';
import { decode, emptyMessage, endOf, keptPart, place, readRtp, SAMPLE_RATE, wavHeader } from './voicemail.ts';

const loud = () => new Int16Array(160).fill(2_000);
const quiet = () => new Int16Array(160);

const talk = (packets: readonly (readonly [timestamp: number, samples: Int16Array, ssrc?: number])[]) => {
  const offsets: (number | undefined)[] = [];
  let message = emptyMessage;
  for (const [timestamp, samples, ssrc = 1] of packets) {
    const placed = place(message, { ssrc, timestamp }, samples);
    offsets.push(placed.offset);
    message = placed.message;
  }
  return { offsets, message };
};

test('samples are placed by their timestamp: disorder is mended, gaps stay', () => {
  const { offsets, message } = talk([
    [1_000, loud()],
    [1_320, loud()],
    [1_160, loud()],
    [2_120, loud()],
  ]);
  expect(offsets).toEqual([0, 320, 160, 1_120]);
  expect(message.length).toBe(1_280);
});

test('the clock of the sender may wrap round', () => {
  expect(talk([[0xffff_ff60, loud()], [0, loud()]]).offsets).toEqual([0, 160]); // prettier-ignore
});

test('a new source or a new clock goes on where the message stood', () => {
  expect(talk([[0, loud()], [50, loud(), 2]]).offsets).toEqual([0, 160]); // prettier-ignore
  expect(talk([[0, loud()], [900_000_000, loud()]]).offsets).toEqual([0, 160]); // prettier-ignore
  expect(talk([[5_000, loud()], [160, loud()]]).offsets).toEqual([0, undefined]); // prettier-ignore
});

test('what was said is kept, without the silence round it', () => {
  const speech = Array.from({ length: 100 }, (_, i) => [i * 160, i >= 50 && i < 70 ? loud() : quiet()] as const);
  expect(keptPart(talk(speech).message)).toEqual({ from: 50 * 160 - 2_400, to: 70 * 160 + 2_400 });
  expect(keptPart(talk(speech.slice(0, 50)).message)).toBeUndefined();
  expect(keptPart(talk([[0, loud()]]).message)).toBeUndefined();
});

test('a message ends at its maximum, or when nothing more is said', () => {
  const limits = { maximumMs: 60_000, silenceMs: 3_000 };
  const spoken = { length: 16_000, spokenUntil: 2 * SAMPLE_RATE, spokenFrom: 0 };
  expect(endOf(spoken, limits, 4_900)).toBeUndefined();
  expect(endOf(spoken, limits, 5_000)).toBe('silence');
  expect(endOf(emptyMessage, limits, 3_000)).toBe('silence');
  expect(endOf({ ...spoken, spokenUntil: 59 * SAMPLE_RATE }, limits, 60_000)).toBe('maximumLength');
});

test.each([
  ['A', 0xd5, 8],
  ['A', 0x55, -8],
  ['A', 0xaa, 32_256],
  ['A', 0x2a, -32_256],
  ['mu', 0xff, 0],
  ['mu', 0x80, 32_124],
  ['mu', 0x00, -32_124],
] as const)('%s-law code %i is %i', (law, code, value) => {
  expect(decode(Uint8Array.of(code), law)[0]).toBe(value);
});

test('RTP is read with its extensions, sources and padding; anything else is not RTP', () => {
  const plain = Uint8Array.of(0x80, 8, 0, 1, 0, 0, 0, 5, 0, 0, 0, 9, 1, 2, 3);
  expect(readRtp(plain)).toMatchObject({ payloadType: 8, timestamp: 5, ssrc: 9, payload: Uint8Array.of(1, 2, 3) });
  const padded = Uint8Array.of(0xa0, 8, 0, 1, 0, 0, 0, 5, 0, 0, 0, 9, 1, 0, 2);
  expect(readRtp(padded)?.payload).toEqual(Uint8Array.of(1));
  const extended = Uint8Array.of(0x90, 8, 0, 1, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0, 1, 7, 7, 7, 7, 1);
  expect(readRtp(extended)?.payload).toEqual(Uint8Array.of(1));
  expect(readRtp(Uint8Array.of(1, 2, 3))).toBeUndefined();
  expect(readRtp(extended.subarray(0, 14))).toBeUndefined();
  expect(readRtp(new Uint8Array(20))).toBeUndefined();
});

test('a WAV header tells size and rate', () => {
  const view = new DataView(wavHeader(100, 8_000).buffer);
  expect([view.getUint32(4, true), view.getUint32(24, true), view.getUint32(40, true)]).toEqual([236, 8_000, 200]);
});
