import { answers, cookieOf, Problem, route, SESSION_COOKIE, type Route } from '@decroche/platform/http';
import { PasswordChange, SessionView, SignIn, SoftphoneCredential, type Identity } from '@decroche/protocol';
import type { ConsoleParts } from './parts.ts';

const tag = 'session';
type Cookies = { setHeader(name: string, value: string): unknown; readonly req: { readonly secure: boolean } };

function setCookie(response: Cookies, value: string, maxAge?: number): void {
  const secure = response.req.secure ? '; Secure' : '';
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
  response.setHeader('Set-Cookie', `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict${secure}${age}`);
}

/** Sign-in, sign-out, password, the browser's telephone credential. */
export function sessionRoutes(parts: ConsoleParts): Route[] {
  const view = viewer(parts);
  return [
    route({
      method: 'get',
      path: '/api/session',
      summary: 'Who is signed in',
      tag,
      access: 'signedIn',
      result: SessionView,
      handle: ({ identity }) => view(identity),
    }),
    signIn(parts, view),
    signOut(parts),
    changePassword(parts),
    softphone(parts),
  ];
}

type View = ReturnType<typeof viewer>;

function viewer({ accounts, definitions }: ConsoleParts) {
  return async (identity: Identity): Promise<SessionView> => {
    const account = await accounts.find(identity.accountId);
    const agent = definitions.current().agents.find((each) => each.agentId === identity.agentId);
    return {
      identity,
      ...(agent ? { agent: { agentId: agent.agentId, name: agent.name, device: agent.device } } : {}),
      ...(account?.locale ? { locale: account.locale } : {}),
      firstRun: account?.passwordMade ?? false,
    };
  };
}

function signIn({ accounts, audit }: ConsoleParts, view: View): Route {
  return route({
    method: 'post',
    path: '/api/session',
    summary: 'Sign in',
    tag,
    access: 'public',
    body: SignIn,
    result: SessionView,
    refusals: { 401: 'wrong login or password', 429: 'too many wrong passwords: wait `retryAfterMs`' },
    rateLimit: { windowMs: 60_000, limit: 120 },
    async handle({ body, address, response }) {
      const signedIn = await accounts.signIn(body.login, body.password, address);
      const act = { identity: undefined, address, target: body.login };
      if (signedIn.result === 'locked') {
        await audit.note({ ...act, action: 'session.locked' });
        response.setHeader('Retry-After', String(Math.ceil(signedIn.waitMs / 1000)));
        throw new Problem(429, 'too many attempts', {
          reason: 'lockedOut',
          detail: `too many wrong passwords: wait ${Math.ceil(signedIn.waitMs / 1000)} s`,
          more: { retryAfterMs: signedIn.waitMs },
        });
      }
      if (signedIn.result === 'refused') {
        await audit.note({ ...act, action: 'session.refused' });
        throw new Problem(401, 'not signed in', {
          reason: 'wrongCredentials',
          detail: 'the login or the password is wrong',
        });
      }
      await audit.note({ ...act, identity: signedIn.identity, action: 'session.opened' });
      setCookie(response, signedIn.cookie);
      return view(signedIn.identity);
    },
  });
}

function signOut({ accounts, audit }: ConsoleParts): Route {
  return route({
    method: 'delete',
    path: '/api/session',
    summary: 'Sign out',
    tag,
    access: 'signedIn',
    async handle({ identity, address, request, response }) {
      const cookie = cookieOf(request.headers.cookie, SESSION_COOKIE);
      if (cookie !== undefined) await accounts.signOut(cookie);
      await audit.note({ identity, address, action: 'session.closed', target: identity.login });
      setCookie(response, '', 0);
      return answers.empty();
    },
  });
}

function changePassword({ accounts, audit }: ConsoleParts): Route {
  return route({
    method: 'post',
    path: '/api/session/password',
    summary: 'Change one’s own password; every session of the account ends',
    tag,
    access: 'signedIn',
    body: PasswordChange,
    refusals: { 403: 'the present password is wrong' },
    rateLimit: { windowMs: 60_000, limit: 20 },
    async handle({ identity, body, address, response }) {
      const refusal = await accounts.changePassword(identity.accountId, body);
      const act = { identity, address, target: identity.login };
      if (refusal !== undefined) {
        await audit.note({ ...act, action: 'password.refused' });
        throw new Problem(403, 'not allowed', { reason: refusal, detail: 'the present password is not this one' });
      }
      await audit.note({ ...act, action: 'password.changed' });
      const again = await accounts.signIn(identity.login, body.next, address);
      if (again.result === 'signedIn') setCookie(response, again.cookie);
      return answers.empty();
    },
  });
}

function softphone({ definitions, devices }: ConsoleParts): Route {
  return route({
    method: 'get',
    path: '/api/softphone',
    summary: 'A short-lived SIP credential for the browser of the agent who is signed in',
    tag,
    access: 'agent',
    result: SoftphoneCredential,
    refusals: { 403: 'not an agent', 409: 'this agent answers on something else' },
    handle({ identity }) {
      const agent = definitions.current().agents.find((each) => each.agentId === identity.agentId);
      if (!agent) {
        throw new Problem(403, 'not allowed', { reason: 'notAnAgent', detail: 'this account answers no calls' });
      }
      if (agent.device.kind !== 'browser') {
        throw new Problem(409, 'another device', {
          reason: 'notABrowser',
          detail: 'this agent answers on a telephone, not in the browser',
        });
      }
      return devices.softphone(agent.device.deviceId);
    },
  });
}
