import { Counter, Gauge, Histogram } from '@decroche/platform';
import type { CoreInput } from '../core/inputs.ts';
import { brokenInvariants } from '../core/invariants.ts';
import type { EngineState } from '../core/state.ts';
import type { Decision } from '../core/turn.ts';

const decisions = new Histogram({
  name: 'decroche_acd_decision_seconds',
  help: 'Time of one decision',
  labelNames: ['kind'],
  buckets: [0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.01, 0.1],
});
const events = new Counter({
  name: 'decroche_acd_events_total',
  help: 'Journal lines by type',
  labelNames: ['type'],
});
const watchdog = new Counter({
  name: 'decroche_acd_watchdog_alarms_total',
  help: 'A caller waited and a matching agent was free for more than 2 s',
});
const broken = new Counter({
  name: 'decroche_acd_invariants_broken_total',
  help: 'Invariants of the engine found broken in production: a defect',
  labelNames: ['invariant'],
});
const unreadable = new Counter({
  name: 'decroche_acd_unreadable_inputs_total',
  help: 'Inputs that do not follow the protocol',
});
const setAside = new Counter({
  name: 'decroche_acd_inputs_set_aside_total',
  help: 'Inputs that met a bug and were passed over: a defect',
});
const calls = new Gauge({ name: 'decroche_acd_calls', help: 'Calls by stage', labelNames: ['status'] });
const agents = new Gauge({ name: 'decroche_acd_agents', help: 'Agents by status', labelNames: ['status'] });

const archivedUpTo = new Gauge({ name: 'decroche_acd_archived_up_to', help: 'Last journal line in the archive' });
const chainBroken = new Counter({
  name: 'decroche_acd_archive_chain_broken_total',
  help: 'Rounds in which a journal line did not follow from the one before it',
});

/** What the archiver shows of itself. */
export const archiveMetrics = { upTo: archivedUpTo, broken: chainBroken };

/** What the engine shows of itself on /metrics. */
export const engineMetrics = {
  unreadable,
  setAside,
  decided(input: CoreInput, decision: Decision, tookMs: number): void {
    decisions.observe({ kind: input.kind }, tookMs / 1_000);
    for (const { event } of decision.facts) {
      events.inc({ type: event.type });
      if (event.type === 'watchdog.alarmRaised') watchdog.inc();
    }
  },
  /** Counts who is where, and checks the invariants on the living state. */
  observe(state: EngineState): void {
    tally(
      calls,
      [...state.calls.values()].map((call) => call.stage.status),
    );
    tally(
      agents,
      [...state.agents.values()].map((agent) => agent.activity.status),
    );
    for (const { invariant } of brokenInvariants(state)) broken.inc({ invariant });
  },
};

function tally(gauge: Gauge<'status'>, statuses: readonly string[]): void {
  gauge.reset();
  for (const status of statuses) gauge.inc({ status });
}
