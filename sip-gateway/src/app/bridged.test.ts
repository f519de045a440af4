import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { tellBridged } from './bridged.ts';
import type { Call, Leg, World } from './call.ts';

const sdp = (transport: string): string =>
  ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', `m=audio 9 ${transport} 8`, ''].join(
    '\r\n',
  );
const BROWSER = `${sdp('UDP/TLS/RTP/SAVPF')}a=ice-ufrag:x\r\na=ice-pwd:xxxxxxxxxxxxxxxxxxxxxx\r\na=fingerprint:sha-256 00\r\n`;

/** A joined call whose agent is heard so long after; and what was told, counted from the join. */
function joined(agentSdp: string, heardAfterMs: number) {
  const told: number[] = [];
  let asked = 0;
  const from = Date.now();
  const world = {
    now: () => Date.now(),
    events: { publish: ({ bridgedAt }: { bridgedAt: number }) => told.push(bridgedAt - from) },
    media: {
      hasBeenHeard: () => {
        asked += 1;
        return Promise.resolve(Date.now() - from >= heardAfterMs);
      },
    },
  } as unknown as World;
  const call = { open: true, callId: 'call' } as unknown as Call;
  const leg = { legId: 'leg', status: 'answered', sdp: agentSdp } as unknown as Leg;
  tellBridged(world, call, leg);
  return { told, call, asked: () => asked };
}

describe('when a conversation begins', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('with a telephone at once, and the media server is asked nothing', () => {
    const { told, asked } = joined(sdp('RTP/AVP'), 500);
    expect(told).toEqual([0]);
    expect(asked()).toBe(0);
  });
  test('with a browser at its first sound, within the time between two questions', async () => {
    const { told } = joined(BROWSER, 42);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toHaveLength(1);
    expect(told[0]).toBeGreaterThanOrEqual(42);
    expect(told[0]).toBeLessThan(50);
  });
  test('a browser without a sound counts as heard after a second, and is asked about some fifty times, not for ever', async () => {
    const { told, asked } = joined(BROWSER, Infinity);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toHaveLength(1);
    expect(told[0]).toBeGreaterThanOrEqual(1_000);
    expect(told[0]).toBeLessThan(1_100);
    expect(asked()).toBeLessThan(60);
  });
  test('one that ended before anything was heard has not begun', async () => {
    const { told, call } = joined(BROWSER, 300);
    await vi.advanceTimersByTimeAsync(100);
    call.open = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toEqual([]);
  });
});
