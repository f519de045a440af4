import { runProgram, startHealth, type Logger } from '@decroche/platform';
import { serve, type RobotAgent } from './agent.ts';
import { pickUp } from './callee.ts';
import { visit } from './caller.ts';
import { between, oneOf, pause, untilNext } from './chance.ts';
import { readConfig, type Config } from './config.ts';
import { ApiRefusal, ConsoleApi } from './console-api.ts';
import { Phones } from './phone.ts';
import { LISTENERS, TECHNICIANS, USERS, WORRIED } from './sentences.ts';
import { speak } from './speech.ts';

const NAMES = ['Inès', 'Robin', 'Louise', 'Karim', 'Margaux', 'Hugo', 'Awa', 'Paul', 'Nora', 'Victor'];
const TEND_EVERY_MS = 5_000;
/** After a step that another one follows: registered, then logged in, then ready. */
const TEND_AGAIN_MS = 300;
const REGISTRATION_S = 300;

interface Board {
  readonly agents: readonly { readonly agentId: string; readonly status: string; readonly deviceReachable: boolean }[];
}

/** Robots at work: callers at a pace, agents who answer them. The product sees telephones and an API token. */
runProgram('robots', async (log) => {
  const config = readConfig();
  await speak('Bonjour.', { variant: 'f1', speed: 150 });
  const phones = new Phones({
    host: '127.0.0.1',
    port: config.DRACHTIO_PORT,
    secret: config.DRACHTIO_SECRET,
    mediaAddress: config.MEDIA_ADDRESS,
  });
  const agents = new Map<string, RobotAgent>();
  phones.on('ringing', (ringing) => {
    const agent = agents.get(ringing.user);
    const answers = agent ? serve(agent, ringing) : pickUp(ringing, log);
    answers.catch((err: unknown) => log.warn({ err }, 'a robot stumbled'));
  });
  await phones.connect();
  let working = true;
  const health = await startHealth({ port: config.HEALTH_PORT });
  return {
    stop: async () => {
      working = false;
      await health.close();
      phones.disconnect();
    },
    ended: begin({ phones, log, isWorking: () => working }, config, agents),
  };
});

interface Work {
  readonly phones: Phones;
  readonly log: Logger;
  readonly isWorking: () => boolean;
}

/** Hires the agents once the product is there, and lets everybody work. */
async function begin(work: Work, config: Config, agents: Map<string, RobotAgent>): Promise<void> {
  const { phones, log } = work;
  const admin = await signedIn(work, config);
  if (!admin) return;
  const api = ConsoleApi.withToken(config.CONSOLE_URL, await token(admin));
  const registrar = { host: config.SIP_HOST, port: config.SIP_PORT, expiresS: REGISTRATION_S };
  const passwords = new Map<string, string>();
  for (let index = 0; index < config.AGENTS; index += 1) {
    const { agentId, password } = await hire(admin, index);
    passwords.set(agentId, password);
    agents.set(agentId, {
      ...{ agentId, api, log, says: config.HELPLINES.length > 0 ? LISTENERS : TECHNICIANS },
      voice: { variant: oneOf(['f1', 'f3', 'm2', 'm4']), speed: Math.round(between(140, 165)) },
    });
  }
  const tended = tend({ ...work, api, agents }, async (agentId) =>
    phones.register(agentId, passwords.get(agentId) ?? '', registrar),
  );
  await Promise.all([tended, callNowAndThen(work, config, await numbers(admin))]);
}

/** The console may still be starting: it is asked until it is there. A refusal is for whoever set the password. */
async function signedIn({ isWorking }: Work, config: Config): Promise<ConsoleApi | undefined> {
  while (isWorking()) {
    try {
      return await ConsoleApi.signIn(config.CONSOLE_URL, config.ADMIN_LOGIN, config.ADMIN_PASSWORD);
    } catch (error) {
      if (error instanceof ApiRefusal && error.status !== 503) throw error;
      await pause(TEND_AGAIN_MS);
    }
  }
  return undefined;
}

/** A token of its own, so that the audit says "robots". */
async function token(admin: ConsoleApi): Promise<string> {
  const made = (await admin.send('POST', '/api/tokens', {
    ...{ name: 'robots', role: 'supervisor', lifetimeMs: 7 * 86_400_000 },
  })) as { token: string };
  return made.token;
}

/** Makes the agent when it is not there yet, and a new password for its phone. */
async function hire(admin: ConsoleApi, index: number): Promise<{ agentId: string; password: string }> {
  const agentId = `robot${index + 1}`;
  const { queues, agents } = (await admin.send('GET', '/api/definition')) as {
    queues: { queueId: string }[];
    agents: { agentId: string }[];
  };
  const definition = {
    ...{ agentId, name: `${NAMES[index % NAMES.length]} (robot)`, wrapUpMs: 20_000 },
    device: { kind: 'phone', deviceId: agentId },
    queues: queues.map(({ queueId }) => queueId),
  };
  if (!agents.some((agent) => agent.agentId === agentId)) await admin.send('POST', '/api/agents', definition);
  const { password } = (await admin.send('POST', `/api/agents/${agentId}/phone-credential`)) as { password: string };
  return { agentId, password };
}

/** Numbers of the directory, so that the screens show names, and some nobody knows. */
async function numbers(admin: ConsoleApi): Promise<readonly string[]> {
  const page = (await admin.send('GET', '/api/contacts?limit=100')) as { items: { numbers: string[] }[] };
  const known = page.items.flatMap((contact) => contact.numbers.slice(0, 1));
  return [...known, '+33639981500', '+33639981501', 'anonymous'];
}

/** Keeps the phones registered and the agents at work: robots come back from a miss or a restart by themselves. */
async function tend(
  work: Work & { readonly api: ConsoleApi; readonly agents: ReadonlyMap<string, RobotAgent> },
  register: (agentId: string) => Promise<void>,
): Promise<void> {
  const registeredAt = new Map<string, number>();
  while (work.isWorking()) {
    let settled = true;
    try {
      const board = (await work.api.send('GET', '/api/board')) as Board;
      for (const { agentId, status, deviceReachable } of board.agents.filter((one) => work.agents.has(one.agentId))) {
        const age = performance.now() - (registeredAt.get(agentId) ?? -Infinity);
        if (!deviceReachable || age > (REGISTRATION_S * 1000) / 2) {
          await register(agentId);
          registeredAt.set(agentId, performance.now());
        } else if (status === 'loggedOut') await work.api.send('POST', `/api/agents/${agentId}/login`);
        else if (status === 'notReady') await work.api.send('POST', `/api/agents/${agentId}/ready`);
        else continue;
        settled = false;
      }
    } catch (err) {
      work.log.warn({ err }, 'robots could not be tended; trying again');
    }
    await pause(settled ? TEND_EVERY_MS : TEND_AGAIN_MS);
  }
}

async function callNowAndThen(work: Work, config: Config, from: readonly string[]): Promise<void> {
  if (config.CALLS_PER_HOUR === 0) return new Promise(() => undefined);
  await pause(TEND_EVERY_MS);
  while (work.isWorking()) {
    const dialled = oneOf(config.DIALLED);
    const caller = {
      target: `sip:${dialled}@${config.SIP_HOST}:${config.SIP_PORT}`,
      ...{ number: oneOf(from), says: config.HELPLINES.includes(dialled) ? WORRIED : USERS },
    };
    visit(work.phones, caller, work.log).catch((err: unknown) => work.log.warn({ err }, 'a caller stumbled'));
    await pause(untilNext(config.CALLS_PER_HOUR));
  }
}
