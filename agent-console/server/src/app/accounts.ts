import { randomBytes, randomUUID } from 'node:crypto';
import { Fault, type Clock } from '@decroche/platform';
import type {
  Account,
  AccountChange,
  AccountCreated,
  AccountId,
  AccountInput,
  AgentId,
  Identity,
  NoticeChoice,
} from '@decroche/protocol';
import { failed, forgotten, waitMs, type Attempts } from '../core/throttle.ts';
import type { AccountPatch, AccountStore, Page, PasswordHasher, Sessions, Slice, StoredAccount } from './ports.ts';

/** A session ends after this long without a request. */
const SESSION_MS = 12 * 60 * 60_000;
/** Account and address pairs watched at once. */
const WATCHED = 10_000;

/** What becomes of a sign-in. */
type SignInResult =
  | { readonly result: 'signedIn'; readonly cookie: string; readonly identity: Identity; readonly account: Account }
  | { readonly result: 'refused' }
  | { readonly result: 'locked'; readonly waitMs: number };

/** Why a change of accounts is refused. */
export type AccountRefusal = 'unknownAccount' | 'loginTaken' | 'lastAdmin' | 'wrongPassword';

/** Local accounts and their sessions. */
export interface Accounts {
  /** @param address of the peer: wrong passwords lock the account for that address only, so that nobody locks others out. */
  signIn(login: string, password: string, address: string): Promise<SignInResult>;
  signOut(cookie: string): Promise<void>;
  changePassword(accountId: AccountId, change: { current: string; next: string }): Promise<AccountRefusal | undefined>;
  /** What someone wants to be told of by mail: their own choice, which ends no session. */
  chooseNotices(accountId: AccountId, choice: NoticeChoice): Promise<boolean>;
  list(slice: Slice): Promise<Page<Account>>;
  find(accountId: AccountId): Promise<(Account & { readonly passwordMade: boolean }) | undefined>;
  add(input: AccountInput, options?: { readonly id?: AccountId }): Promise<AccountCreated | AccountRefusal>;
  change(accountId: AccountId, change: AccountChange): Promise<Account | AccountRefusal>;
  remove(accountId: AccountId): Promise<AccountRefusal | undefined>;
  /** At the first run: an administrator, with the password given or a made one, which is returned to be shown once. */
  ensureAdmin(password?: string): Promise<{ readonly login: string; readonly password: string } | undefined>;
}

interface Options {
  readonly store: AccountStore;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

/** Twenty characters of a 32-letter alphabet without look-alikes: 100 bits. */
export function makePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789x';
  const text = [...randomBytes(20)].map((byte) => letters[byte % 32]).join('');
  return text.replace(/(.{5})(?=.)/g, '$1-');
}

/** Opens the accounts. */
export async function openAccounts(options: Options): Promise<Accounts> {
  const { store, hasher, sessions } = options;
  return {
    signIn: await signInWith(options),
    signOut: (cookie) => sessions.close(cookie),
    async changePassword(accountId, { current, next }) {
      const account = await store.find(accountId);
      if (!account) return 'unknownAccount';
      if (!(await hasher.verify(account.passwordHash, current))) return 'wrongPassword';
      await store.change(accountId, { passwordHash: await hasher.hash(next), passwordMade: false });
      await sessions.closeAll(accountId);
      return undefined;
    },
    chooseNotices: (accountId, { email, notices }) =>
      store.change(accountId, { email: email === '' ? null : email, notices }),
    async list(slice) {
      const { total, items } = await store.list(slice);
      return { total, items: items.map(shown) };
    },
    async find(accountId) {
      const account = await store.find(accountId);
      return account && { ...shown(account), passwordMade: account.passwordMade };
    },
    ...administration(options),
  };
}

function shown(account: StoredAccount): Account {
  const { passwordHash: _hash, passwordMade: _made, ...rest } = account;
  return rest;
}

function identityOf(account: StoredAccount): Identity {
  return {
    accountId: account.accountId,
    login: account.login,
    name: account.name,
    role: account.role,
    ...(account.agentId === undefined ? {} : { agentId: account.agentId }),
    via: 'session',
  };
}

