import type { AccountId } from '@decroche/protocol';
import type { OnCallBody } from '../../core/oncall/plan-body.ts';
import { makePassword, type Accounts } from '../accounts.ts';
import type { NumberPlan, PartyBook, Profile, ProfileOnCall } from '../ports.ts';

interface Means {
  readonly accounts: Pick<Accounts, 'list' | 'add'>;
  readonly parties: PartyBook;
  readonly numbers: NumberPlan;
  /** Of the accounts that are made; absent = one nobody knows, until an administrator gives another. */
  readonly password: string | undefined;
}

/** Nobody is on call, and nobody has to be. */
const nobody = (timeZone: string): OnCallBody => ({
  timeZone,
  ...{ responders: [], rotations: [], schedules: [], policies: [], equipment: [] },
  ...{ overrides: [], temporaries: [], absences: [] },
});

/**
 * The plan of the first start. The profile names responders by login: their accounts are found, or made with the role
 * `engineer`; their numbers go to the party store.
 */
export async function firstPlan(profile: Profile, means: Means): Promise<OnCallBody> {
  const empty = nobody(profile.body.timeZone);
  if (!profile.onCall) return empty;
  const { responders, ...rest } = profile.onCall;
  const accountOf = await accountsFor(responders, means);
  const phonesOf = (dialled: readonly string[]) =>
    Promise.all(dialled.map((number) => means.parties.remember({ number: means.numbers.normalise(number) ?? number })));
  return {
    ...empty,
    ...withAccounts(rest, accountOf),
    responders: await Promise.all(
      responders.map(async ({ responderId, name, phones, backups }) => ({
        ...{ responderId: accountOf(responderId), name },
        ...{ phones: await phonesOf(phones), backups: backups.map(accountOf) },
      })),
    ),
  };
}

type AccountOf = (login: string) => AccountId;

async function accountsFor(responders: ProfileOnCall['responders'], { accounts, password }: Means): Promise<AccountOf> {
  const { items } = await accounts.list({ offset: 0, limit: 10_000 });
  const known = new Map(items.map(({ login, accountId }) => [login, accountId]));
  for (const { responderId: login, name, email } of responders) {
    if (known.has(login)) continue;
    const made = await accounts.add({
      ...{ login, name, role: 'engineer', password: password ?? makePassword() },
      ...(email === undefined ? {} : { email }),
    });
    if (typeof made !== 'string') known.set(login, made.account.accountId);
  }
  return (login) => known.get(login) ?? (login as AccountId);
}

/** The same with accounts where the profile has logins. */
function withAccounts(
  plan: Omit<ProfileOnCall, 'responders'>,
  accountOf: AccountOf,
): Omit<ProfileOnCall, 'responders'> {
  return {
    ...plan,
    rotations: plan.rotations.map((each) => ({ ...each, participants: each.participants.map(accountOf) })),
    schedules: plan.schedules.map((schedule) => ({
      ...schedule,
      rules: schedule.rules.map((rule) => ({
        ...rule,
        who: rule.who.kind === 'responder' ? { ...rule.who, responderId: accountOf(rule.who.responderId) } : rule.who,
      })),
    })),
    policies: plan.policies.map((policy) => ({
      ...policy,
      steps: policy.steps.map((step) => ({
        ...step,
        targets: step.targets.map((target) =>
          target.kind === 'responder' ? { ...target, responderId: accountOf(target.responderId) } : target,
        ),
      })),
    })),
  };
}
