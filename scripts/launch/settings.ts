import { join } from 'node:path';
import { z } from 'zod';
import { Flag, Port } from '@decroche/platform';
import type { RealDaemons } from './options.ts';
import type { WantedPort } from './ports.ts';
import { ROOT } from './program.ts';

/** What `npm start` can be told through the environment. Settings of the programs themselves are passed on besides. */
export const Settings = z.object({
  /** Everything that must survive. */
  DATA_DIR: z.string().default(join(ROOT, 'var')),
  /** Address of this machine that telephones and other machines' browsers use. Default: found by itself. */
  PUBLIC_ADDRESS: z.ipv4().optional(),
  HTTP_PORT: Port.default(8080),
  HTTPS_PORT: Port.default(8443),
  SIP_PORT: Port.default(5060),
  /** Accounts and a directory to try with, open round the clock; false for a desk with its own people and hours. */
  DEMO: Flag.default(true),
  /** The organisation: a file of `profiles/`. */
  PROFILE: z.string().default('agences-eau'),
  REDIS_URL: z.url().optional(),
  MONGODB_URI: z.string().optional(),
  DRACHTIO_HOST: z.string().optional(),
  DRACHTIO_PORT: Port.default(9022),
  DRACHTIO_SECRET: z.string().default('cymru'),
  /** WebSocket listener of a real drachtio-server, for the softphones of browsers. */
  SIP_WS_URL: z.url().optional(),
  RTPENGINE_HOST: z.string().optional(),
  RTPENGINE_PORT: Port.default(2223),
  RTPENGINE_DTMF_PORT: Port.default(2224),
});
export type Settings = z.infer<typeof Settings>;

/** Settings that the programs read themselves: what the environment says of them reaches them through `npm start`. */
export const PASSED_ON: readonly string[] = [
  ...['LOG_LEVEL', 'DOMAIN_ID', 'GATEWAY_ID', 'PROFILE', 'PROFILES_DIR', 'ADMIN_PASSWORD', 'DEMO_ALWAYS_OPEN'],
  ...['TRUSTED_TRUNKS', 'SIP_DOMAIN', 'RTP_LOST_AFTER_MS', 'RELEASE_ON_STOP'],
  ...['OUTBOUND_TRUNK', 'OUTBOUND_USERNAME', 'OUTBOUND_PASSWORD', 'OUTBOUND_ALLOWED', 'TRUNK_PING_MS'],
  ...['PROBE_NUMBER', 'PROBE_EVERY_MS'],
  ...['SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL', 'ALERT_MAIL_PORT', 'ALERT_MAIL_HOST', 'ALERT_MAIL_FROM'],
  ...['MAXIMUM_PENDING', 'MAXIMUM_CALLS', 'LEASE_MS', 'JOURNAL_KEEP'],
];

/** The daemons that the environment names; the others are started privately. */
export function realDaemons(settings: Settings): RealDaemons {
  const { REDIS_URL, MONGODB_URI, DRACHTIO_HOST, RTPENGINE_HOST } = settings;
  return {
    ...(REDIS_URL === undefined ? {} : { redisUrl: REDIS_URL }),
    ...(MONGODB_URI === undefined ? {} : { mongoUri: MONGODB_URI }),
    ...(DRACHTIO_HOST === undefined
      ? {}
      : {
          drachtio: {
            host: DRACHTIO_HOST,
            port: settings.DRACHTIO_PORT,
            secret: settings.DRACHTIO_SECRET,
            sipPort: settings.SIP_PORT,
            wsUrl: settings.SIP_WS_URL ?? `ws://${DRACHTIO_HOST}:5065`,
          },
        }),
    ...(RTPENGINE_HOST === undefined
      ? {}
      : {
          rtpengine: {
            host: RTPENGINE_HOST,
            port: settings.RTPENGINE_PORT,
            dtmfPort: settings.RTPENGINE_DTMF_PORT,
          },
        }),
  };
}

/** The ports that people dial or browse to. */
export function wantedPorts(settings: Settings, addresses: readonly string[]): readonly WantedPort[] {
  const sip = (address: string, protocol: 'tcp' | 'udp'): WantedPort => ({
    ...{ port: settings.SIP_PORT, protocol, address, purpose: 'SIP', setting: 'SIP_PORT' },
  });
  return [
    { port: settings.HTTP_PORT, protocol: 'tcp', address: '127.0.0.1', purpose: 'the console', setting: 'HTTP_PORT' },
    {
      ...{ port: settings.HTTPS_PORT, protocol: 'tcp', address: '0.0.0.0' },
      ...{ purpose: 'the console for other machines', setting: 'HTTPS_PORT' },
    },
    ...(settings.DRACHTIO_HOST === undefined
      ? addresses.flatMap((address) => [sip(address, 'udp'), sip(address, 'tcp')])
      : []),
  ];
}
