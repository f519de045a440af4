/**
 * How many decisions a second the acd's core takes, and how long the slowest of a hundred last, with 1,000 agents and
 * 0, 1,000 or 5,000 callers waiting. No Redis, no network: the pure engine. `node tests/load/engine-bench.ts`; JSON on
 * standard output.
 */
import { cpus } from 'node:os';
import type { AgentDefinition, AgentId, CallId, LegId, SkillId, TelephonyEvent } from '@decroche/protocol';
import { decide } from '../../acd/src/core/decide.ts';
import { timerInput, type CoreInput } from '../../acd/src/core/inputs.ts';
import { emptyState, snapshotOf } from '../../acd/src/core/snapshot.ts';
import { offerOf } from '../../acd/src/core/call.ts';
import { nextTimer } from '../../acd/src/core/timers.ts';
import { aDefinition, anAgent, aQueue, aService, MONDAY_10H } from '../scenarios/builders.ts';

const AGENTS = 1_000;
const QUEUES = 10;
const CALLS = Number(process.argv[2] ?? 20_000);
const SKILLS = ['vpn', 'network', 'english'] as SkillId[];

/** Levels that differ from agent to agent, so that there are many abilities. */
const skillsOf = (at: number) =>
  Object.fromEntries(SKILLS.map((skillId, nth) => [skillId, 1 + ((at * (nth + 3)) % 5)])) as AgentDefinition['skills'];

/** One engine under a load of calls: each arrives, waits, is answered, and ends. */
class Load {
  readonly #state = emptyState('main' as never);
  readonly #times: number[] = [];
  #now = MONDAY_10H;
  #messages = 0;
  #calls = 0;
  #measuring = false;

  constructor(special: boolean) {
    const queues = Array.from({ length: QUEUES }, (_, at) => `q${at}`);
    const definition = aDefinition({
      queues: queues.map((id) =>
        aQueue(id, special ? { tiers: [1, 2].map((tier) => ({ tier, afterMs: tier * 500 })) } : {}),
      ),
      skills: SKILLS.map((skillId) => ({ skillId, name: skillId })),
      services: queues.map((id, at) =>
        aService(id, {
          numbers: [`80${at}`],
          queueId: id as never,
          welcome: undefined,
          maximumWaiting: 100_000,
          ...(special && at % 3 > 0 ? { needs: [{ skillId: SKILLS[at % 3] as SkillId, level: 1 + (at % 4) }] } : {}),
        }),
      ),
      agents: Array.from({ length: AGENTS }, (_, at) =>
        anAgent(`agent-${at}`, {
          device: { kind: 'uri', uri: `sip:agent-${at}@192.0.2.1` },
          queues: [0, 1].map((next) => ({
            queueId: queues[(at + next) % QUEUES] as never,
            ...(special ? { rank: 1 + next, tier: at % 3 } : {}),
          })),
          ...(special ? { skills: skillsOf(at) } : {}),
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
    for (const next of this.#offered.splice(0)) this.#answer(next);
    while (this.waiting < count) this.arrive();
  }

  /** A caller comes, and one who talks hangs up: their agent takes the oldest who waits. */
  measure(calls: number): void {
    this.#measuring = true;
    const talking = [...this.#state.calls.values()].filter((call) => call.stage.status === 'talking');
    for (let n = 0; n < calls; n += 1) {
      this.arrive();
      const done = talking.shift();
      // Those who may not be joined yet wait for a tier: nobody talks for a moment.
      if (done) {
        const { callId, legId } = done;
        this.#tell({ type: 'leg.released', callId, legId, releasedAt: this.#now, cause: 'normal', by: 'party' });
      }
      for (const next of this.#offered.splice(0)) {
        this.#answer(next);
        const answered = this.#state.calls.get(next);
        if (answered?.stage.status === 'talking') talking.push(answered);
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

  /** Calls for whom a telephone rings. */
  readonly #offered: CallId[] = [];

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
    for (let due = nextTimer(this.#state); due && due.dueAt <= this.#now; due = nextTimer(this.#state)) {
      this.#decide(timerInput(due));
    }
    this.#decide(input);
  }

  #decide(input: CoreInput): void {
    const before = performance.now();
    const { facts } = decide(this.#state, input, this.#now);
    if (this.#measuring) this.#times.push(performance.now() - before);
    for (const { event } of facts) if (event.type === 'offer.made') this.#offered.push(event.callId);
  }

  #envelope() {
    this.#messages += 1;
    return { id: `m-${this.#messages}` as never, domainId: 'main' as never, at: this.#now };
  }
}

/** Nothing special, then skills, ranks and tiers that open while callers wait. */
const rows = [false, true].flatMap((special) =>
  [0, 1_000, 5_000].map((waiting) => {
    const load = new Load(special);
    load.fill(waiting);
    load.measure(2_000);
    load.measure(CALLS);
    return { matching: special ? 'skills, ranks and tiers' : 'plain', ...load.report() };
  }),
);
const report = { agents: AGENTS, calls: CALLS, node: process.version, cpu: cpus()[0]?.model, rows };
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