/** The same work and the same answer whether the login exists or not: nobody learns who works here (no enumeration). */
async function signInWith({ store, hasher, sessions, clock }: Options): Promise<Accounts['signIn']> {
  const nobody = await hasher.hash(makePassword());
  const attempts = new Map<string, Attempts>();
  const noteFailure = (key: string): void => {
    const now = clock.now();
    attempts.set(key, failed(attempts.get(key), now));
    if (attempts.size <= WATCHED) return;
    for (const [each, state] of attempts) {
      if (forgotten(state, now) || attempts.size > WATCHED) attempts.delete(each);
    }
  };
  return async (login, password, address) => {
    const name = login.toLowerCase();
    const key = `${name}|${address}`;
    const wait = waitMs(attempts.get(key), clock.now());
    if (wait > 0) return { result: 'locked', waitMs: wait };
    const account = await store.findByLogin(name);
    const right = await hasher.verify(account?.passwordHash ?? nobody, password);
    if (!account || !right || account.disabled) {
      noteFailure(key);
      return { result: 'refused' };
    }
    attempts.delete(key);
    const identity = identityOf(account);
    const cookie = await sessions.open(identity, SESSION_MS);
    await store.change(account.accountId, { lastSignInAt: clock.now() });
    return { result: 'signedIn', cookie, identity, account: shown(account) };
  };
}

function administration({
  store,
  hasher,
  sessions,
  clock,
}: Options): Pick<Accounts, 'add' | 'change' | 'remove' | 'ensureAdmin'> {
  const isLastAdmin = async (account: StoredAccount): Promise<boolean> =>
    account.role === 'admin' && !account.disabled && (await store.countAdmins()) <= 1;

  const add: Accounts['add'] = async (input, { id } = {}) => {
    const made = input.password === undefined ? makePassword() : undefined;
    const account: StoredAccount = {
      accountId: id ?? (`acc-${randomUUID()}` as AccountId),
      login: input.login,
      name: input.name,
      role: input.role,
      ...(input.agentId === undefined ? {} : { agentId: input.agentId }),
      ...(input.locale === undefined ? {} : { locale: input.locale }),
      ...(input.email === undefined ? {} : { email: input.email }),
      ...(input.notices === undefined ? {} : { notices: input.notices }),
      disabled: false,
      createdAt: clock.now(),
      passwordHash: await hasher.hash(input.password ?? made ?? ''),
      passwordMade: made !== undefined,
    };
    try {
      await store.add(account);
    } catch (error) {
      if (error instanceof Fault && error.code === 'conflict') return 'loginTaken';
      throw error;
    }
    return { account: shown(account), ...(made === undefined ? {} : { password: made }) };
  };

  return {
    add,
    async change(accountId, change) {
      const account = await store.find(accountId);
      if (!account) return 'unknownAccount';
      const losesAdmin = change.disabled === true || (change.role !== undefined && change.role !== 'admin');
      if (losesAdmin && (await isLastAdmin(account))) return 'lastAdmin';
      const { password, ...rest } = change;
      const patch: AccountPatch = {
        ...(rest as AccountPatch & { agentId?: AgentId | null }),
        ...(password === undefined ? {} : { passwordHash: await hasher.hash(password), passwordMade: false }),
      };
      await store.change(accountId, patch);
      // Whoever is signed in carries the old role: they sign in again.
      await sessions.closeAll(accountId);
      const after = await store.find(accountId);
      return after ? shown(after) : 'unknownAccount';
    },
    async remove(accountId) {
      const account = await store.find(accountId);
      if (!account) return 'unknownAccount';
      if (await isLastAdmin(account)) return 'lastAdmin';
      await store.remove(accountId);
      await sessions.closeAll(accountId);
      return undefined;
    },
    async ensureAdmin(password) {
      if ((await store.countAdmins()) > 0) return undefined;
      const created = await add({
        login: 'admin',
        name: 'Administrateur',
        role: 'admin',
        ...(password === undefined ? {} : { password }),
      });
      if (typeof created === 'string' || created.password === undefined) return undefined;
      return { login: 'admin', password: created.password };
    },
  };
}
