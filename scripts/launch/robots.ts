import { startDrachtio } from '../../embedded/drachtio/start.ts';
import { keepRunning, type KeptRunning } from './keep-running.ts';
import { internalPort } from './ports.ts';
import type { ProfileGlance } from './profile-glance.ts';
import { startProgram } from './program.ts';
import type { ReadableLog } from './readable-log.ts';

/** How lively the demonstration is. */
export interface RobotPace {
  readonly callsPerHour: number;
  readonly agents: number;
}

/** What the robots are to do, and where the product will be. */
export interface RobotWork extends RobotPace, Pick<ProfileGlance, 'numbers' | 'helplines'> {
  readonly consoleUrl: string;
  readonly sipHost: string;
  readonly sipPort: number;
  /** Of the product's administrator. */
  readonly password: string;
}

/** Robots that run; they end with the product. */
export interface RunningRobots {
  readonly parts: readonly KeptRunning[];
  /** Their telephones, as a trunk of the product: people outside whom the centre rings are robots too. */
  readonly trunk: string;
}

/**
 * Starts the robots of the demonstration on a SIP stack of their own, before the product, which would take a trunk that does
 * not answer yet for an outage. They begin to work when the console is there.
 */
export async function startRobots(work: RobotWork, log: ReadableLog): Promise<RunningRobots> {
  const { sipHost } = work;
  const drachtio = { port: await internalPort(), secret: 'robots' };
  const ownPort = await internalPort();
  const contacts = [`sip:${sipHost}:${ownPort};transport=udp,tcp`];
  const stack = async () => {
    const onLog = (text: string): void => log.line('robot-sip', text);
    const started = await startDrachtio({ controlPort: drachtio.port, secret: drachtio.secret, contacts, onLog });
    return { ...started, exited: started.exited.then((code) => `exit code ${code}`) };
  };
  const healthPort = await internalPort();
  const plan = {
    ...{ name: 'robots', entry: 'embedded/robots/main.ts', healthPort },
    environment: {
      CONSOLE_URL: work.consoleUrl,
      SIP_HOST: sipHost,
      SIP_PORT: String(work.sipPort),
      ADMIN_PASSWORD: work.password,
      DIALLED: work.numbers.join(','),
      HELPLINES: work.helplines.join(','),
      CALLS_PER_HOUR: String(work.callsPerHour),
      AGENTS: String(work.agents),
      DRACHTIO_PORT: String(drachtio.port),
      DRACHTIO_SECRET: drachtio.secret,
      MEDIA_ADDRESS: sipHost,
      HEALTH_PORT: String(healthPort),
    },
  };
  const parts = [
    await keepRunning('robot-sip', stack, log.say),
    await keepRunning('robots', () => startProgram(plan, (text) => log.line('robots', text)), log.say),
  ];
  return { parts, trunk: `${sipHost}:${ownPort}` };
}
