import type { Instant } from '@decroche/protocol';
import { restMs } from './deadlines.ts';
import type { Fact, FamilyEvent } from './fact.ts';
import { dropAgent, putAgent, putCall, type OwnedState } from './state-index.ts';
import type { Activity, Agent, Tally } from './agent.ts';

type AgentFact = Fact<FamilyEvent<'agent'>>;

/** Reasons that are not the agent's choice: coming back from them forgives no miss. */
const NOT_CHOSEN: ReadonlySet<string> = new Set(['deviceLost', 'technical']);

/**
 * The agent machine:
 *
 *     loggedOut ⇄ notReady(reason) ⇄ ready ──offer──▶ offered ──200──▶ connecting ──bridge──▶ talking
 *                      ▲               ▲ └──── miss, caller gone ──────┘     │                   │
 *                      └── next state ─┴──────────────────────── wrapUp ◀────┴──── call ended ───┘
 *
 * `offered`, `connecting` and `talking` are entered through the events of offers and calls.
 */
export function evolveAgent(state: OwnedState, fact: AgentFact): void {
  const agent = state.agents.get(fact.event.agentId);
  if (!agent) return;
  const { event } = fact;
  switch (event.type) {
    case 'agent.loggedIn':
      return enter(
        state,
        { ...agent, misses: 0, failures: 0, tally: NEW_TALLY },
        { status: 'notReady', reason: 'loggedIn', since: fact.at },
      );
    case 'agent.loggedOut':
      return logOut(state, agent);
    case 'agent.becameReady':
      return becomeReady(state, agent, fact);
    case 'agent.becameNotReady':
      return becomeNotReady(state, agent, { reason: event.reason, fact });
    case 'agent.nextStateSet':
      return putAgent(state, { ...agent, next: event.next });
    case 'agent.wrapUpStarted':
      return enter(
        state,
        { ...agent, idle: undefined, timer: { dueAt: event.endsAt, set: fact.seq } },
        { status: 'wrapUp', callId: event.callId, startedAt: fact.at, endsAt: event.endsAt },
      );
    case 'agent.wrapUpExtended':
      if (agent.activity.status !== 'wrapUp') return;
      return putAgent(state, {
        ...agent,
        activity: { ...agent.activity, endsAt: event.endsAt },
        timer: { dueAt: event.endsAt, set: fact.seq },
      });
    case 'agent.wrapUpEnded':
      return putAgent(state, { ...agent, timer: undefined });
    case 'agent.deviceFound':
      return putAgent(state, { ...agent, reachable: { at: event.gatewayId } });
    case 'agent.deviceLost':
      return putAgent(state, { ...agent, reachable: undefined });
  }
}

/** Nothing done yet. */
export const NEW_TALLY: Tally = { calls: 0, talkMs: 0, turns: {}, talkingAt: undefined };

/** Leaves the present activity, and with it the conversation that belonged to it, for another. */
function enter(state: OwnedState, agent: Agent, activity: Activity): void {
  if (agent.activity.status !== 'talking') return putAgent(state, { ...agent, activity });
  letGo(state, agent);
  putAgent(state, { ...agent, activity, tally: talked(agent.tally, state.at) });
}

const talked = (tally: Tally, at: Instant): Tally => ({
  ...tally,
  talkMs: tally.talkMs + Math.max(0, at - (tally.talkingAt ?? at)),
  talkingAt: undefined,
});

/** An agent who leaves while their transfer is still ringing is no longer the one it falls back to. */
function letGo(state: OwnedState, agent: Agent): void {
  const call = agent.activity.status === 'talking' ? state.calls.get(agent.activity.callId) : undefined;
  if (call?.stage.status !== 'transferring' || call.stage.from?.agentId !== agent.agentId) return;
  putCall(state, { ...call, stage: { ...call.stage, from: undefined } });
}

function logOut(state: OwnedState, agent: Agent): void {
  enter(state, { ...agent, next: undefined, idle: undefined, timer: undefined }, { status: 'loggedOut' });
  const left = state.agents.get(agent.agentId);
  if (left && !state.index.catalog.agents.has(agent.agentId)) dropAgent(state, left);
}

function becomeReady(state: OwnedState, agent: Agent, fact: AgentFact): void {
  const { activity } = agent;
  const byChoice = activity.status === 'notReady' && !NOT_CHOSEN.has(activity.reason);
  enter(
    state,
    {
      ...agent,
      idle: agent.idle ?? { agentId: agent.agentId, since: fact.at, turn: fact.seq },
      misses: byChoice ? 0 : agent.misses,
      timer: undefined,
    },
    { status: 'ready' },
  );
}

function becomeNotReady(state: OwnedState, agent: Agent, { reason, fact }: { reason: string; fact: AgentFact }): void {
  const timer = reason === 'technical' ? { dueAt: fact.at + restMs(agent.failures), set: fact.seq } : undefined;
  enter(state, { ...agent, idle: undefined, timer }, { status: 'notReady', reason, since: fact.at });
}
