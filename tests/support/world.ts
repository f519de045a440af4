import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Definition, DomainId } from '@decroche/protocol';
import { ConsoleApi } from '../../embedded/robots/console-api.ts';
import { buildClient } from '../../scripts/launch/client-build.ts';
import { internalPort } from '../../scripts/launch/ports.ts';
import { startProduct, type RunningProduct } from '../../scripts/launch/product.ts';
import { TONES, writeTone } from './definitions.ts';
import { PASSWORD, PROMPT_TONES, writeProfile } from './e2e-profile.ts';
import { openEngineDoor, type EngineDoor } from './engine-door.ts';
import { namedDaemons } from './named-daemons.ts';
import { PublicNetwork } from './public-network.ts';
import { RtpEndpoint } from './rtp.ts';
import { ended } from './stories.ts';
import { startSipp, type RunningSipp, type SippOptions } from './sipp.ts';

/** The whole product on this machine, as `npm start` runs it, with the test organisation. */
export interface World {
  readonly product: RunningProduct;
  readonly url: string;
  /** An administrator's API token. */
  readonly api: ConsoleApi;
  /** The same token, for what is not JSON. */
  readonly token: string;
  /** The bus, for what is seen in the journal. */
  readonly door: EngineDoor;
  /** A telephone that sings, for SIPp to point at. */
  sing(hz: number): Promise<RtpEndpoint>;
  /** A caller by SIPp who sings. */
  caller(options: CallerOptions): Promise<{ sipp: RunningSipp; sound: RtpEndpoint }>;
  sipp(options: SippOptions): Promise<RunningSipp>;
  /** The public network behind the trunk: every outside number is a telephone of its own. Not together with `subscriber`. */
  network(): Promise<PublicNetwork>;
  /** The telephone behind every outside number: the trunk leads to it. */
  subscriber(options: { readonly hz: number; readonly ringMs?: number }): Promise<RtpEndpoint>;
  /** An agent at a static SIP address where SIPp plays the telephone; not yet at work. */
  phoneAgent(options: PhoneAgentOptions): Promise<PhoneAgent>;
  /** Logs an agent in and makes it ready. */
  ready(agentId: string): Promise<void>;
  /** What every process has said, newest last. */
  readonly lines: readonly string[];
  /** Ends what a test has started and waits until no call is left; the product stays. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

export interface CallerOptions {
  readonly dialled: string;
  readonly hz: number;
  readonly number?: string;
  /** When the caller hangs up by itself. Default: never within a test. */
  readonly stayMs?: number;
}

export interface PhoneAgentOptions {
  readonly agentId: string;
  readonly hz?: number;
  /** Which scenario: answers, or rings for ever. Default `phone`. */
  readonly scenario?: 'phone' | 'silent-phone';
  readonly ringMs?: number;
  /** When it hangs up by itself. Default: never within a test. */
  readonly talkMs?: number;
  /** Default: `desk`. */
  readonly queues?: readonly string[];
}

export interface PhoneAgent {
  readonly agentId: string;
  readonly sound: RtpEndpoint;
  readonly sipp: RunningSipp;
}

/**
 * Starts it on free ports of 127.0.0.1 and a data folder of its own.
 *
 * @param options.environment settings of every program.
 * @param options.profile an organisation of `profiles/` instead of the tests' own, as `--profile` starts it.
 */
