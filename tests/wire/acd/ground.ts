import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@decroche/platform';
import { connectRedis, redisBus, type Redis } from '@decroche/platform/redis';
import {
  CommandMessage,
  JournalRecord,
  ReplyMessage,
  streams,
  type AcdRequest,
  type CallId,
  type Definition,
  type EngineInput,
  type LegId,
  type OnCallPlan,
  type Reply,
  type TelephonyEvent,
} from '@decroche/protocol';
import { startRedis, type RunningRedis } from '../../../embedded/redis/start.ts';
import { ScriptedGateway } from '../../scenarios/scripted-gateway.ts';

export const DOMAIN = 'main' as never;
const REPLIES = streams.replies('wire');

/** A real Redis with a gateway on it that does what it is told; the acd comes and goes. */
export class Ground {
  readonly redisUrl: string;
  readonly gateway: ScriptedGateway;
  readonly redis: Redis;
  readonly bus: Bus;
  readonly journal: JournalRecord[] = [];
  #server: RunningRedis;
  readonly #dir: string;
  readonly #stops: (() => Promise<void>)[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #replies = new Map<string, Reply>();
  #messages = 0;
  #callers = 0;
  #said: Promise<void> = Promise.resolve();

  private constructor(server: RunningRedis, dir: string, redis: Redis, definition: Definition) {
    this.#server = server;
    this.#dir = dir;
    this.redisUrl = server.url;
    this.redis = redis;
    this.bus = redisBus(redis);
    const lengths = new Map(definition.prompts.map((each) => [each.file, each.durationMs]));
    this.gateway = new ScriptedGateway(
      (event) => void this.says(event),
      (file) => lengths.get(file) ?? 0,
    );
    this.#follow(streams.commands(this.gateway.gatewayId), (value) =>
      this.gateway.obey(CommandMessage.parse(value), Date.now()),
    );
    this.#follow(streams.journal(DOMAIN), (value) => void this.journal.push(JournalRecord.parse(value)));
    this.#follow(REPLIES, (value) => {
      const { to, reply } = ReplyMessage.parse(value);
      this.#replies.set(to, reply);
    });
  }

  static async open(definition: Definition): Promise<Ground> {
    const dir = await mkdtemp(join(tmpdir(), 'decroche-acd-'));
    const server = await startRedis({ dir });
    const ground = new Ground(server, dir, await connectRedis(server.url), definition);
    await ground.#send({ ...ground.#envelope(), kind: 'definition', definition });
    return ground;
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) await stop();
    this.redis.disconnect();
    await this.#server.stop();
    await rm(this.#dir, { recursive: true, force: true });
  }

  /** The server ends in order and is started again, with its data, at the same address. */
  async restartRedis(): Promise<void> {
    await this.#server.stop();
    this.#server = await startRedis({ dir: this.#dir, port: this.#server.port });
  }

  /** Cuts the connections of everybody else, as a network does. */
  async cutConnections(): Promise<void> {
    await this.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  }

  /** Resolves once a condition holds; looked at whenever something comes from the bus. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  says(event: TelephonyEvent): Promise<void> {
    return this.#send({ ...this.#envelope(), kind: 'telephony', event });
  }

  async asks(request: AcdRequest): Promise<Reply> {
    const envelope = this.#envelope();
    await this.#send({ ...envelope, kind: 'request', request, actor: 'wire', replyTo: REPLIES });
    await this.until(() => this.#replies.has(envelope.id));
    return this.#replies.get(envelope.id) as Reply;
  }

  /** Publishes who is on call, as the console does at each change. */
  onCall(plan: OnCallPlan): Promise<void> {
    return this.#send({ ...this.#envelope(), kind: 'onCallPlan', plan });
  }

  async ready(agentId: string): Promise<void> {
    const agent = { agentId: agentId as never };
    await this.says({
      type: 'device.registered',
      ...{ deviceId: `${agentId}-phone` as never, gatewayId: this.gateway.gatewayId, transport: 'wss' },
      expiresAt: Date.now() + 600_000,
    });
    await this.asks({ type: 'agent.loginRequested', ...agent });
    await this.asks({ type: 'agent.readyRequested', ...agent });
  }

  async dials(): Promise<{ callId: CallId; legId: LegId }> {
    this.#callers += 1;
    const callId = `call-${this.#callers}` as CallId;
    const legId = `leg-${this.#callers}` as LegId;
    this.gateway.legs.set(legId, { callId, legId, ring: undefined, status: 'inviting' });
    await this.says({
      type: 'leg.arrived',
      ...{ callId, legId, gatewayId: this.gateway.gatewayId, dialled: '8008', serviceId: 'desk' as never },
      receivedAt: Date.now(),
    });
    return { callId, legId };
  }

  async answers(agentId: string): Promise<void> {
    const leg = [...this.gateway.legs.values()].findLast((each) => each.ring?.agentId === agentId);
    if (leg?.status !== 'ringing') throw new Error(`${agentId}'s telephone does not ring`);
    leg.status = 'answered';
    await this.says({ type: 'leg.answered', callId: leg.callId, legId: leg.legId, answeredAt: Date.now() });
  }

  has(type: string, callId?: string): boolean {
    return this.count(type, callId) > 0;
  }

  count(type: string, callId?: string): number {
    const events = this.journal.map((record) => record.event).filter((event) => event.type === type);
    return callId === undefined ? events.length : events.filter((e) => 'callId' in e && e.callId === callId).length;
  }

  #follow(stream: string, take: (value: unknown) => void): void {
    const following = this.bus.follow(stream, 'start', (entries) => {
      for (const { value } of entries) take(value);
      for (const look of [...this.#watchers]) look();
    });
    this.#stops.push(() => following.stop());
  }

  /** One after the other: the acd must hear things in the order in which they were said. */
  #send(input: EngineInput): Promise<void> {
    this.#said = this.#said.then(() => this.bus.publish(streams.inputs(DOMAIN), [input]));
    return this.#said;
  }

  #envelope() {
    this.#messages += 1;
    return { id: `m-${this.#messages}` as never, domainId: DOMAIN, at: Date.now() };
  }
}
