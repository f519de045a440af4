/**
 * How many decisions a second the acd's core takes, and how long the slowest of a hundred last, with 1,000 agents and
 * 0, 1,000 or 5,000 callers waiting. No Redis, no network: the pure engine. `node tests/load/engine-bench.ts`; JSON on
 * standard output.
 */
import { cpus } from 'node:os';
import type { AgentId, CallId, LegId, TelephonyEvent } from '@decroche/protocol';
import { decide } from '../../acd/src/core/decide.ts';
import type { CoreInput } from '../../acd/src/core/inputs.ts';
import { emptyState, snapshotOf } from '../../acd/src/core/snapshot.ts';
import { offerOf } from '../../acd/src/core/state.ts';
import { aDefinition, anAgent, aQueue, aService, MONDAY_10H } from '../scenarios/builders.ts';

const AGENTS = 1_000;
const QUEUES = 10;
const CALLS = Number(process.argv[2] ?? 20_000);

/** One engine under a load of calls: each arrives, waits, is answered, and ends. */
class Load {
  readonly #state = emptyState('main' as never);
  readonly #times: number[] = [];
  #now = MONDAY_10H;
  #messages = 0;
  #calls = 0;
  #measuring = false;

  constructor() {
    const queues = Array.from({ length: QUEUES }, (_, at) => `q${at}`);
    const definition = aDefinition({
      queues: queues.map((id) => aQueue(id)),
      services: queues.map((id, at) =>
        aService(id, { numbers: [`80${at}`], queueId: id as never, welcome: undefined, maximumWaiting: 100_000 }),
      ),
      agents: Array.from({ length: AGENTS }, (_, at) =>
        anAgent(`agent-${at}`, {
          device: { kind: 'uri', uri: `sip:agent-${at}@192.0.2.1` },
          queues: [queues[at % QUEUES], queues[(at + 1) % QUEUES]] as never[],
          wrapUpMs: 0,
        }),
      ),
    });
    this.#take({ ...this.#envelope(), kind: 'definition', definition });
    for (let at = 0; at < AGENTS; at += 1) this.#logIn(`agent-${at}` as AgentId);
  }

  get waiting(): number {
    return [...this.#state.index.lines.values()].reduce((sum, line) => sum + line.waiting.size, 0);
  }

  /** Every agent busy, then `count` callers waiting. */
  fill(count: number): void {
    for (let at = 0; at < AGENTS; at += 1) this.#answer(this.arrive());
    while (this.waiting < count) this.arrive();
  }

  /** A caller comes, and one who talks hangs up: their agent takes the oldest who waits. */
  measure(calls: number): void {
    this.#measuring = true;
    const talking = [...this.#state.calls.values()].filter((call) => call.stage.status === 'talking');
    for (let n = 0; n < calls; n += 1) {
      this.arrive();
      const done = talking.shift();
      if (!done) throw new Error('nobody talks');
      const { callId, legId } = done;
      this.#tell({ type: 'leg.released', callId, legId, releasedAt: this.#now, cause: 'normal', by: 'party' });
      const next = [...this.#offered()][0];
      if (next) {
        this.#answer(next);
        const answered = this.#state.calls.get(next);
        if (answered) talking.push(answered);
      }
    }
    this.#measuring = false;
  }

  report() {
    const times = this.#times.sort((a, b) => a - b);
    const at = (share: number): number =>
      Math.round(1_000 * (times[Math.floor(share * (times.length - 1))] ?? 0)) / 1_000;
    const totalMs = times.reduce((sum, ms) => sum + ms, 0);
    const snapshotStart = performance.now();
    const bytes = JSON.stringify(snapshotOf(this.#state)).length;
    return {
      waiting: this.waiting,
      decisions: times.length,
      decisionsPerSecond: Math.round((1_000 * times.length) / totalMs),
      ms: { p50: at(0.5), p95: at(0.95), p99: at(0.99), p999: at(0.999), max: at(1) },
      snapshot: { bytes, ms: Math.round(performance.now() - snapshotStart) },
    };
  }

  arrive(): CallId {
    this.#calls += 1;
    const callId = `call-${this.#calls}` as CallId;
    const legId = `leg-${this.#calls}` as LegId;
    const serviceId = `q${this.#calls % QUEUES}` as never;
    const arrived = { callId, legId, serviceId, gatewayId: 'gw' as never, dialled: '800', receivedAt: this.#now };
    this.#tell({ type: 'leg.arrived', ...arrived });
    this.#tell({ type: 'leg.answered', callId, legId, answeredAt: this.#now });
    return callId;
  }

  #answer(callId: CallId): void {
    const call = this.#state.calls.get(callId);
    const offer = call && offerOf(call);
    if (!offer) return;
    const { legId } = offer;
    this.#tell({ type: 'leg.ringing', callId, legId });
    this.#tell({ type: 'leg.answered', callId, legId, answeredAt: this.#now });
    this.#tell({ type: 'leg.bridged', callId, legId, bridgedAt: this.#now });
  }

  *#offered(): Generator<CallId> {
    const last = this.#lastOffered;
    if (last && this.#state.calls.get(last)?.stage.status === 'offered') yield last;
  }
  #lastOffered: CallId | undefined;

  #logIn(agentId: AgentId): void {
    for (const type of ['agent.loginRequested', 'agent.readyRequested'] as const) {
      this.#take({ ...this.#envelope(), kind: 'request', request: { type, agentId }, actor: 'b', replyTo: 'r' });
    }
  }

  #tell(event: TelephonyEvent): void {
    this.#take({ ...this.#envelope(), kind: 'telephony', event });
  }

  #take(input: CoreInput): void {
    this.#now += 1;
    const before = performance.now();
    const { facts } = decide(this.#state, input, this.#now);
    if (this.#measuring) this.#times.push(performance.now() - before);
    for (const { event } of facts) if (event.type === 'offer.made') this.#lastOffered = event.callId;
  }

  #envelope() {
    this.#messages += 1;
    return { id: `m-${this.#messages}` as never, domainId: 'main' as never, at: this.#now };
  }
}

const rows = [0, 1_000, 5_000].map((waiting) => {
  const load = new Load();
  load.fill(waiting);
  load.measure(2_000);
  load.measure(CALLS);
  return load.report();
});
const report = { agents: AGENTS, calls: CALLS, node: process.version, cpu: cpus()[0]?.model, rows };
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