export async function startWorld({
  profile,
  environment = {},
}: {
  readonly profile?: string;
  readonly environment?: Readonly<Record<string, string>>;
} = {}): Promise<World> {
  await buildClient(() => undefined);
  const dataDir = await mkdtemp(join(tmpdir(), 'decroche-world-'));
  const lines: string[] = [];
  const trunkPort = await internalPort();
  const line = (name: string, text: string): void => void lines.push(`${name} ${text}`);
  const product = await startProduct({
    ...{ dataDir, addresses: ['127.0.0.1'], real: namedDaemons(), line },
    say: (name, severity, text) => line(name, `${severity}: ${text}`),
    environment: {
      ...(profile === undefined
        ? { PROFILES_DIR: await writeProfile(dataDir), PROFILE: 'e2e' }
        : { PROFILE: profile, DEMO_PASSWORD: PASSWORD }),
      ...{ DEMO: 'true', DEMO_ALWAYS_OPEN: 'false' },
      OUTBOUND_TRUNK: `127.0.0.1:${trunkPort}`,
      ...environment,
    },
  }).catch(async (error: unknown) => {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  });
  const url = product.addresses.httpUrl;
  const admin = await ConsoleApi.signIn(url, 'admin', PASSWORD);
  const made = (await admin.send('POST', '/api/tokens', { name: 'tests', role: 'admin' })) as { token: string };
  const api = ConsoleApi.withToken(url, made.token);
  await singPrompts((await api.send('GET', '/api/definition')) as Definition, product.addresses.mediaDir);
  const door = await openEngineDoor(product.addresses.redisUrl, 'main' as DomainId);
  const started = new Set<RunningSipp | RtpEndpoint | PublicNetwork>();
  const keep = <T extends RunningSipp | RtpEndpoint | PublicNetwork>(one: T): T => {
    started.add(one);
    return one;
  };
  const sing = async (hz: number): Promise<RtpEndpoint> => {
    const endpoint = keep(await RtpEndpoint.open());
    endpoint.latch();
    endpoint.sing(hz);
    return endpoint;
  };
  const sipp = async (options: SippOptions): Promise<RunningSipp> => keep(await startSipp(options));
  const callers = new Set<RunningSipp>();
  const tidy = async (): Promise<void> => {
    for (const one of callers) await one.hangUp();
    callers.clear();
    const arrived = door.journal().flatMap(({ event }) => (event.type === 'call.arrived' ? [event.callId] : []));
    for (const callId of arrived) await ended(door, callId);
    const all = [...started];
    started.clear();
    await Promise.all(
      all.map((one) => (one instanceof RtpEndpoint || one instanceof PublicNetwork ? one.close() : one.stop())),
    );
  };
  const ready = async (agentId: string): Promise<void> => {
    await api.send('POST', `/api/agents/${agentId}/login`);
    await api.send('POST', `/api/agents/${agentId}/ready`);
  };
  const phoneAgent = async (options: PhoneAgentOptions): Promise<PhoneAgent> => {
    const { agentId, hz = 500, scenario = 'phone', ringMs = 200, talkMs = 90_000, queues = ['desk'] } = options;
    const sound = await sing(hz);
    const values = { user: agentId, rtpAddress: '127.0.0.1', rtpPort: sound.port, ringMs, talkMs };
    const phone = await sipp({ scenario, values, calls: 'forever' });
    const device = { kind: 'uri', uri: `sip:${agentId}@127.0.0.1:${phone.port}` };
    await api.send('POST', '/api/agents', { agentId, name: agentId, device, queues, wrapUpMs: 0 });
    await door.seen(
      ({ event }) =>
        event.type === 'definition.adopted' && event.definition.agents.some((one) => one.agentId === agentId),
    );
    return { agentId, sound, sipp: phone };
  };

  return {
    ...{ product, url, api, token: made.token, door, lines, sing, sipp, tidy, ready, phoneAgent },
    network: async () => keep(await PublicNetwork.open(product.addresses.sipPort, trunkPort)),
    subscriber: async ({ hz, ringMs = 300 }) => {
      const sound = await sing(hz);
      const values = { user: 'subscriber', rtpAddress: '127.0.0.1', rtpPort: sound.port, ringMs, talkMs: 90_000 };
      await sipp({ scenario: 'phone', values, port: trunkPort, calls: 'forever' });
      return sound;
    },
    caller: async ({ dialled, hz, number = '+33261910011', stayMs = 90_000 }) => {
      const sound = await sing(hz);
      const values = { dialled, number, rtpAddress: '127.0.0.1', rtpPort: sound.port, stayMs };
      const target = { host: product.addresses.sipHost, port: product.addresses.sipPort };
      const made = await sipp({ scenario: 'caller', target, values });
      callers.add(made);
      return { sound, sipp: made };
    },
    close: async () => {
      await tidy();
      await door.close();
      await product.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const tones: Readonly<Record<string, number>> = { ...TONES, ...PROMPT_TONES };

/** Replaces each prompt by a tone of the same length, so that what a caller hears can be told apart. */
async function singPrompts(definition: Definition, mediaDir: string): Promise<void> {
  await Promise.all(
    definition.prompts.map(({ promptId, file, durationMs }) =>
      writeTone(join(mediaDir, file), tones[promptId] ?? 300, durationMs / 1000),
    ),
  );
}
