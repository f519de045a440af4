import { join } from 'node:path';
import {
  requireKeysOf,
  runProgram,
  sealingKeys,
  startHealth,
  systemClock,
  type Logger,
  type RunningProgram,
} from '@decroche/platform';
import { closeServer } from '@decroche/platform/http';
import { connectMongo, mongoIsReady, mongoJournalArchive } from '@decroche/platform/mongo';
import {
  connectRedis,
  deviceCredentialStore,
  partyStore,
  redisBus,
  redisIsReady,
  sessionStore,
} from '@decroche/platform/redis';
import { argon2Hasher } from './adapters/argon2/hasher.ts';
import { systemAlarm } from './adapters/clock/system-alarm.ts';
import { csv } from './adapters/csv/csv.ts';
import { programDocuments } from './adapters/forward/program-documents.ts';
import { forwardTo } from './adapters/forward/program-proxy.ts';
import { sipTunnel } from './adapters/forward/sip-tunnel.ts';
import { consoleHttp } from './adapters/http/console-http.ts';
import { openModels } from './adapters/mongo/models.ts';
import { mongoAccounts, mongoAudit, mongoContacts, mongoTokens } from './adapters/mongo/people.ts';
import { mongoMessages } from './adapters/mongo/messages.ts';
import { mongoDefinitions, mongoVoicemails } from './adapters/mongo/records.ts';
import { mongoRoster } from './adapters/mongo/roster.ts';
import { frenchNumberPlan } from './adapters/numbering/number-plan.ts';
import { loadProfile } from './adapters/profile/load-profile.ts';
import { failFast } from './adapters/redis/fail-fast.ts';
import { consoleSocket } from './adapters/socket/console-socket.ts';
import { espeakSoundMaker } from './adapters/speech/sound-maker.ts';
import { openAccounts } from './app/accounts.ts';
import { openAudit } from './app/audit.ts';
import { startBroadcast } from './app/broadcast.ts';
import { createCallers } from './app/callers.ts';
import { openDefinitionHistory } from './app/definition-history.ts';
import { createDefinitionTrial } from './app/definition-try.ts';
import { openDefinitions, type Definitions } from './app/definitions.ts';
import { installDemo } from './app/demo.ts';
import { createDevices } from './app/devices.ts';
import { openDirectory } from './app/directory.ts';
import { startLive } from './app/live.ts';
import { createPartyRules } from './app/party-rules.ts';
import { startRequests } from './app/requests.ts';
import { createSoftphones } from './app/softphones.ts';
import { createAlerting } from './app/oncall/alerting.ts';
import { measureOnCall } from './app/oncall/metrics.ts';
import { openMessages } from './app/messages.ts';
import { createPeople } from './app/people.ts';
import { startPhoneRevocation } from './app/phone-revocation.ts';
import type { Profile } from './app/ports.ts';
import { openRoster } from './app/roster.ts';
import { installDemoShifts, installTemplates } from './app/roster/first-roster.ts';
import { createRosterPublisher } from './app/roster/publisher.ts';
import { openTokens } from './app/tokens.ts';
import { openVoicemails } from './app/voicemails.ts';
import { readConfig, type Config } from './config.ts';
import { onOtherUpgrades, openDoors } from './doors.ts';
import { openAlertMail, openOnCall } from './on-call.ts';
import { openSealedOpenings } from './openings.ts';
import { openTelling } from './telling.ts';

const clock = systemClock;

/** The stores of this machine or cluster, connected. */
async function connect(config: Config) {
  const redis = await connectRedis(config.REDIS_URL);
  // What a page waits for fails at once while Redis is away; what follows the journal waits for it.
  const impatient = await connectRedis(config.REDIS_URL, { patient: false });
  const mongo = await connectMongo(config.MONGODB_URI, { appName: 'agent-console' });
  return {
    redis,
    mongo,
    models: await openModels(mongo),
    bus: redisBus(redis),
    /** A request that can not leave now must not leave later, when nobody waits for it any more. */
    requestBus: redisBus(impatient),
    sessions: failFast(sessionStore(impatient)),
    parties: failFast(partyStore(impatient, config.PARTY_KEY)),
    phones: failFast(deviceCredentialStore(impatient)),
    async close() {
      await mongo.close();
      redis.disconnect();
      impatient.disconnect();
    },
  };
}
type Stores = Awaited<ReturnType<typeof connect>>;

