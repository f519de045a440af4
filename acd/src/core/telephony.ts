import type { CallId, TelephonyEvent } from '@decroche/protocol';
import { takeCensus } from './census.ts';
import { deviceFound, deviceLost } from './devices.ts';
import { commandFailed } from './failures.ts';
import { legAnswered, legBridged, legHoldChanged, legReleased, legRinging, legTransferRequested } from './legs.ts';
import { lineTold } from './oncall/continuity.ts';
import { decideOnPages } from './oncall/page-events.ts';
import { promptOver } from './queueing/dissuade.ts';
import { numberCollected } from './queueing/callback-dialogue.ts';
import { keyPressed } from './queueing/keys.ts';
import { messageFound, voicemailFinished } from './queueing/overflow.ts';
import { stageRunOver } from './queueing/runs.ts';
import { admit } from './queueing/treatment.ts';
import type { Call } from './call.ts';
import type { Turn } from './turn.ts';

/** What a gateway tells. Events about calls that are over, or legs let go, change nothing. */
export function decideTelephony(turn: Turn, event: TelephonyEvent): void {
  if (decideOnPages(turn, event)) return;
  switch (event.type) {
    case 'leg.arrived':
      return admit(turn, event);
    case 'leg.answered':
      return legAnswered(turn, turn.state.calls.get(event.callId), event);
    case 'device.registered':
      return deviceFound(turn, event.deviceId, event.gatewayId);
    case 'device.unregistered':
      return deviceLost(turn, event.deviceId, event.gatewayId, event.reason);
    case 'gateway.census':
      return takeCensus(turn, event);
    case 'trunk.changed':
    case 'line.probed':
      return lineTold(turn, event);
    case 'voicemail.finished': {
      const call = turn.state.calls.get(event.callId);
      return call ? voicemailFinished(turn, call, event) : messageFound(turn, event);
    }
    default:
      return onCall(turn, event.callId, (call) => decideOnCall(turn, call, event));
  }
}

type CallEvent = Exclude<
  TelephonyEvent,
  {
    type:
      | 'leg.arrived'
      | 'leg.answered'
      | 'device.registered'
      | 'device.unregistered'
      | 'gateway.census'
      | 'trunk.changed'
      | 'line.probed'
      | 'voicemail.finished';
  }
>;

function decideOnCall(turn: Turn, call: Call, event: CallEvent): void {
  switch (event.type) {
    case 'leg.ringing':
      return legRinging(turn, call, event);
    case 'leg.bridged':
      return legBridged(turn, call, event);
    case 'leg.released':
      return legReleased(turn, call, event);
    case 'leg.holdChanged':
      return legHoldChanged(turn, call, event);
    case 'leg.transferRequested':
      return legTransferRequested(turn, call, event);
    case 'play.finished':
      return playFinished(turn, call, event);
    case 'dtmf.received':
      if (event.legId !== call.legId) return turn.ignore("not the caller's keys");
      return keyPressed(turn, call, event.digit);
    case 'number.collected':
      return numberCollected(turn, call, event);
    case 'command.failed':
      return commandFailed(turn, call, event);
  }
}

function onCall(turn: Turn, callId: CallId, then: (call: Call) => void): void {
  const call = turn.state.calls.get(callId);
  if (call) then(call);
  else turn.ignore('the call is over');
}

/** The end of a run counts only for the run that is awaited. */
function playFinished(turn: Turn, call: Call, event: Extract<CallEvent, { type: 'play.finished' }>): void {
  const { stage } = call;
  if ('playId' in stage && stage.playId === event.playId) {
    return stageRunOver(turn, call, { at: event.finishedAt, heard: true });
  }
  if (call.prompt === event.playId) return promptOver(turn, call, true);
  turn.ignore('nobody waits for this run to end');
}
