import { z } from 'zod';
import type { AgentActions } from './agent-actions.ts';
import type { LiveFeeds } from './live-feed.ts';
import { HttpProblem, type MemoryPort } from './ports.ts';
import type { SessionControl } from './session.ts';
import { createStore, type Store } from './store.ts';

/**
 * A break that the always-someone guard (H3) did not grant at once.
 *
 *   none ── ask ──▶ refused ── takeThen ──▶ planned ── its time ──▶ none (taken) or refused again
 *                      └────── forget ──────────┘
 */
export interface PauseWish {
  readonly reason: string;
  /** `planned`: it is taken by itself when its time comes. */
  readonly status: 'refused' | 'planned';
  /** When it can be granted, as far as the roster tells. */
  readonly possibleAt?: number;
}

/** Breaks that must wait for enough colleagues. */
export interface PauseWishes {
  readonly wish: Store<PauseWish | undefined>;
  /** Asks for a break now. @throws HttpProblem for every refusal but that of too few people present. */
  ask(reason: string): Promise<void>;
  /** Take it when it becomes possible: one click, visible, and taken back with another. */
  takeThen(): void;
  forget(): void;
  /** Who is at this page from now on: their own wish is found again after a reload, anybody else's is gone. */
  belongTo(agentId: string | undefined): void;
}

const Kept = z.object({ agentId: z.string(), reason: z.string(), possibleAt: z.number() });
const KEY = 'pause-wish';
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function whenPossible(error: unknown): { readonly possibleAt?: number } | undefined {
  if (!(error instanceof HttpProblem) || error.problem.reason !== 'tooFewPresent') return undefined;
  const parsed = z.object({ possibleAt: z.number() }).safeParse(error.problem.body);
  return parsed.success ? parsed.data : {};
}

/** What the wishes stand on. */
export interface PauseWishParts {
  readonly me: Pick<AgentActions, 'pause' | 'nextState'>;
  /** On a call or in wrap-up a break is a next state. */
  readonly busy: () => boolean;
  readonly tabMemory: MemoryPort;
  /** The server's clock. */
  readonly now: () => number;
}

/** Keeps a refused break in sight and takes it when its time has come, also after a reload of the page. */
export function createPauseWishes({ me, busy, tabMemory, now }: PauseWishParts): PauseWishes {
  const wish = createStore<PauseWish | undefined>(undefined);
  let agentId: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const set = (next: PauseWish | undefined) => {
    clearTimeout(timer);
    wish.set(next);
    if (next?.status !== 'planned' || next.possibleAt === undefined) return tabMemory.remove(KEY);
    tabMemory.set(KEY, JSON.stringify({ agentId, reason: next.reason, possibleAt: next.possibleAt }));
    timer = setTimeout(() => void take(next.reason), Math.min(LONGEST_TIMER_MS, Math.max(0, next.possibleAt - now())));
  };
  const ask = async (reason: string) => {
    try {
      await (busy() ? me.nextState({ status: 'notReady', reason }) : me.pause(reason));
      set(undefined);
    } catch (error) {
      const possible = whenPossible(error);
      if (!possible) throw error;
      set({ reason, status: 'refused', ...possible });
    }
  };
  const take = async (reason: string) => {
    try {
      await ask(reason);
    } catch (error) {
      // Refused for another reason, or the server is away: the wish stays in sight, to be asked again by hand.
      if (!(error instanceof HttpProblem)) throw error;
      set({ reason, status: 'refused' });
    }
  };

  const kept = (): z.infer<typeof Kept> | undefined => {
    const text = tabMemory.get(KEY);
    return text === undefined ? undefined : Kept.safeParse(JSON.parse(text)).data;
  };

  return {
    wish,
    ask,
    takeThen: () => {
      const present = wish.get();
      if (present?.possibleAt !== undefined) set({ ...present, status: 'planned' });
    },
    forget: () => set(undefined),
    belongTo: (who) => {
      if (who === agentId) return;
      agentId = who;
      const mine = kept();
      if (who === undefined || mine?.agentId !== who) return set(undefined);
      set({ reason: mine.reason, possibleAt: mine.possibleAt, status: 'planned' });
    },
  };
}

/** A wish is one person's in one shift: who signs in next and who comes back tomorrow take no break of before. */
export function endWishWithTheShift(wishes: PauseWishes, session: SessionControl, { desk }: LiveFeeds): void {
  session.state.subscribe(() => {
    const now = session.state.get();
    if (now.status === 'in') wishes.belongTo(now.session.agent?.agentId);
    if (now.status === 'out') wishes.belongTo(undefined);
  });
  desk.live.subscribe(() => {
    if (wishes.wish.get() && desk.live.get().view?.agent.status === 'loggedOut') wishes.forget();
  });
}
