import { mkdir } from 'node:fs/promises';
import { parseConfig } from '@decroche/platform';
import { listeningAddresses } from './launch/addresses.ts';
import { argumentsOf, settingsFor, type Arguments } from './launch/arguments.ts';
import { buildClient } from './launch/client-build.ts';
import { portsTaken } from './launch/ports.ts';
import { startProduct, type RunningProduct } from './launch/product.ts';
import { readableLog } from './launch/readable-log.ts';
import { profileGlance } from './launch/profile-glance.ts';
import { startRobots } from './launch/robots.ts';
import { forgetWhoRuns, tellWhoRuns, whoRuns } from './launch/running-file.ts';
import { secretsOf } from './launch/secrets.ts';
import { PASSED_ON, realDaemons, Settings, wantedPorts } from './launch/settings.ts';
import { welcomeText } from './launch/welcome-text.ts';

const log = readableLog((line) => process.stdout.write(`${line}\n`));
const say = (text: string): void => log.say('décroché', 'info', text);

/** Something whoever starts the product can mend: said in one sentence, without a stack. */
class CannotStart extends Error {}

let settings: Settings | undefined;
let product: RunningProduct | undefined;
let leaving = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(0));

try {
  const asked = argumentsOf(process.argv.slice(2));
  settings = settingsFor(parseConfig(Settings, process.env), asked);
  await start(settings, asked);
} catch (error) {
  if (!leaving) {
    log.say('décroché', 'error', `could not start: ${error instanceof Error ? error.message : String(error)}`);
    await leave(1);
  }
}

async function start(wanted: Settings, { robots }: Arguments): Promise<void> {
  const dataDir = wanted.DATA_DIR;
  const profile = await profileGlance(wanted.PROFILE);
  const other = await whoRuns(dataDir);
  if (other !== undefined) throw new CannotStart(`already running on ${dataDir} (process ${other.pid})`);
  const addresses = listeningAddresses(wanted.PUBLIC_ADDRESS);
  const taken = await portsTaken(wantedPorts(wanted, addresses));
  if (taken.length > 0) throw new CannotStart(taken.join('\n'));
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await tellWhoRuns(dataDir, {});
  await buildClient(say);
  const demo = wanted.DEMO || robots !== undefined ? (await secretsOf(dataDir)).demo : undefined;
  const crew =
    robots &&
    demo &&
    (await startRobots(
      {
        ...{ ...robots, numbers: profile.numbers, helplines: profile.helplines, password: demo },
        ...{ consoleUrl: `http://127.0.0.1:${wanted.HTTP_PORT}`, sipHost: addresses[0] ?? '127.0.0.1' },
        sipPort: wanted.SIP_PORT,
      },
      log,
    ));
  const started = startProduct({
    ...{ dataDir, addresses, line: log.line, say: log.say },
    ports: { http: wanted.HTTP_PORT, https: wanted.HTTPS_PORT, sip: wanted.SIP_PORT },
    real: realDaemons(wanted),
    environment: { ...(crew ? { OUTBOUND_TRUNK: crew.trunk } : {}), ...programSettings(wanted.PROFILE, demo) },
  });
  product = await started;
  if (crew) product.parts.push(...crew.parts);
  await tellWhoRuns(dataDir, product.addresses);
  const accounts = demo === undefined ? undefined : { logins: profile.logins, password: demo };
  process.stdout.write(welcomeText(product.addresses, addresses, profile.numbers, accounts));
}

/** Settings of the programs that the launcher does not decide. */
function programSettings(profile: string, demoPassword: string | undefined): Record<string, string> {
  const given = PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]] as const] : []));
  return {
    ...Object.fromEntries(given),
    PROFILE: profile,
    ...(demoPassword === undefined ? {} : { DEMO: 'true', DEMO_PASSWORD: demoPassword }),
  };
}

/** Ctrl-C while everything is still starting also ends here: what has started stops, the rest sees its parent go. */
async function leave(code: number): Promise<void> {
  if (leaving) return;
  leaving = true;
  setTimeout(() => process.exit(1), 10_000).unref();
  if (product !== undefined) {
    const since = performance.now();
    say('stopping');
    await product.stop();
    say(`stopped in ${Math.round(performance.now() - since)} ms`);
  }
  const mine = settings && (await whoRuns(settings.DATA_DIR))?.pid === process.pid;
  if (settings && mine) await forgetWhoRuns(settings.DATA_DIR);
  process.exit(code);
}
