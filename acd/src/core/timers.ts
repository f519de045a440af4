import type { TimerInput } from './inputs.ts';
import { announceOnCall, joiningFailed } from './oncall/caller.ts';
import { alertDue, pageDue } from './oncall/deadlines.ts';
import { announce } from './queueing/announcements.ts';
import { endWrapUp, settleAgent } from './queueing/agent.ts';
import { closingCallback, dialFailed, takePlace } from './queueing/callback.ts';
import { dialogueOverdue } from './queueing/callback-dialogue.ts';
import { endCall } from './queueing/ending.ts';
import { choiceOverdue, promptOver } from './queueing/dissuade.ts';
import { menuOver } from './queueing/menu.ts';
import { expireOffers } from './queueing/offer.ts';
import { overflow, recordingOverdue } from './queueing/overflow.ts';
import { returnCall } from './queueing/returning.ts';
import { stageRunOver } from './queueing/runs.ts';
import { waitTimer } from './queueing/widening.ts';
import { shiftDue } from './roster/shifts.ts';
import { hasCaller, offersOf, type Call } from './call.ts';
import type { EngineState } from './state.ts';
import type { CallTimerName, TimerEntry } from './timer.ts';
import type { Turn } from './turn.ts';

/** The earliest deadline of the whole state. */
export function nextTimer(state: EngineState): TimerEntry | undefined {
  return state.index.timers.peek();
}

/** A deadline has come; if its owner has moved on since it was set, it means nothing. */
export function decideTimer(turn: Turn, { owner, set }: TimerInput): void {
  if (owner.kind === 'agent') {
    const agent = turn.state.agents.get(owner.agentId);
    if (agent?.timer?.set !== set) return turn.ignore('the agent has moved on');
    if (agent.activity.status === 'wrapUp') return endWrapUp(turn, owner.agentId);
    return settleAgent(turn, owner.agentId);
  }
  if (owner.kind === 'shift') {
    const shift = turn.state.shifts.get(owner.shiftId);
    return shift?.timer?.set === set ? shiftDue(turn, shift) : turn.ignore('the shift has moved on');
  }
  if (owner.kind === 'alert') return alertDue(turn, owner.alertId, set);
  if (owner.kind === 'page') return pageDue(turn, owner, set);
  const call = turn.state.calls.get(owner.callId);
  if (call?.timers[owner.name]?.set !== set) return turn.ignore('the call has moved on');
  callTimer(turn, call, owner.name);
}

function callTimer(turn: Turn, call: Call, name: CallTimerName): void {
  switch (name) {
    case 'stage':
      return stageOverdue(turn, call);
    case 'wait':
      if (!hasCaller(call)) return closingCallback(turn, call);
      return overflow(turn, call.callId, 'maximumWait');
    case 'announce':
      return call.stage.status === 'onCall' ? announceOnCall(turn, call.callId) : announce(turn, call);
    case 'prompt':
      return promptOver(turn, call, true);
    default:
      return waitTimer(turn, call, name);
  }
}

function stageOverdue(turn: Turn, call: Call): void {
  if (call.stage.status === 'dialling') return dialFailed(turn, call, 'timeout');
  if (offersOf(call).length > 0) return expireOffers(turn, call.callId);
  const { callId, stage } = call;
  if ('playId' in stage && stage.status !== 'callbackDialogue')
    return stageRunOver(turn, call, { at: turn.at, heard: true });
  switch (stage.status) {
    case 'callbackDialogue':
      return dialogueOverdue(turn, call);
    case 'postponed':
      return takePlace(turn, callId);
    case 'answering':
      return endCall(turn, callId, {
        ...{ outcome: 'technicalFailure', cause: 'timeout', by: 'system', endedAt: turn.at, tell: 'release' },
      });
    case 'choosing':
      return choiceOverdue(turn, call);
    case 'menu':
      return menuOver(turn, { ...call, stage });
    case 'recording':
      return recordingOverdue(turn, { ...call, stage });
    case 'onCall':
      return joiningFailed(turn, call);
    case 'transferring':
      if (stage.to.kind === 'external') {
        turn.command(call.gatewayId, { type: 'releaseLeg', callId, legId: stage.to.legId, cause: 'cancelled' });
      }
      return returnCall(turn, callId, { cause: 'noAnswer', answered: false });
    default:
      return turn.ignore('this stage has no end of its own');
  }
}
