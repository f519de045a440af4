import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpProblem, type PhoneSignal, type Ports } from './ports.ts';
import { createSoftphone } from './softphone.ts';

const credential = (expiresAt: number) => ({
  deviceId: 'julie',
  uri: 'sip:julie@decroche',
  server: '/sip',
  authorizationUsername: 'u',
  password: 'p',
  expiresAt,
  iceServers: [],
});

/** A browser and a SIP side that only remember what they were asked. */
function fakeWorld(options: { microphone?: 'denied'; tabFree?: boolean; chosenIsBusy?: boolean } = {}) {
  const asked: string[] = [];
  const remember =
    (name: string) =>
    (...args: readonly unknown[]) =>
      void asked.push([name, ...args.filter((arg) => typeof arg !== 'object')].join(' '));
  let signal: (signal: PhoneSignal) => void = () => {};
  let microphoneLost = () => {};
  let tabLost = () => {};
  const kept = new Map<string, string>();
  let answer: () => unknown = () => credential(Date.now() + 3_600_000);
  const ports = {
    http: {
      read: async () => answer(),
    },
    live: { report: (report: { registered: boolean }) => asked.push(`report ${report.registered}`) },
    phone: {
      onSignal: (listener: typeof signal) => {
        signal = listener;
      },
      ...Object.fromEntries(
        ['connect', 'renew', 'disconnect', 'accept', 'refuseBusy', 'hangUp', 'setMuted', 'restartIce', 'sendDigit'].map(
          (name) => [name, remember(name)],
        ),
      ),
      microphoneChanged: remember('microphoneChanged'),
    },
    microphone: {
      open: async () => (options.microphone ? { ok: false, trouble: options.microphone } : { ok: true }),
      close: remember('closeMicrophone'),
      level: () => 0,
      label: () => '',
      devices: async () => [
        { deviceId: 'desk', label: 'Desk microphone' },
        { deviceId: 'headset', label: 'Headset' },
      ],
      choose: async (deviceId: string | undefined) => {
        asked.push(`choose ${deviceId ?? 'default'}`);
        return options.chosenIsBusy ? { ok: false, trouble: 'busy' } : { ok: true };
      },
      onLost: (listener: () => void) => {
        microphoneLost = listener;
      },
      onDevicesChanged: () => {},
    },
    sound: { unlock: async () => true, ring: (on: boolean) => asked.push(`ring ${on}`), testRing: () => {} },
    tabLock: {
      acquire: async (_how: string, lost: () => void) => {
        tabLost = lost;
        return options.tabFree ?? true;
      },
      release: remember('releaseTab'),
    },
    attention: { askPermission: () => {}, call: () => {}, rest: () => {}, veil: () => {}, guardLeaving: () => {} },
    memory: {
      get: (key: string) => kept.get(key),
      set: (key: string, value: string) => kept.set(key, value),
      remove: (key: string) => kept.delete(key),
    },
    world: { now: () => Date.now(), onReturn: () => {} },
  } as unknown as Ports;
  return {
    softphone: createSoftphone(ports),
    asked,
    kept,
    hear: (given: PhoneSignal) => signal(given),
    loseMicrophone: () => microphoneLost(),
    loseTab: () => tabLost(),
    serverAnswers: (given: () => unknown) => {
      answer = given;
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function started(options?: Parameters<typeof fakeWorld>[0]) {
  const world = fakeWorld(options);
  const ok = await world.softphone.start('ifFree');
  await vi.advanceTimersByTimeAsync(0);
  return { ...world, ok };
}
const lineOf = ({ softphone }: ReturnType<typeof fakeWorld>) => softphone.view.get().phone.line.status;

describe('the telephone of the page', () => {
  it('opens microphone and tab lock, then registers with a fresh credential', async () => {
    const world = await started();
    expect(world.ok).toBe(true);
    expect(world.asked).toContain('connect');
    world.hear({ type: 'registered' });
    expect(lineOf(world)).toBe('registered');
    expect(world.asked.at(-1)).toBe('report true');
  });

  it('does not register without a microphone, and says which trouble it is', async () => {
    const world = await started({ microphone: 'denied' });
    expect(world.ok).toBe(false);
    expect(world.asked).not.toContain('connect');
    expect(world.softphone.view.get()).toMatchObject({
      microphone: 'denied',
      trouble: { kind: 'microphone', why: 'denied' },
    });
  });

  it('leaves the telephone to the tab that has it', async () => {
    const world = await started({ tabFree: false });
    expect(world.softphone.view.get().trouble).toEqual({ kind: 'otherTab' });
    expect(lineOf(world)).toBe('off');
  });

  it('stops when another tab takes it', async () => {
    const world = await started();
    world.hear({ type: 'registered' });
    world.loseTab();
    expect(lineOf(world)).toBe('off');
    expect(world.asked).toContain('disconnect');
    expect(world.softphone.view.get().trouble).toEqual({ kind: 'otherTab' });
  });

  it('tries again by itself after a loss', async () => {
    const world = await started();
    world.hear({ type: 'registered' });
    world.hear({ type: 'connectionLost' });
    expect(lineOf(world)).toBe('lost');
    await vi.advanceTimersByTimeAsync(500);
    expect(world.asked.filter((what) => what === 'connect')).toHaveLength(2);
  });

  it('renews the credential before its end without registering again', async () => {
    const world = await started();
    world.hear({ type: 'registered' });
    await vi.advanceTimersByTimeAsync(3_600_000 - 5 * 60_000);
    expect(world.asked).toContain('renew');
    expect(world.asked.filter((what) => what === 'connect')).toHaveLength(1);
  });

  it('goes on trying when the server is away, and stops when the server refuses', async () => {
    const world = fakeWorld();
    world.serverAnswers(() => {
      throw new HttpProblem({ status: 0, title: 'unreachable' });
    });
    await world.softphone.start('ifFree');
    await vi.advanceTimersByTimeAsync(0);
    expect(lineOf(world)).toBe('lost');
    world.serverAnswers(() => {
      throw new HttpProblem({ status: 409, title: 'another device', reason: 'notABrowser' });
    });
    await vi.advanceTimersByTimeAsync(500);
    expect(lineOf(world)).toBe('refused');
  });

  it('rings exactly while it rings', async () => {
    const world = await started();
    world.hear({ type: 'registered' });
    world.hear({ type: 'invited', invite: { sessionId: 's1', offerId: 'o1' } });
    expect(world.asked).toContain('ring true');
    world.softphone.answer('o1');
    expect(world.asked.slice(-2)).toEqual(['ring false', 'accept s1']);
  });

  it('tells the server at once when the microphone is lost', async () => {
    const world = await started();
    world.loseMicrophone();
    expect(world.softphone.view.get()).toMatchObject({
      microphone: 'lost',
      trouble: { kind: 'microphone', why: 'lost' },
    });
    expect(world.asked.at(-1)).toMatch(/^report/);
  });

  it('lets the agent choose the microphone, heard at once in the call, and remembers it', async () => {
    const { softphone, asked, kept } = await started();
    expect(softphone.view.get().microphones.map(({ deviceId }) => deviceId)).toEqual(['desk', 'headset']);
    await softphone.chooseMicrophone('headset');
    expect(asked).toEqual(expect.arrayContaining(['choose headset', 'microphoneChanged']));
    expect(softphone.view.get()).toMatchObject({ chosenMicrophone: 'headset', microphone: 'granted' });
    expect(kept.get('microphone')).toBe('headset');
    await softphone.chooseMicrophone(undefined);
    expect(kept.has('microphone')).toBe(false);
  });

  it('says so when the chosen microphone does not open', async () => {
    const { softphone, asked } = await started({ chosenIsBusy: true });
    await softphone.chooseMicrophone('headset');
    expect(softphone.view.get().trouble).toEqual({ kind: 'microphone', why: 'busy' });
    expect(asked).not.toContain('microphoneChanged');
  });
});
