import { HttpProblem, type MemoryPort, type ProblemDetails } from './ports.ts';
import type { AgentActions } from './agent-actions.ts';
import type { LiveFeeds } from './live-feed.ts';
import type { SessionControl } from './session.ts';
import type { Softphone } from './softphone.ts';
import { createStore, type Store } from './store.ts';

/** Taking and ending a shift: the telephone first, then the queues. */
interface ShiftView {
  readonly status: 'idle' | 'starting' | 'ending';
  readonly problem?: ProblemDetails;
}

/** The beginning and the end of a working day. */
export interface Shift {
  readonly view: Store<ShiftView>;
  /** The click that starts a working day. `take`: from the tab that has the telephone. */
  start(how: 'ifFree' | 'take'): Promise<void>;
  end(): Promise<void>;
  /** After a reload in the middle of a shift: the telephone again, without a click where the browser allows it. */
  resume(): Promise<void>;
}

/** How long the telephone may take to be seen by the acd. */
const REACHABLE_WITHIN_MS = 10_000;
const MARK = 'shift';

/** What a shift puts in order. */
export interface ShiftParts {
  readonly session: SessionControl;
  readonly feeds: LiveFeeds;
  readonly softphone: Softphone;
  readonly me: AgentActions;
  readonly tabMemory: MemoryPort;
}

/** Resolves true when the store says so, false after the time given. */
function becomes<T>(store: Store<T>, says: (value: T) => boolean, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (answer: boolean) => {
      clearTimeout(timer);
      stop();
      resolve(answer);
    };
    const timer = setTimeout(() => settle(false), withinMs);
    const look = () => {
      if (says(store.get())) settle(true);
    };
    const stop = store.subscribe(look);
    look();
  });
}

/** Puts the steps of a shift in order and says which one failed. */
export function createShift({ session, feeds, softphone, me, tabMemory }: ShiftParts): Shift {
  const view = createStore<ShiftView>({ status: 'idle' });
  const desk = () => feeds.desk.live.get().view;
  const usesBrowser = () => {
    const now = session.state.get();
    return now.status === 'in' && now.session.agent?.device.kind === 'browser';
  };

  const openTelephone = async (how: 'ifFree' | 'take'): Promise<boolean> => {
    if (!usesBrowser()) return true;
    if (!(await softphone.start(how))) return false;
    const registered = await becomes(
      softphone.view,
      ({ phone }) => phone.line.status === 'registered' || phone.line.status === 'refused',
      REACHABLE_WITHIN_MS,
    );
    if (!registered || softphone.view.get().phone.line.status === 'refused') return false;
    await becomes(feeds.desk.live, ({ view }) => view?.agent.deviceReachable === true, REACHABLE_WITHIN_MS);
    return true;
  };

  const run = async (status: 'starting' | 'ending', steps: () => Promise<void>) => {
    view.set({ status });
    try {
      await steps();
      view.set({ status: 'idle' });
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      view.set({ status: 'idle', problem: error.problem });
    }
  };

  const logIn = async () => {
    try {
      await me.login();
    } catch (error) {
      const already = error instanceof HttpProblem && error.problem.reason === 'alreadyLoggedIn';
      if (!already) throw error;
    }
  };

  // Sent off by a chosen next state or a supervisor: the telephone of this page rests too.
  let before = desk()?.agent.status;
  feeds.desk.live.subscribe(() => {
    const now = desk()?.agent.status;
    const left = now === 'loggedOut' && before !== undefined && before !== 'loggedOut';
    before = now;
    if (!left || view.get().status !== 'idle') return;
    tabMemory.remove(MARK);
    softphone.stop();
  });

  return {
    view,
    start: (how) =>
      run('starting', async () => {
        if (!(await openTelephone(how))) return;
        if (usesBrowser()) softphone.testRing();
        await logIn();
        tabMemory.set(MARK, 'on');
      }),
    end: () =>
      run('ending', async () => {
        if (desk()?.agent.status !== 'loggedOut') await me.logout();
        tabMemory.remove(MARK);
        softphone.stop();
      }),
    resume: () =>
      run('starting', async () => {
        if (tabMemory.get(MARK) === 'on' && usesBrowser()) await openTelephone('ifFree');
      }),
  };
}
