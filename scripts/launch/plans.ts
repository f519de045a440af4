import { join } from 'node:path';
import {
  PROGRAMS,
  type DaemonAddresses,
  type ProductAddresses,
  type ProductOptions,
  type ProgramName,
} from './options.ts';
import { internalPort } from './ports.ts';
import type { ProgramPlan } from './program.ts';
import { partySealKeyOf, type Secrets } from './secrets.ts';

const ENTRIES: Readonly<Record<ProgramName, string>> = {
  acd: 'acd/src/main.ts',
  'sip-gateway': 'sip-gateway/src/main.ts',
  tickets: 'tickets/src/main.ts',
  reports: 'reports/src/main.ts',
  console: 'agent-console/server/src/main.ts',
};

/** What the plans are made from. */
export interface PlanGround {
  readonly options: ProductOptions;
  readonly secrets: Secrets;
  readonly daemons: DaemonAddresses;
  readonly mediaDir: string;
}

/** The environment of each program: the only place where the settings of all of them meet. */
export async function programPlans({ options, secrets, daemons, mediaDir }: PlanGround): Promise<{
  readonly programs: readonly (ProgramPlan & { readonly name: ProgramName })[];
  readonly addresses: ProductAddresses;
}> {
  const sipHost = options.addresses[0] ?? '127.0.0.1';
  const httpPort = options.ports?.http ?? (await internalPort());
  const httpsPort = options.ports?.https ?? (await internalPort());
  const ticketsPort = await internalPort();
  const reportsPort = await internalPort();
  const { TRUSTED_TRUNKS = '', ...given } = options.environment ?? {};
  const everyProgram = { REDIS_URL: daemons.redisUrl, MONGODB_URI: daemons.mongoUri, ...given };
  // This machine may always call: its own addresses come on top of the trunks that are named.
  const trunks = ['127.0.0.0/8', '::1', ...options.addresses, ...TRUSTED_TRUNKS.split(',')].filter(Boolean);
  const sip = { SIP_CREDENTIAL_SECRET: secrets.sipCredential };
  const parties = {
    PARTY_KEY: secrets.party,
    VOICEMAIL_KEY: secrets.voicemail,
    VOICEMAIL_KEY_PREVIOUS: secrets.voicemailPrevious ?? '',
  };
  const own: Readonly<Record<ProgramName, Readonly<Record<string, string>>>> = {
    acd: {},
    'sip-gateway': {
      ...sip,
      ...parties,
      PARTY_SEAL_KEY: partySealKeyOf(secrets),
      DRACHTIO_HOST: daemons.drachtio.host,
      DRACHTIO_PORT: String(daemons.drachtio.port),
      DRACHTIO_SECRET: daemons.drachtio.secret,
      RTPENGINE_HOST: daemons.rtpengine.host,
      RTPENGINE_PORT: String(daemons.rtpengine.port),
      RTPENGINE_DTMF_PORT: String(daemons.rtpengine.dtmfPort),
      TRUSTED_TRUNKS: trunks.join(','),
      MEDIA_DIR: mediaDir,
    },
    tickets: { HTTP_PORT: String(ticketsPort) },
    reports: { HTTP_PORT: String(reportsPort) },
    console: {
      ...sip,
      ...parties,
      PARTY_OPEN_KEY: secrets.partyOpen,
      HTTP_PORT: String(httpPort),
      HTTPS_PORT: String(httpsPort),
      TLS_DIR: join(options.dataDir, 'tls'),
      MAIL_DIR: join(options.dataDir, 'mail'),
      MEDIA_DIR: mediaDir,
      TICKETS_URL: `http://127.0.0.1:${ticketsPort}`,
      REPORTS_URL: `http://127.0.0.1:${reportsPort}`,
      SIP_WS_URL: daemons.sipWsUrl,
    },
  };
  const programs = await Promise.all(
    PROGRAMS.map(async (name) => {
      const healthPort = await internalPort();
      const environment = { ...own[name], HEALTH_PORT: String(healthPort), ...everyProgram };
      return { name, entry: ENTRIES[name], healthPort, environment };
    }),
  );
  return {
    programs,
    addresses: {
      httpUrl: `http://127.0.0.1:${httpPort}`,
      httpsPort,
      sipHost,
      sipPort: daemons.sipPort,
      redisUrl: daemons.redisUrl,
      mongoUri: daemons.mongoUri,
      mediaDir,
      dataDir: options.dataDir,
      healthPorts: Object.fromEntries(programs.map(({ name, healthPort }) => [name, healthPort])),
    },
  };
}
