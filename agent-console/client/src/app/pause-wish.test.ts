import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveFeeds } from './live-feed.ts';
import { createPauseWishes, endWishWithTheShift } from './pause-wish.ts';
import { HttpProblem } from './ports.ts';
import type { SessionControl } from './session.ts';
import { createStore } from './store.ts';

const tooFew = (possibleAt?: number) =>
  new HttpProblem({ status: 409, title: 'refused', reason: 'tooFewPresent', body: { possibleAt } });

function agent(options: { busy?: boolean; kept?: Map<string, string>; agentId?: string } = {}) {
  const kept = options.kept ?? new Map<string, string>();
  const asked: string[] = [];
  const answers: (HttpProblem | undefined)[] = [];
  const answer = (what: string) => {
    asked.push(what);
    const refusal = answers.shift();
    return refusal ? Promise.reject(refusal) : Promise.resolve();
  };
  const wishes = createPauseWishes({
    me: {
      pause: (reason) => answer(`pause ${reason}`),
      nextState: (next) => answer(`next ${JSON.stringify(next)}`),
    },
    busy: () => options.busy ?? false,
    tabMemory: {
      get: (key) => kept.get(key),
      set: (key, value) => void kept.set(key, value),
      remove: (key) => void kept.delete(key),
    },
    now: () => Date.now(),
  });
  wishes.belongTo(options.agentId ?? 'alice');
  return { wishes, asked, kept, refuse: (...given: (HttpProblem | undefined)[]) => answers.push(...given) };
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('a break', () => {
  it('that is granted leaves nothing behind', async () => {
    const { wishes, asked } = agent();
    await wishes.ask('lunch');
    expect(asked).toEqual(['pause lunch']);
    expect(wishes.wish.get()).toBeUndefined();
  });

  it('during a call is the next state', async () => {
    const { wishes, asked } = agent({ busy: true });
    await wishes.ask('lunch');
    expect(asked).toEqual(['next {"status":"notReady","reason":"lunch"}']);
  });

  it('that would leave too few people says when it can be had', async () => {
    const { wishes, refuse } = agent();
    refuse(tooFew(1_600_000));
    await wishes.ask('lunch');
    expect(wishes.wish.get()).toEqual({ reason: 'lunch', status: 'refused', possibleAt: 1_600_000 });
  });

  it('is taken by itself at that time, once the agent has said so', async () => {
    const { wishes, asked, refuse } = agent();
    refuse(tooFew(1_600_000));
    await wishes.ask('lunch');
    await vi.advanceTimersByTimeAsync(700_000);
    expect(asked).toHaveLength(1);
    refuse(tooFew(1_900_000));
    await wishes.ask('lunch');
    wishes.takeThen();
    await vi.advanceTimersByTimeAsync(199_000);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(3);
    expect(wishes.wish.get()).toBeUndefined();
  });

  it('refused again at its time says the next one and waits for the agent', async () => {
    const { wishes, asked, refuse } = agent();
    refuse(tooFew(1_100_000), tooFew(1_200_000));
    await wishes.ask('lunch');
    wishes.takeThen();
    await vi.advanceTimersByTimeAsync(500_000);
    expect(asked).toHaveLength(2);
    expect(wishes.wish.get()).toEqual({ reason: 'lunch', status: 'refused', possibleAt: 1_200_000 });
  });

  it('that was forgotten is not taken', async () => {
    const { wishes, asked, refuse, kept } = agent();
    refuse(tooFew(1_100_000));
    await wishes.ask('lunch');
    wishes.takeThen();
    wishes.forget();
    await vi.advanceTimersByTimeAsync(500_000);
    expect(asked).toHaveLength(1);
    expect(kept.size).toBe(0);
  });

  it('that was planned is taken after a reload of the page too', async () => {
    const kept = new Map([
      ['pause-wish', JSON.stringify({ agentId: 'alice', reason: 'lunch', possibleAt: 1_100_000 })],
    ]);
    const { wishes, asked } = agent({ kept });
    expect(wishes.wish.get()?.status).toBe('planned');
    await vi.advanceTimersByTimeAsync(100_000);
    expect(asked).toEqual(['pause lunch']);
  });

  it('refused for another reason is said by whoever asked', async () => {
    const { wishes, refuse } = agent();
    refuse(new HttpProblem({ status: 409, title: 'refused', reason: 'unknownPauseReason' }));
    await expect(wishes.ask('nap')).rejects.toThrow();
    expect(wishes.wish.get()).toBeUndefined();
  });

  it('of the one who used this tab before is not taken by the next', async () => {
    const kept = new Map([
      ['pause-wish', JSON.stringify({ agentId: 'alice', reason: 'lunch', possibleAt: 1_100_000 })],
    ]);
    const { wishes, asked } = agent({ kept, agentId: 'bruno' });
    expect(wishes.wish.get()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(500_000);
    expect(asked).toEqual([]);
    expect(kept.size).toBe(0);
  });
});

describe('a planned break ends', () => {
  const signedIn = (agentId: string) => ({ status: 'in', session: { agent: { agentId } } });
  async function planned() {
    const mine = agent();
    const state = createStore<unknown>(signedIn('alice'));
    const live = createStore<unknown>({ view: { agent: { status: 'ready' } } });
    endWishWithTheShift(
      mine.wishes,
      { state } as unknown as SessionControl,
      { desk: { live } } as unknown as LiveFeeds,
    );
    mine.refuse(tooFew(1_600_000));
    await mine.wishes.ask('lunch');
    mine.wishes.takeThen();
    return { ...mine, state, live };
  }
  const says = async ({ wishes, asked, kept }: Awaited<ReturnType<typeof planned>>) => {
    await vi.advanceTimersByTimeAsync(700_000);
    return { wish: wishes.wish.get(), asked: asked.length, kept: kept.size };
  };
  const gone = { wish: undefined, asked: 1, kept: 0 };

  it('with the shift', async () => {
    const mine = await planned();
    mine.live.set({ view: { agent: { status: 'loggedOut' } } });
    expect(await says(mine)).toEqual(gone);
  });

  it('when its person signs out', async () => {
    const mine = await planned();
    mine.state.set({ status: 'out' });
    expect(await says(mine)).toEqual(gone);
  });

  it('when somebody else signs in after the session ended', async () => {
    const mine = await planned();
    mine.state.set({ status: 'expired', session: {} });
    mine.state.set(signedIn('bruno'));
    expect(await says(mine)).toEqual(gone);
  });

  it('not when the same person signs in again', async () => {
    const mine = await planned();
    mine.state.set({ status: 'expired', session: {} });
    mine.state.set(signedIn('alice'));
    expect(await says(mine)).toEqual({ wish: undefined, asked: 2, kept: 0 });
  });
});
