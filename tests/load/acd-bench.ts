/**
 * The whole acd process on a real Redis: calls arrive at a steady pace at a gateway that answers everything at once, and
 * the time from a caller's `leg.arrived` on the bus to the `ringLeg` for an agent is measured, as well as from an agent's
 * freedom to their next ring. `node tests/load/acd-bench.ts [calls/s] [seconds] [waiting]`; JSON on standard output.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, redisBus } from '@decroche/platform/redis';
import {
  CommandMessage,
  streams,
  type CallId,
  type EngineInput,
  type LegId,
  type TelephonyEvent,
} from '@decroche/protocol';
import { startRedis } from '../../embedded/redis/start.ts';
import { aDefinition, anAgent, aService, officeHours } from '../scenarios/builders.ts';

const [rate, seconds, waiting] = [2, 3, 4].map((at) => process.argv[at]).map(Number) as [number, number, number];
const AGENTS = 200;
const TALK_MS = 500;
const DOMAIN = 'main' as never;
const GATEWAY = 'gw1' as never;

const dir = await mkdtemp(join(tmpdir(), 'decroche-acd-bench-'));
const redisServer = await startRedis({ dir });
const redis = await connectRedis(redisServer.url);
const bus = redisBus(redis);
const inputs = streams.inputs(DOMAIN);
let messages = 0;
const envelope = () => ({ id: `m-${(messages += 1)}` as never, domainId: DOMAIN, at: Date.now() });
const send = (input: EngineInput): Promise<void> => bus.publish(inputs, [input]);
const tell = (event: TelephonyEvent): Promise<void> => send({ ...envelope(), kind: 'telephony', event });

const definition = aDefinition({
  calendars: [officeHours({ weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }], holidays: 'none' })],
  services: [aService('desk', { welcome: undefined, maximumWaiting: 100_000, maximumWaitMs: 3_600_000 })],
  agents: Array.from({ length: AGENTS }, (_, at) =>
    anAgent(`agent-${at}`, { device: { kind: 'uri', uri: `sip:agent-${at}@192.0.2.1` }, wrapUpMs: 0 }),
  ),
});
await send({ ...envelope(), kind: 'definition', definition });

const acd = spawn(process.execPath, ['acd/src/main.ts'], {
  env: { PATH: process.env['PATH'], REDIS_URL: redisServer.url, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info' },
  stdio: ['ignore', 'ignore', 'inherit'],
});

const arrivedAt = new Map<CallId, number>();
const toRing: number[] = [];
const talking = new Map<CallId, LegId>();
const callers = new Map<CallId, LegId>();
const freedAt: number[] = [];
const toNext: number[] = [];

const obey = (command: CommandMessage['command']): void => {
  if (command.type === 'takeCensus') return;
  const { callId } = command;
  const now = Date.now();
  if (command.type === 'answerCaller') {
    void tell({ type: 'leg.answered', callId, legId: command.legId, answeredAt: now });
  } else if (command.type === 'ringLeg') {
    const { legId } = command;
    const arrived = arrivedAt.get(callId);
    if (arrived !== undefined) toRing.push(performance.now() - arrived);
    const freed = freedAt.shift();
    if (freed !== undefined) toNext.push(performance.now() - freed);
    void tell({ type: 'leg.ringing', callId, legId });
    void tell({ type: 'leg.answered', callId, legId, answeredAt: now });
  } else if (command.type === 'bridgeLeg') {
    const { legId } = command;
    talking.set(callId, legId);
    void tell({ type: 'leg.bridged', callId, legId, bridgedAt: now });
    setTimeout(() => {
      if (waiting > 0) freedAt.push(performance.now());
      const caller = callers.get(callId) as LegId;
      void tell({ type: 'leg.released', callId, legId: caller, releasedAt: Date.now(), cause: 'normal', by: 'party' });
    }, TALK_MS);
  }
};
const following = bus.follow(streams.commands(GATEWAY), 'start', (entries) => {
  for (const { value } of entries) obey(CommandMessage.parse(value).command);
});

for (let at = 0; at < AGENTS; at += 1) {
  for (const type of ['agent.loginRequested', 'agent.readyRequested'] as const) {
    const request = { type, agentId: `agent-${at}` as never };
    await send({ ...envelope(), kind: 'request', request, actor: 'bench', replyTo: 'decroche:replies:bench' });
  }
}

let calls = 0;
const arrive = (measured: boolean): Promise<void> => {
  calls += 1;
  const callId = `call-${calls}` as CallId;
  const legId = `leg-${calls}` as LegId;
  callers.set(callId, legId);
  if (measured) arrivedAt.set(callId, performance.now());
  const arrived = { callId, legId, gatewayId: GATEWAY, serviceId: 'desk' as never, dialled: '8008' };
  return tell({ type: 'leg.arrived', ...arrived, receivedAt: Date.now() });
};

const cpuMs = async (): Promise<number> => {
  const fields = (await readFile(`/proc/${acd.pid}/stat`, 'utf8')).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
};

if (waiting > 0) for (let n = 0; n < AGENTS + waiting; n += 1) await arrive(false);
await new Promise((resolve) => setTimeout(resolve, 2_000));
const cpuBefore = await cpuMs();
const startedAt = performance.now();
for (let n = 0; n < rate * seconds; n += 1) {
  const due = startedAt + (1_000 * n) / rate;
  const early = due - performance.now();
  if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
  void arrive(waiting === 0);
}
await new Promise((resolve) => setTimeout(resolve, 1_500));
const cpu = (await cpuMs()) - cpuBefore;
const status = await readFile(`/proc/${acd.pid}/status`, 'utf8');

const shares = (times: number[]) => {
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(100 * (sorted[Math.floor(share * (sorted.length - 1))] ?? 0)) / 100;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
};
const report = {
  rate,
  seconds,
  waiting,
  arrivalToRingMs: shares(toRing),
  freedToNextRingMs: shares(toNext),
  acdCpuMsPerCall: Math.round((100 * cpu) / (rate * seconds)) / 100,
  acdRssMb: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024),
};
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
acd.kill('SIGTERM');
await new Promise((resolve) => acd.once('exit', resolve));
await following.stop();
redis.disconnect();
await redisServer.stop();
await rm(dir, { recursive: true, force: true });