/** What people own: accounts, directory, definition, devices. */
async function openRecords(config: Config, logger: Logger, { models, bus, sessions, phones, parties }: Stores) {
  const profile = await loadProfile(config.PROFILES_DIR, config.PROFILE);
  const sounds = espeakSoundMaker(config.MEDIA_DIR);
  const accounts = await openAccounts({ store: mongoAccounts(models), hasher: argon2Hasher(), sessions, clock });
  const directory = await openDirectory({ store: mongoContacts(models), numbers: frenchNumberPlan, csv });
  const definitions = await openDefinitions({
    store: mongoDefinitions(models),
    bus,
    clock,
    logger,
    domainId: config.DOMAIN_ID,
    profile,
    sounds,
    // Where somebody is on call, the hours are what there is to see.
    alwaysOpen: config.DEMO_ALWAYS_OPEN ?? (config.DEMO && profile.onCall === undefined),
  });
  const devices = createDevices({
    credentials: phones,
    domain: config.SIP_DOMAIN,
    browserSecret: config.SIP_CREDENTIAL_SECRET,
    clock,
  });
  if (config.DEMO)
    await installDemo(profile, config.DEMO_PASSWORD ?? profile.demo.password, {
      accounts,
      definitions,
      devices,
      directory,
      parties,
      numbers: frenchNumberPlan,
    });
  const { roster, rosterPublisher } = await openWork(config, logger, { models, bus, definitions, profile });
  const firstAdmin = await accounts.ensureAdmin(config.ADMIN_PASSWORD);
  if (firstAdmin) announce(firstAdmin);
  const people = createPeople(accounts, clock);
  const onCall = await openOnCall({
    ...{ models, bus, clock, logger, definitions, accounts, people, parties, profile },
    domainId: config.DOMAIN_ID,
    password: config.DEMO ? (config.DEMO_PASSWORD ?? profile.demo.password) : undefined,
    feedKey: config.PARTY_KEY,
    consoleUrl: consoleUrlOf(config),
  });
  return {
    accounts,
    onCall,
    definitions,
    definitionHistory: openDefinitionHistory({ store: mongoDefinitions(models), definitions, accounts }),
    devices,
    directory,
    endPhoneRevocation: await startPhoneRevocation({
      ...{ definitions, devices, logger },
      store: mongoDefinitions(models),
    }),
    sounds,
    roster,
    rosterPublisher,
    people,
    audit: openAudit({ store: mongoAudit(models), clock, logger }),
    tokens: openTokens({ store: mongoTokens(models), sessions, clock }),
  };
}
type Records = Awaited<ReturnType<typeof openRecords>>;

/** Where people reach the console. */
const consoleUrlOf = ({ PUBLIC_URL, HTTP_PORT }: Config): string =>
  (PUBLIC_URL ?? `http://localhost:${HTTP_PORT}`).replace(/\/$/, '');

/** Who works when, and what tells the acd. */
async function openWork(
  { DOMAIN_ID: domainId, DEMO }: Config,
  logger: Logger,
  given: Pick<Stores, 'models' | 'bus'> & { readonly definitions: Definitions; readonly profile: Profile },
) {
  const { bus, definitions, profile } = given;
  const store = mongoRoster(given.models);
  await installTemplates(store, profile);
  if (DEMO) await installDemoShifts(store, profile, definitions.written(), clock.now());
  const alarm = systemAlarm(clock);
  const rosterPublisher = createRosterPublisher({ store, definitions, bus, clock, alarm, logger, domainId });
  await rosterPublisher.start();
  const roster = openRoster({ store, definitions, csv, changed: () => rosterPublisher.publish() });
  return { roster, rosterPublisher };
}

