import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CommandMessage, Definition, streams } from '@decroche/protocol';
import {
  type Bus,
  Counter,
  Gauge,
  type Logger,
  requireKeysOf,
  type RunningProgram,
  runProgram,
  sealingKeys,
  startHealth,
  type StreamEntry,
  systemClock,
} from '@decroche/platform';
import {
  connectRedis,
  deviceCredentialStore,
  partyStore,
  type Redis,
  redisBus,
  redisIsReady,
} from '@decroche/platform/redis';
import { SipDoor } from './adapters/drachtio/connection.ts';
import { DigestGuard } from './adapters/drachtio/digest.ts';
import { Refusals } from './adapters/drachtio/refusals.ts';
import { Registrar } from './adapters/drachtio/registrar.ts';
import { bindingStore } from './adapters/redis/binding-store.ts';
import { signOfLife } from './adapters/redis/sign-of-life.ts';
import { mediaFiles } from './adapters/files/media-files.ts';
import { sealedMessages } from './adapters/files/sealed-messages.ts';
import { openKeyDoor } from './adapters/rtpengine/dtmf.ts';
import { rtpengineMedia } from './adapters/rtpengine/media.ts';
import { NgClient } from './adapters/rtpengine/ng-client.ts';
import { toneEar } from './adapters/rtpengine/tone-ear.ts';
import { voicemailRecorder } from './adapters/rtpengine/voicemail-sink.ts';
import { Gateway } from './app/gateway.ts';
import type { FilePort, MediaPort, MessageStore, PartyPort } from './app/ports.ts';
import type { LineProbeWorld } from './app/line-probe.ts';
import { Lines } from './app/lines.ts';
import { Outbox } from './app/outbox.ts';
import { OverloadGuard } from './app/overload.ts';
import { recoverMessages } from './app/recover-messages.ts';
import { RtpWatch } from './app/rtp-watch.ts';
import { keepSigning, lifeBefore } from './app/sign-of-life.ts';
import { type Config, readConfig } from './config.ts';

const unreadable = new Counter({ name: 'gateway_unreadable_messages_total', help: 'Messages that no schema reads', labelNames: ['door'] }); // prettier-ignore
const arrived = new Counter({ name: 'gateway_calls_arrived_total', help: 'Calls told to the acd' });
const refused = new Counter({ name: 'gateway_calls_refused_total', help: 'INVITEs refused', labelNames: ['step', 'status'] }); // prettier-ignore
const failed = new Counter({ name: 'gateway_commands_failed_total', help: 'Commands that could not be carried out', labelNames: ['command'] }); // prettier-ignore

/** What is open to the world outside. */
interface Doors {
  readonly outbox: Outbox;
  readonly media: MediaPort;
  readonly digest: DigestGuard;
  readonly registrar: Registrar;
  readonly door: SipDoor;
}

