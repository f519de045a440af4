import { DomainId, GatewayId, TrunkId } from '@decroche/protocol';
import { EnvelopeSealKey, Flag, parseConfig, Port, SealingKey } from '@decroche/platform';
import { z } from 'zod';
import { mayBeCalled } from './core/outbound-route.ts';
import { normaliseNumber } from './core/telephone-number.ts';
import { readNetworks } from './core/network.ts';

const Count = z.coerce.number().int().min(1);
const Milliseconds = z.coerce.number().int().min(1);

const Settings = z.object({
  LOG_LEVEL: z.string().default('info'),
  DOMAIN_ID: DomainId.default('main' as DomainId),
  /** Names this gateway among others; commands for its calls come on its own stream. */
  GATEWAY_ID: GatewayId.default('gateway1' as GatewayId),
  REDIS_URL: z.string().default('redis://127.0.0.1:6379'),
  DRACHTIO_HOST: z.string().default('127.0.0.1'),
  DRACHTIO_PORT: Port.default(9022),
  DRACHTIO_SECRET: z.string().min(1),
  RTPENGINE_HOST: z.string().default('127.0.0.1'),
  RTPENGINE_PORT: Port.default(22222),
  /** Where rtpengine sends keys (its `dtmf-log-dest`). */
  RTPENGINE_DTMF_HOST: z.string().default('127.0.0.1'),
  RTPENGINE_DTMF_PORT: Port.default(22223),
  MEDIA_DIR: z.string().min(1),
  /** The same directory as rtpengine sees it, when that differs. */
  RTPENGINE_MEDIA_DIR: z.string().min(1).optional(),
  /** Keys the hash that stands for a number; shared with the programs that look numbers up. */
  PARTY_KEY: z.string().min(16),
  /** Seals the numbers of child-protection calls; the console has the half that opens. Absent = they are not kept. */
  PARTY_SEAL_KEY: EnvelopeSealKey.optional(),
  /** Seals voicemail messages; shared with the console, which plays them. */
  VOICEMAIL_KEY: SealingKey,
  /** The key before it, for as long as messages are sealed with it. */
  VOICEMAIL_KEY_PREVIOUS: SealingKey.optional(),
  /** Shared with the console, which mints browser credentials. */
  SIP_CREDENTIAL_SECRET: z.string().min(16),
  /** Realm of the digests; the console's must be the same. */
  SIP_DOMAIN: z.string().default('decroche'),
  /** Addresses whose INVITEs are taken without credentials. */
  TRUSTED_TRUNKS: z
    .string()
    .default('127.0.0.0/8, ::1')
    .transform((list, issue) => {
      const networks = readNetworks(list);
      if (typeof networks === 'function') return networks;
      issue.addIssue(networks);
      return z.NEVER;
    }),
  /** Where numbers are called (transfers to a number, call-backs, on-call): `trunk.example:5060`, several in order of preference. */
  OUTBOUND_TRUNK: z
    .string()
    .default('')
    .transform((list) => [...new Set(list.split(/[\s,]+/).filter(Boolean))])
    .pipe(z.array(TrunkId)),
  /** How often each of them is asked whether it is there (OPTIONS). */
  TRUNK_PING_MS: Milliseconds.min(1_000).default(30_000),
  /** A number of ours at the carrier, of no service: each trunk is probed by a call to it. Absent = no probes. */
  PROBE_NUMBER: z
    .string()
    .transform((written, issue) => {
      const number = normaliseNumber(written);
      if (number !== undefined && mayBeCalled(number)) return number;
      issue.addIssue('not a telephone number that may be called');
      return z.NEVER;
    })
    .optional(),
  PROBE_EVERY_MS: Milliseconds.min(1_000).default(60_000),
  /** For trunks that ask who we are; both or none. */
  OUTBOUND_USERNAME: z.string().min(1).optional(),
  OUTBOUND_PASSWORD: z.string().min(1).optional(),
  /** Beginnings of the numbers that may be called. */
  OUTBOUND_ALLOWED: z
    .string()
    .default('+331,+332,+333,+334,+335,+336,+337,+339')
    .transform((list) => list.split(/[\s,]+/).filter(Boolean)),
  HEALTH_PORT: Port.default(0),
  /** A new call without any command of the acd for this long is refused. */
  ACD_SILENCE_MS: Milliseconds.default(4_000),
  MAXIMUM_PENDING: Count.default(100),
  MAXIMUM_CALLS: Count.default(3_000),
  MAXIMUM_LAG_MS: Milliseconds.default(500),
  /** A party heard before and not for this long is released. */
  RTP_LOST_AFTER_MS: Milliseconds.default(60_000),
  CENSUS_EVERY_MS: Milliseconds.default(60_000),
  /** Whether an orderly stop hangs up; otherwise conversations go on without signalling. */
  RELEASE_ON_STOP: Flag.default(true),
});

/** A name without its password would be asked of the trunk by every call, and never be believed. */
const Config = Settings.refine(
  (given) => (given.OUTBOUND_USERNAME === undefined) === (given.OUTBOUND_PASSWORD === undefined),
  {
    path: ['OUTBOUND_USERNAME'],
    message: 'OUTBOUND_USERNAME and OUTBOUND_PASSWORD go together: both or none',
  },
).refine((given) => given.PROBE_NUMBER === undefined || given.OUTBOUND_TRUNK.length > 0, {
  path: ['PROBE_NUMBER'],
  message: 'PROBE_NUMBER is called through OUTBOUND_TRUNK: there is none',
});

/** The settings of the gateway, from the environment. */
export type Config = z.infer<typeof Config>;

/** Reads them. @throws Fault `configuration`. */
export function readConfig(): Config {
  return parseConfig(Config, process.env);
}
