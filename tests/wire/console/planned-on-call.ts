import type { Ground } from './support.ts';
import { signIn, type Client } from './support.ts';

/** Two people who take turns of a day, and whatever monitoring may speak of. */
interface PlannedOnCall {
  readonly camille: Engineer;
  readonly mehdi: Engineer;
}

/** Somebody who is on call and nothing else. */
interface Engineer {
  readonly accountId: string;
  readonly page: Client;
}

const PASSWORD = 'on-call at night';

/** Makes an account that is only on call, and signs in with it. */
async function addEngineer(ground: Ground, admin: Client, login: string, name: string): Promise<Engineer> {
  const person = { login, name, role: 'engineer', password: PASSWORD, email: `${login}@example.org` };
  const { body } = await admin.post('/api/accounts', person);
  const { accountId } = body['account'] as { readonly accountId: string };
  return { accountId, page: await signIn(ground, login, PASSWORD) };
}

/** Fills an empty plan by the screens' own routes: schedule `n1` round the clock, one policy, one equipment. */
export async function planOnCall(ground: Ground, admin: Client): Promise<PlannedOnCall> {
  const camille = await addEngineer(ground, admin, 'camille', 'Camille Astreinte');
  const mehdi = await addEngineer(ground, admin, 'mehdi', 'Mehdi Astreinte');
  const put = async (path: string, body: unknown): Promise<void> => {
    const answer = await admin.put(`/api/on-call/${path}`, body);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  };
  await put(`responders/${camille.accountId}`, {
    ...{ responderId: camille.accountId, phones: ['06 12 34 56 78', '0561000001'], backups: [] },
  });
  await put(`responders/${mehdi.accountId}`, {
    responderId: mehdi.accountId,
    phones: [],
    backups: [camille.accountId],
  });
  await put('rotations/tour', {
    ...{ name: 'Tour', participants: [camille.accountId, mehdi.accountId], handOverAt: '08:00' },
    ...{ turn: { unit: 'day', count: 1 }, startsOn: '2026-01-01' },
  });
  await put('schedules/n1', {
    ...{ name: 'Niveau 1', timeZone: 'Europe/Paris', required: { kind: 'always' } },
    rules: [
      { ruleId: 'tous', name: 'Toujours', hours: { kind: 'always' }, who: { kind: 'rotation', rotationId: 'tour' } },
    ],
  });
  await put('policies/infra', {
    ...{ name: 'Infrastructure', loops: 2, ringMs: 25_000, keyMs: 15_000, mailMs: 60_000 },
    steps: [{ targets: [{ kind: 'schedule', scheduleId: 'n1' }], afterMs: 0 }],
    targets: { remoteMs: 3_600_000, onSiteMs: 7_200_000 },
  });
  await put('equipment/srv-sql1', {
    ...{ name: 'SRV SQL1', description: 'Base de données', supportClass: 'HNO', policyId: 'infra' },
  });
  return { camille, mehdi };
}
