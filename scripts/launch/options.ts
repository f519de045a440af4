import type { Say } from './keep-running.ts';

/** The programs, in the order in which they are listed and stopped backwards. */
export const PROGRAMS = ['acd', 'sip-gateway', 'tickets', 'reports', 'console'] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/** Real daemons to use instead of private ones; what is absent is started here. */
export interface RealDaemons {
  readonly redisUrl?: string;
  readonly mongoUri?: string;
  readonly drachtio?: {
    readonly host: string;
    readonly port: number;
    readonly secret: string;
    readonly sipPort: number;
    readonly wsUrl: string;
  };
  /** `dtmfPort`: where that rtpengine's `dtmf-log-dest` points on this machine. */
  readonly rtpengine?: { readonly host: string; readonly port: number; readonly dtmfPort: number };
}

/** How the whole product is wanted on this machine. */
export interface ProductOptions {
  /** Where everything that must survive is kept. */
  readonly dataDir: string;
  /** Addresses of SIP, RTP and HTTPS; the first is the one told to telephones. */
  readonly addresses: readonly string[];
  /** Ports people dial or browse to. Absent = a free one. */
  readonly ports?: { readonly http?: number; readonly https?: number; readonly sip?: number };
  readonly real?: RealDaemons;
  /** Which programs to start. Default: all. */
  readonly programs?: readonly ProgramName[];
  /** Runs once the daemons answer and before the programs start: what a world without a console must put there. */
  readonly beforePrograms?: (daemons: DaemonAddresses, mediaDir: string) => Promise<void>;
  /** Settings of the programs themselves, given to each as they are. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Node flags by program, for profiles. */
  readonly nodeFlags?: Partial<Readonly<Record<ProgramName, readonly string[]>>>;
  readonly line: (name: string, text: string) => void;
  readonly say: Say;
}

/** Where everything is. */
export interface ProductAddresses {
  readonly httpUrl: string;
  readonly httpsPort: number;
  readonly sipHost: string;
  readonly sipPort: number;
  readonly redisUrl: string;
  readonly mongoUri: string;
  readonly mediaDir: string;
  readonly dataDir: string;
  /** /livez, /readyz and /metrics of each program on 127.0.0.1. */
  readonly healthPorts: Readonly<Record<string, number>>;
}

/** Where the daemons answer, private or real. */
export interface DaemonAddresses {
  readonly redisUrl: string;
  readonly mongoUri: string;
  readonly drachtio: { readonly host: string; readonly port: number; readonly secret: string };
  readonly rtpengine: { readonly host: string; readonly port: number; readonly dtmfPort: number };
  readonly sipPort: number;
  /** WebSocket listener of the SIP server, for the console's tunnel. */
  readonly sipWsUrl: string;
}
