import { startDrachtio } from '../../embedded/drachtio/start.ts';
import { keepRunning } from './keep-running.ts';
import { internalPort } from './ports.ts';
import type { RunningProduct } from './product.ts';
import type { ProfileGlance } from './profile-glance.ts';
import { startProgram } from './program.ts';
import type { ReadableLog } from './readable-log.ts';

/** How lively the demonstration is. */
export interface RobotPace {
  readonly callsPerHour: number;
  readonly agents: number;
}

/** Starts the robots of the demonstration on a SIP stack of their own; they end with the product. */
export async function startRobots(
  product: RunningProduct,
  work: RobotPace & Pick<ProfileGlance, 'numbers' | 'helplines'>,
  password: string,
  log: ReadableLog,
): Promise<void> {
  const { addresses } = product;
  const drachtio = { port: await internalPort(), secret: 'robots' };
  const contacts = [`sip:${addresses.sipHost}:${await internalPort()};transport=udp,tcp`];
  const stack = async () => {
    const onLog = (text: string): void => log.line('robot-sip', text);
    const started = await startDrachtio({ controlPort: drachtio.port, secret: drachtio.secret, contacts, onLog });
    return { ...started, exited: started.exited.then((code) => `exit code ${code}`) };
  };
  const healthPort = await internalPort();
  const plan = {
    ...{ name: 'robots', entry: 'embedded/robots/main.ts', healthPort },
    environment: {
      CONSOLE_URL: addresses.httpUrl,
      SIP_HOST: addresses.sipHost,
      SIP_PORT: String(addresses.sipPort),
      ADMIN_PASSWORD: password,
      DIALLED: work.numbers.join(','),
      HELPLINES: work.helplines.join(','),
      CALLS_PER_HOUR: String(work.callsPerHour),
      AGENTS: String(work.agents),
      DRACHTIO_PORT: String(drachtio.port),
      DRACHTIO_SECRET: drachtio.secret,
      MEDIA_ADDRESS: addresses.sipHost,
      HEALTH_PORT: String(healthPort),
    },
  };
  product.parts.push(await keepRunning('robot-sip', stack, log.say));
  product.parts.push(
    await keepRunning('robots', () => startProgram(plan, (text) => log.line('robots', text)), log.say),
  );
}