/** What the journals tell, as they grow. */
async function openPresent(config: Config, logger: Logger, { stores, records }: { stores: Stores; records: Records }) {
  const { mongo, models, bus, requestBus, parties } = stores;
  const callers = createCallers({
    parties,
    directory: records.directory,
    numbers: frenchNumberPlan,
    now: clock.now,
    onError: (err) => logger.warn({ err }, 'a caller could not be looked up'),
  });
  const { definitions, roster } = records;
  const definition = definitions.current;
  const voicemails = await openVoicemails({ store: mongoVoicemails(models), callers, definition, clock, logger });
  const telling = await openTelling(config, {
    ...{ models, bus, ...records, callers, clock, logger },
    consoleUrl: consoleUrlOf(config),
  });
  const messages = await openMessages({ store: mongoMessages(models), clock });
  const softphones = createSoftphones(clock);
  const { DOMAIN_ID: domainId, CONSOLE_ID: consumer } = config;
  const requests = await startRequests({ bus: requestBus, clock, logger, domainId, consumer });
  const live = await startLive({
    bus,
    clock,
    logger,
    domainId,
    callers,
    definition: definition(),
    archive: mongoJournalArchive(mongo),
    moreAlarms: (board) => [...requests.alarms(), ...softphones.alarms(board)],
    messagesFor: messages.unreadOf,
    onRecord(record, board) {
      voicemails.take(record, board);
      telling.notices.take(record, board);
    },
  });
  await telling.takeJobs(live.board);
  measureOnCall({ book: records.onCall.book, board: live.board, clock });
  const broadcast = startBroadcast(live);
  voicemails.onChange(() => broadcast.listChanged('voicemails'));
  messages.onChange(broadcast.desksChanged);
  telling.notices.onNotice(broadcast.notice);
  roster.onChange(() => broadcast.listChanged('roster'));
  records.onCall.book.onChange(() => broadcast.listChanged('onCall'));
  records.onCall.swaps.onStep(() => broadcast.listChanged('onCall'));
  const alerting = createAlerting({ requests, sounds: records.sounds, plan: records.onCall.book.plan, logger });
  const onCall = { ...records.onCall, alerting };
  const definitionTrial = createDefinitionTrial({ definitions, requests, clock });
  const partyRules = createPartyRules({ definitions, parties, numbers: frenchNumberPlan, callers });
  const sealedOpenings = openSealedOpenings({
    ...{ mongo, models, parties, live, audit: records.audit, clock, domainId },
    openKey: config.PARTY_OPEN_KEY,
  });
  sealedOpenings.onChange(() => broadcast.listChanged('sealedOpenings'));
  return {
    onCall,
    sealedOpenings,
    definitionTrial,
    partyRules,
    callers,
    messages,
    voicemails,
    telling,
    softphones,
    live,
    broadcast,
    requests,
  };
}

/** Opens everything in order; closed in the opposite order. */
async function start(logger: Logger): Promise<RunningProgram> {
  const config = readConfig();
  logger.level = config.LOG_LEVEL;
  const voicemailKeys = sealingKeys(config.VOICEMAIL_KEY, config.VOICEMAIL_KEY_PREVIOUS);
  await requireKeysOf(join(config.MEDIA_DIR, 'voicemail'), voicemailKeys);
  const stores = await connect(config);
  const records = await openRecords(config, logger, stores);
  const present = await openPresent(config, logger, { stores, records });
  const { live, broadcast, requests, telling } = present;
  const { sessions } = stores;

  const app = await consoleHttp(
    { ...records, ...present, clock, csv, mediaDir: config.MEDIA_DIR, voicemailKeys },
    {
      logger,
      sessions,
      ...otherPrograms(config, logger),
      clientDir: config.CLIENT_DIR,
      trustedProxies: config.TRUSTED_PROXIES,
    },
  );
  const socket = consoleSocket({ broadcast, sessions, logger, onSoftphone: present.softphones.report });
  const tunnel = sipTunnel({ target: config.SIP_WS_URL, sessions, logger });
  const alertMail = await openAlertMail(config, {
    ...{ onCall: present.onCall, audit: records.audit, board: live.board, logger },
  });
  const doors = await openDoors(app, { ...config, now: clock.now() }, (server) => {
    socket.attach(server);
    onOtherUpgrades(server, tunnel);
  });
  logger.info({ urls: doors.urls }, 'the console is at');
  const health = await startHealth({
    host: config.HEALTH_HOST,
    port: config.HEALTH_PORT,
    checks: { redis: () => redisIsReady(stores.redis), mongo: () => mongoIsReady(stores.mongo) },
  });

  return {
    ended: Promise.race([live.failed, requests.failed, telling.failed, records.onCall.book.failed]),
    async stop() {
      tunnel.close();
      await alertMail?.close();
      await socket.close();
      await Promise.all(doors.servers.map(closeServer));
      broadcast.stop();
      records.rosterPublisher.stop();
      records.endPhoneRevocation();
      await Promise.all([live.stop(), requests.stop(), telling.stop(), records.onCall.book.stop()]);
      await health.close();
      await stores.close();
    },
  };
}

/** The programs that share this origin: their paths, and what they say of their APIs. */
function otherPrograms({ TICKETS_URL, REPORTS_URL }: Config, logger: Logger) {
  const documents = [
    new URL('/api/tickets/openapi.json', TICKETS_URL),
    new URL('/api/reports/openapi.json', REPORTS_URL),
  ];
  return {
    forwarded: {
      '/api/tickets': forwardTo('the ticket program', TICKETS_URL),
      '/api/reports': forwardTo('the report program', REPORTS_URL),
    },
    otherDocuments: () => programDocuments(documents, logger),
  };
}

/** The only time this password is shown: on the console's output, in words that no redaction touches. */
function announce({ login, password }: { readonly login: string; readonly password: string }): void {
  process.stdout.write(
    [
      '',
      '  First start: an administrator has been made. Note the password, it is not shown again.',
      `    login     ${login}`,
      `    password  ${password}`,
      '',
      '',
    ].join('\n'),
  );
}

runProgram('agent-console', start);
