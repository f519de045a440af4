import { Counter, Gauge, Histogram } from '@decroche/platform';
import type { CoreInput } from '../core/inputs.ts';
import { brokenInvariants } from '../core/invariants.ts';
import type { EngineState } from '../core/state.ts';
import type { Decision } from '../core/turn.ts';

const decisions = new Histogram({
  name: 'decroche_acd_decision_seconds',
  help: 'Time of one decision',
  labelNames: ['domain', 'kind'],
  buckets: [0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.01, 0.1],
});
const events = new Counter({
  name: 'decroche_acd_events_total',
  help: 'Journal lines by type',
  labelNames: ['domain', 'type'],
});
const watchdog = new Counter({
  name: 'decroche_acd_watchdog_alarms_total',
  help: 'A caller waited and a matching agent was free for more than 2 s',
  labelNames: ['domain'],
});
const broken = new Counter({
  name: 'decroche_acd_invariants_broken_total',
  help: 'Invariants of the engine found broken in production: a defect',
  labelNames: ['domain', 'invariant'],
});
const unreadable = new Counter({
  name: 'decroche_acd_unreadable_inputs_total',
  help: 'Inputs that do not follow the protocol',
  labelNames: ['domain'],
});
const setAside = new Counter({
  name: 'decroche_acd_inputs_set_aside_total',
  help: 'Inputs and deadlines that met a bug and were passed over: a defect',
  labelNames: ['domain'],
});
const calls = new Gauge({ name: 'decroche_acd_calls', help: 'Calls by stage', labelNames: ['domain', 'status'] });
const agents = new Gauge({ name: 'decroche_acd_agents', help: 'Agents by status', labelNames: ['domain', 'status'] });

const archivedUpTo = new Gauge({
  name: 'decroche_acd_archived_up_to',
  help: 'Last journal line in the archive',
  labelNames: ['domain'],
});
const chainBroken = new Counter({
  name: 'decroche_acd_archive_chain_broken_total',
  help: 'Rounds in which a journal line did not follow from the one before it',
  labelNames: ['domain'],
});

/** What the archiver of a domain shows of itself. */
export const archiveMetrics = (domain: string) => ({
  upTo: (seq: number): void => archivedUpTo.set({ domain }, seq),
  broken: (): void => chainBroken.inc({ domain }),
});

/** What the engine of a domain shows of itself on /metrics. Defects are 0 from the start, so that their alarms have a base. */
export function engineMetrics(domain: string) {
  for (const defects of [watchdog, unreadable, setAside]) defects.inc({ domain }, 0);
  const countCalls = tally(calls, domain);
  const countAgents = tally(agents, domain);
  return {
    unreadable: (): void => unreadable.inc({ domain }),
    setAside: (): void => setAside.inc({ domain }),
    decided(input: CoreInput, decision: Decision, tookMs: number): void {
      decisions.observe({ domain, kind: input.kind }, tookMs / 1_000);
      for (const { event } of decision.facts) {
        events.inc({ domain, type: event.type });
        if (event.type === 'watchdog.alarmRaised') watchdog.inc({ domain });
      }
    },
    /** Counts who is where, and checks the invariants on the living state. */
    observe(state: EngineState): void {
      countCalls([...state.calls.values()].map((call) => call.stage.status));
      countAgents([...state.agents.values()].map((agent) => agent.activity.status));
      for (const { invariant } of brokenInvariants(state)) broken.inc({ domain, invariant });
    },
    /** Another process may have the domain from here on: it counts, not we. */
    forget(): void {
      countCalls([]);
      countAgents([]);
    },
  };
}

/** Statuses that were seen and are empty now are shown as 0, those of other domains are left alone. */
function tally(gauge: Gauge<'domain' | 'status'>, domain: string): (statuses: readonly string[]) => void {
  const seen = new Set<string>();
  return (statuses) => {
    const counts = new Map([...seen].map((status) => [status, 0]));
    for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
    for (const [status, count] of counts) {
      seen.add(status);
      gauge.set({ domain, status }, count);
    }
  };
}
