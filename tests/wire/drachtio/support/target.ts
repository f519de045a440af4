import { startDrachtio } from '../../../../embedded/drachtio/start.ts';
import type { DrachtioOptions, StartedDrachtio } from '../../../../embedded/drachtio/start.ts';

/** The server under test: a stand-in of our own, or the real daemon that the environment names. */
export interface Target {
  readonly host: string;
  readonly controlPort: number;
  readonly secret: string;
  readonly sipHost: string;
  readonly sipPort: number;
  /** Present when the server is the stand-in: its ports, its log and its counters are then at hand. */
  readonly own: StartedDrachtio | undefined;
  stop(): Promise<void>;
}

/** Whether the suite runs on a real drachtio-server: `DRACHTIO_HOST`, `DRACHTIO_PORT`, `DRACHTIO_SECRET`, `DRACHTIO_SIP` (`host:port`, UDP). */
export const REAL = process.env['DRACHTIO_HOST'] !== undefined;

/** The real server when the environment names one, else a stand-in started for this suite. */
export async function openTarget(options: DrachtioOptions = {}): Promise<Target> {
  const { DRACHTIO_HOST, DRACHTIO_PORT = '9022', DRACHTIO_SECRET = 'cymru', DRACHTIO_SIP } = process.env;
  if (DRACHTIO_HOST !== undefined) {
    const [sipHost = DRACHTIO_HOST, sipPort = '5060'] = (DRACHTIO_SIP ?? DRACHTIO_HOST).split(':');
    return {
      host: DRACHTIO_HOST,
      controlPort: Number(DRACHTIO_PORT),
      secret: DRACHTIO_SECRET,
      sipHost,
      sipPort: Number(sipPort),
      own: undefined,
      stop: () => Promise.resolve(),
    };
  }
  const own = await startDrachtio(options);
  return {
    host: own.host,
    controlPort: own.controlPort,
    secret: own.secret,
    sipHost: own.host,
    sipPort: own.sip.udp ?? 0,
    own,
    stop: () => own.stop(),
  };
}