async function start(logger: Logger): Promise<RunningProgram> {
  const config = readConfig();
  logger.level = config.LOG_LEVEL;
  const voicemailKeys = sealingKeys(config.VOICEMAIL_KEY, config.VOICEMAIL_KEY_PREVIOUS);
  await requireKeysOf(join(config.MEDIA_DIR, 'voicemail'), voicemailKeys);
  const bootId = `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  const redis = await connectRedis(config.REDIS_URL);
  const bus = redisBus(redis);
  const client = await NgClient.open({ host: config.RTPENGINE_HOST, port: config.RTPENGINE_PORT });
  const outbox = new Outbox({
    bus,
    domainId: config.DOMAIN_ID,
    origin: `${config.GATEWAY_ID}:${bootId}`,
    clock: systemClock,
    logger,
    onGap: () => {
      gateway.takeCensus('periodic');
      lines.trunks.tell();
    },
  });
  const doors = openDoors(config, { redis, outbox, client, bootId, logger });
  const { media, digest, registrar, door } = doors;
  const guard = new OverloadGuard({
    maximumPending: config.MAXIMUM_PENDING,
    maximumCalls: config.MAXIMUM_CALLS,
    maximumLagMs: config.MAXIMUM_LAG_MS,
  });
  const parties = partyStore(redis, config.PARTY_KEY, config.PARTY_SEAL_KEY);
  const files = await mediaFiles(config.MEDIA_DIR);
  const { MEDIA_DIR: directory, GATEWAY_ID: gatewayId } = config;
  const messages = sealedMessages({ directory, gatewayId, keys: voicemailKeys, logger });
  const isServed = (number: string) => gateway.serves(number);
  const lines = linesOf(config, { ...doors, files, bootId, logger, isServed });
  const gateway = gatewayOf(config, { ...doors, lines, guard, parties, files, messages, bootId, logger });
  measure(gateway, guard, { outbox, lines });
  const keys = await openKeyDoor(
    { host: config.RTPENGINE_DTMF_HOST, port: config.RTPENGINE_DTMF_PORT },
    (key) => gateway.onKey(key),
    () => unreadable.inc({ door: 'keys' }),
  );
  const following = follow(config, bus, gateway, logger);
  await registrar.restore();
  await recoverMessages({ store: messages, events: outbox, logger });
  const sign = signOfLife(redis, config.GATEWAY_ID);
  gateway.takeCensus('started', await lifeBefore(sign, logger));
  const living = keepSigning(sign, logger);
  const census = setInterval(() => gateway.takeCensus('periodic'), config.CENSUS_EVERY_MS);
  const watch = new RtpWatch({ gateway, media, logger, now: systemClock.now, lostAfterMs: config.RTP_LOST_AFTER_MS });
  const health = await startHealth({
    port: config.HEALTH_PORT,
    checks: { sip: () => door.connected, redis: () => redisIsReady(redis), definition: () => gateway.ready },
  });
  logger.info({ gatewayId: config.GATEWAY_ID, bootId, healthPort: health.port }, 'waiting for the SIP daemon');
  await door.open({ guard: digest, registrar, onInvite: (invite) => gateway.onInvite(invite) });
  lines.start();

  return {
    ended: Promise.race(following.map((one) => one.failed)),
    async stop() {
      clearInterval(census);
      clearInterval(living);
      watch.stop();
      lines.stop();
      guard.stop();
      await gateway.stop(config.RELEASE_ON_STOP);
      registrar.stop();
      gateway.takeCensus('periodic');
      // A bus that is away now will not hear of this stop; the next start's census tells the same.
      await Promise.race([outbox.flushed(), new Promise((resolve) => setTimeout(resolve, 3_000))]);
      await Promise.all(following.map((one) => one.stop()));
      door.close();
      keys.close();
      await health.close();
      client.close();
      redis.disconnect();
    },
  };
}

function openDoors(
  config: Config,
  world: { redis: Redis; outbox: Outbox; client: NgClient; bootId: string; logger: Logger },
): Doors {
  const { redis, outbox, client, bootId, logger } = world;
  const refusals = new Refusals(`${config.GATEWAY_ID}-${bootId}`, logger);
  const mediaRoot = config.RTPENGINE_MEDIA_DIR ?? config.MEDIA_DIR;
  const credentials = deviceCredentialStore(redis);
  const now = systemClock.now;
  const digest = new DigestGuard({
    realm: config.SIP_DOMAIN,
    browserSecret: config.SIP_CREDENTIAL_SECRET,
    findDevice: (deviceId) => credentials.find(deviceId),
    now,
  });
  const door = new SipDoor({
    host: config.DRACHTIO_HOST,
    port: config.DRACHTIO_PORT,
    secret: config.DRACHTIO_SECRET,
    refusals,
    logger,
  });
  return {
    outbox,
    media: rtpengineMedia(client, { pathOf: (file) => join(mediaRoot, file) }),
    digest,
    registrar: new Registrar({
      gatewayId: config.GATEWAY_ID,
      guard: digest,
      events: outbox,
      bindings: bindingStore(redis, config.GATEWAY_ID),
      refusals,
      now,
      logger,
    }),
    door,
  };
}

function linesOf(
  config: Config,
  parts: Doors & Pick<LineProbeWorld, 'files' | 'bootId' | 'logger' | 'isServed'>,
): Lines {
  const { OUTBOUND_USERNAME: username, OUTBOUND_PASSWORD: password } = config;
  const { door: sip, outbox: events, ...rest } = parts;
  return new Lines(
    {
      ...{ ...rest, sip, events, ear: toneEar, now: systemClock.now },
      ...{ gatewayId: config.GATEWAY_ID, isTrunk: config.TRUSTED_TRUNKS },
    },
    {
      trunkIds: config.OUTBOUND_TRUNK,
      credentials: username === undefined || password === undefined ? undefined : { username, password },
      allowed: config.OUTBOUND_ALLOWED,
      pingEveryMs: config.TRUNK_PING_MS,
      probeNumber: config.PROBE_NUMBER,
      probeEveryMs: config.PROBE_EVERY_MS,
    },
  );
}

function gatewayOf(
  config: Config,
  parts: Doors & {
    lines: Lines;
    guard: OverloadGuard;
    parties: PartyPort;
    files: FilePort;
    messages: MessageStore;
    bootId: string;
    logger: Logger;
  },
): Gateway {
  const { lines } = parts;
  return new Gateway(
    {
      sip: parts.door,
      media: parts.media,
      devices: parts.registrar,
      files: parts.files,
      recorder: voicemailRecorder(parts.messages),
      parties: parts.parties,
      events: parts.outbox,
      now: systemClock.now,
      logger: parts.logger,
      outbound: lines.outbound,
      trunks: lines.trunks,
    },
    {
      gatewayId: config.GATEWAY_ID,
      bootId: parts.bootId,
      acdSilenceMs: config.ACD_SILENCE_MS,
      isTrunk: config.TRUSTED_TRUNKS,
      takesProbe: lines.takesProbe,
      canSeal: config.PARTY_SEAL_KEY !== undefined,
    },
    parts.guard,
    {
      arrived: () => arrived.inc(),
      refused: (step, status) => refused.inc({ step, status }),
      failed: (command) => failed.inc({ command }),
    },
  );
}

/** Definitions from their newest on, commands from now on: those of an earlier start were for calls that are no more. */
function follow(config: Config, bus: Bus, gateway: Gateway, logger: Logger) {
  const unread = (entry: StreamEntry, door: string, detail: string) => {
    unreadable.inc({ door });
    logger.error({ door, position: entry.position, detail }, 'a message could not be read');
  };
  const adopt = (entry: StreamEntry) => {
    const parsed = Definition.safeParse(entry.value);
    if (parsed.success) gateway.adopt(parsed.data);
    else unread(entry, 'definitions', parsed.error.message.slice(0, 500));
  };
  const commands = bus.follow(streams.commands(config.GATEWAY_ID), 'new', (entries) => {
    for (const entry of entries) {
      const parsed = CommandMessage.safeParse(entry.value);
      if (parsed.success) gateway.onCommand(parsed.data);
      else unread(entry, 'commands', parsed.error.message.slice(0, 500));
    }
  });
  const definitions = bus.follow(streams.definitions(config.DOMAIN_ID), 'start', (entries) => {
    const newest = entries.at(-1);
    if (newest) adopt(newest);
  });
  return [commands, definitions];
}

function measure(gateway: Gateway, guard: OverloadGuard, { outbox, lines }: { outbox: Outbox; lines: Lines }): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      collect() {
        this.set(read());
      },
    });
  gauge('gateway_calls', 'Calls now', () => gateway.calls.size);
  gauge('gateway_calls_pending', 'Calls that wait for the first command of the acd', () => gateway.pending);
  gauge('gateway_lag_milliseconds', 'How late timers run', () => guard.lagMs);
  gauge('gateway_events_waiting', 'Events that wait for the bus', () => outbox.waiting);
  new Gauge({
    name: 'gateway_trunk_up',
    help: 'Whether a trunk answers',
    labelNames: ['trunk'],
    collect() {
      for (const [trunk, { up }] of lines.trunks.known) this.set({ trunk }, up ? 1 : 0);
    },
  });
  new Gauge({
    name: 'gateway_line_ok',
    help: 'Whether our own sound came back through a trunk at the last probe',
    labelNames: ['trunk'],
    collect() {
      for (const [trunk, ok] of lines.probe?.results ?? []) this.set({ trunk }, ok ? 1 : 0);
    },
  });
}

runProgram('sip-gateway', start);
