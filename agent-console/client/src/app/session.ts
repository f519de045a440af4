import { SessionView, type PasswordChange, type SignIn } from '@decroche/protocol';
import { z } from 'zod';
import { HttpProblem, type HttpPort, type ProblemDetails } from './ports.ts';
import { createStore, type Store } from './store.ts';

/** Who uses this page. `expired`: the page stays as it is, with what was typed, until the person signs in again. */
type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'unreachable'; readonly problem: ProblemDetails }
  | { readonly status: 'out' }
  | { readonly status: 'in'; readonly session: SessionView }
  | { readonly status: 'expired'; readonly session: SessionView };

/** Who uses this page, and the ways to change that. */
export interface SessionControl {
  readonly state: Store<SessionState>;
  /** Asks the server who we are. */
  find(): Promise<void>;
  /** The live door has closed: perhaps because the session ended. */
  check(): Promise<void>;
  /** @throws HttpProblem 401 wrong login or password, 429 too many attempts. */
  signIn(credentials: SignIn): Promise<void>;
  signOut(): Promise<void>;
  changePassword(change: PasswordChange): Promise<void>;
}

const Nothing = z.unknown();

/** Sign-in, sign-out and what happens when the session ends under the page. */
export function createSession(http: HttpPort): SessionControl {
  const state = createStore<SessionState>({ status: 'unknown' });
  const expire = () => {
    const now = state.get();
    if (now.status === 'in') state.set({ status: 'expired', session: now.session });
  };
  http.onSignedOut(expire);
  const find = async () => {
    try {
      state.set({ status: 'in', session: await http.read('/api/session', SessionView) });
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      state.set(error.problem.status === 401 ? { status: 'out' } : { status: 'unreachable', problem: error.problem });
    }
  };
  return {
    state,
    find,
    check: async () => {
      try {
        await http.read('/api/session', SessionView);
      } catch (error) {
        if (!(error instanceof HttpProblem)) throw error;
        if (error.problem.status === 401) expire();
      }
    },
    signIn: async (credentials) => {
      const session = await http.send('POST', '/api/session', { body: credentials, schema: SessionView });
      state.set({ status: 'in', session });
    },
    signOut: async () => {
      await http.send('DELETE', '/api/session', { schema: Nothing });
      state.set({ status: 'out' });
    },
    changePassword: async (change) => {
      await http.send('POST', '/api/session/password', { body: change, schema: Nothing });
      await find();
    },
  };
}
