import type { TelephonyEventOf } from '@decroche/protocol';
import { roleOf } from './legs.ts';
import { joiningFailed } from './oncall/caller.ts';
import { promptOver } from './queueing/dissuade.ts';
import { dialFailed } from './queueing/callback.ts';
import { dialogueFailed } from './queueing/callback-dialogue.ts';
import { endCall } from './queueing/ending.ts';
import { failOffer } from './queueing/offer.ts';
import { recordingOverdue } from './queueing/overflow.ts';
import { returnCall } from './queueing/returning.ts';
import { stageRunOver } from './queueing/runs.ts';
import type { Call } from './call.ts';
import type { Turn } from './turn.ts';

type Failure = TelephonyEventOf<'command.failed'>;

/** A command could not be carried out: the caller goes on by another way whenever there is one. */
export function commandFailed(turn: Turn, call: Call, event: Failure): void {
  switch (event.commandType) {
    case 'answerCaller':
      return endCall(turn, call.callId, {
        ...{ outcome: 'technicalFailure', cause: event.cause, by: 'system', endedAt: turn.at, tell: 'release' },
      });
    case 'play':
      return playFailed(turn, call);
    case 'ringLeg':
    case 'bridgeLeg':
      return joinFailed(turn, call, event);
    case 'openCall':
    case 'dialCaller':
      return dialFailed(turn, call, event.cause);
    case 'playNumber':
      return playFailed(turn, call);
    case 'collectNumber':
      return dialogueFailed(turn, call);
    case 'holdLeg':
    case 'retrieveLeg':
      return holdFailed(turn, call, event);
    case 'startVoicemail':
      if (call.stage.status === 'recording') return recordingOverdue(turn, { ...call, stage: call.stage });
      return turn.ignore('no message is being recorded');
    default:
      return turn.ignore('the next census will tell');
  }
}

/** A missing prompt must not stop anybody: go on as if it had been heard. Failing music is not tried again. */
function playFailed(turn: Turn, call: Call): void {
  if ('playId' in call.stage) return stageRunOver(turn, call, { at: turn.at, heard: false });
  if (call.prompt) return promptOver(turn, call, false);
  turn.ignore('music failed');
}

function joinFailed(turn: Turn, call: Call, { legId, cause }: Failure): void {
  const role = legId && roleOf(call, legId);
  if (role && role.role === 'offer') return failOffer(turn, call, role.offer, { cause, legGone: false });
  if (role && role.role === 'joining') return joiningFailed(turn, call);
  if (!role || role.role !== 'outside') return turn.ignore('no longer wanted');
  turn.command(call.gatewayId, { type: 'releaseLeg', callId: call.callId, legId, cause: 'cancelled' });
  returnCall(turn, call.callId, { cause, answered: false });
}

/** The journal says what the caller hears: the hold, or its end, did not happen. */
function holdFailed(turn: Turn, call: Call, { commandType }: Failure): void {
  const { callId, stage } = call;
  const party = (stage.status === 'talking' || stage.status === 'held') && stage.party;
  if (!party || party.kind !== 'agent') return turn.ignore('no conversation to put right');
  const { agentId } = party;
  if (commandType === 'holdLeg' && stage.status === 'held') turn.emit({ type: 'call.retrieved', callId, agentId });
  if (commandType === 'retrieveLeg' && stage.status === 'talking') turn.emit({ type: 'call.held', callId, agentId });
}
