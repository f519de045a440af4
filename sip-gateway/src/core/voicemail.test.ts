import { expect, test } from 'vitest';
import fc from 'fast-check';
import {
  decode,
  emptyMessage,
  emptyTail,
  endOf,
  keptPart,
  messageOf,
  mostSamples,
  place,
  readRtp,
  SAMPLE_RATE,
  settle,
  wavHeader,
} from './voicemail.ts';

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

test.each([
  ['timestamps that leap', (i: number) => ({ ssrc: 1, timestamp: i * 79_000 })],
  ['new sources one after the other', (i: number) => ({ ssrc: i, timestamp: 0 })],
])('%s make no message longer than it may be', (_name, packet) => {
  const most = mostSamples({ maximumMs: 60_000 });
  expect(most).toBe(61 * SAMPLE_RATE);
  let message = emptyMessage;
  for (let i = 0; i < 10_000; i++) message = place(message, packet(i), loud(), most).message;
  expect(message.length).toBeLessThanOrEqual(most);
  expect(message.length).toBeGreaterThan(most - 160);
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
  const at = (ms: number, lateMs = 0) => ({ elapsedMs: ms, soundMs: ms - lateMs });
  expect(endOf(spoken, limits, at(4_900))).toBeUndefined();
  expect(endOf(spoken, limits, at(5_000))).toBe('silence');
  expect(endOf({ ...spoken, spokenUntil: 59 * SAMPLE_RATE }, limits, at(60_000))).toBe('maximumLength');
  // Sound that came late has not been silent before it came.
  expect(endOf(spoken, limits, at(6_000, 1_500))).toBeUndefined();
});

test('whoever has not begun is given more time than whoever has finished', () => {
  const limits = { maximumMs: 60_000, silenceMs: 3_000 };
  expect(endOf(emptyMessage, limits, { elapsedMs: 5_900, soundMs: 5_900 })).toBeUndefined();
  expect(endOf(emptyMessage, limits, { elapsedMs: 6_000, soundMs: 6_000 })).toBe('silence');
});

test('a pause within a message is kept', () => {
  const speech = Array.from({ length: 200 }, (_, i) => [i * 160, i < 20 || i >= 150 ? loud() : quiet()] as const);
  expect(keptPart(talk(speech).message)).toEqual({ from: 0, to: 200 * 160 });
});

test('a message found again is known by its samples', () => {
  const samples = new Int16Array(3 * SAMPLE_RATE).fill(2_000, SAMPLE_RATE, 2 * SAMPLE_RATE);
  expect(keptPart(messageOf(samples))).toEqual({ from: SAMPLE_RATE - 2_400, to: 2 * SAMPLE_RATE + 2_400 });
  expect(keptPart(messageOf(new Int16Array(5_000)))).toBeUndefined();
  expect(messageOf(new Int16Array(0))).toEqual(emptyMessage);
});

test('what is settled follows on without a seam, whatever the order of the packets', () => {
  const shuffled = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(shuffled, (jitter) => {
      // Packet i carries its own number; each comes up to 5 packets before or after its turn.
      const arrivals = jitter.map((late, index) => ({ index, turn: index + late / 4 }));
      arrivals.sort((one, other) => one.turn - other.turn);
      let tail = emptyTail;
      const written: number[] = [];
      for (const { index } of arrivals) {
        const next = settle(tail, index * 160, new Int16Array(160).fill(index + 1));
        expect(next.tail.from).toBe(tail.from + next.settled.length);
        written.push(...next.settled);
        tail = next.tail;
      }
      written.push(...tail.samples);
      expect(written.filter((_, at) => at % 160 === 0)).toEqual(jitter.map((_, index) => index + 1));
    }),
  );
});

test('a packet that comes after its place was settled changes nothing', () => {
  const first = settle(emptyTail, 0, new Int16Array(8_000).fill(1));
  const late = settle(first.tail, 100, new Int16Array(160).fill(9));
  expect(late.settled).toHaveLength(0);
  expect([...late.tail.samples]).toEqual([...first.tail.samples]);
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
