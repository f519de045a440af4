import type { Instant, Reply } from '@decroche/protocol';
import { watchAlarms } from './alarms.ts';
import { adoptDefinition } from './definitions.ts';
import { watchMessages } from './dissuasion/arming.ts';
import type { CoreInput } from './inputs.ts';
import { tellWaiting } from './queueing/dissuade.ts';
import { settleQueues, watch } from './queueing/match.ts';
import { settleOnCall } from './oncall/caller.ts';
import { watchGateways } from './oncall/continuity.ts';
import { takeOnCallPlan } from './oncall/adoption.ts';
import { decideRequest } from './requests.ts';
import { takeRoster } from './roster/shifts.ts';
import type { OwnedState } from './state-index.ts';
import { decideTelephony } from './telephony.ts';
import { decideTimer } from './timers.ts';
import { openTurn, type Decision, type Turn, type Verdict } from './turn.ts';

/**
 * Decides upon one input: what happens, and what is asked of the world. The state has taken the facts in when it returns
 * (ADR 0003); the effects must not leave before those facts are in the journal.
 */
export function decide(state: OwnedState, input: CoreInput, now: Instant): Decision {
  const actor = input.kind === 'request' ? input.actor : 'system';
  const { turn, close } = openTurn(state, { cause: input.id, actor }, now);
  if (state.causes.has(input.id)) turn.ignore('this input was taken before');
  else take(turn, input);
  settleOnCall(turn);
  settleQueues(turn);
  keepWatch(turn, input.kind === 'watchdog');
  return close();
}

function take(turn: Turn, input: CoreInput): void {
  switch (input.kind) {
    case 'telephony':
      return decideTelephony(turn, input.event);
    case 'definition':
      return adoptDefinition(turn, input.definition);
    case 'roster':
      return takeRoster(turn, input.roster);
    case 'onCallPlan':
      return takeOnCallPlan(turn, input.plan);
    case 'timer':
      return decideTimer(turn, input);
    case 'watchdog':
      return watch(turn);
    case 'request': {
      const verdict = decideRequest(turn, input.request);
      turn.reply(input.replyTo, input.id, replyOf(verdict));
    }
  }
}

/** Limits are looked at when the queues have come to rest; what needs a look at everybody, once a second. */
function keepWatch(turn: Turn, everything: boolean): void {
  watchMessages(turn, everything);
  watchAlarms(turn, everything);
  if (!everything) return;
  tellWaiting(turn);
  watchGateways(turn);
}

function replyOf(verdict: Verdict): Reply {
  if (verdict === 'accepted') return { result: 'accepted' };
  return typeof verdict === 'string' ? { result: 'refused', reason: verdict } : verdict;
}
