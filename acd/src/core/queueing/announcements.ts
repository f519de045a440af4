import type { PromptId, ServiceDefinition } from '@decroche/protocol';
import { filesOf } from '../catalog.ts';
import { announcementPrompt, playIdAt } from '../prompts.ts';
import type { Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { expectedWait, rangeToTell } from './estimated-wait.ts';
import { resumeMusic } from './music.ts';

/**
 * "You are third, you will wait less than five minutes", then one of the periodic messages: played instead of the music.
 * It never delays anyone: the match does not look at it and the bridge stops it (pains 9).
 */
export function announce(turn: Turn, call: Call): void {
  const { catalog } = turn.state.index;
  const service = catalog.services.get(call.serviceId);
  if (!service || !call.place) return;
  const position = 1 + (turn.state.index.lines.get(call.place.queueId)?.everyone.rank(call.place) ?? 0);
  const said = [
    sayPosition(turn, call, { service, position }),
    sayWait(turn, call, { service, position }),
    sayMessage(turn, call, service),
  ];
  const { callId } = call;
  const files = filesOf(catalog, said);
  if (said.every((each) => each === undefined)) turn.emit({ type: 'call.musicResumed', callId });
  else if (files.length === 0) resumeMusic(turn, callId);
  else {
    const playId = playIdAt(turn.state.domainId, turn.state.seq);
    turn.command(call.gatewayId, { type: 'play', callId, playId, files, repeat: false });
  }
}

interface Spot {
  readonly service: ServiceDefinition;
  readonly position: number;
}

function sayPosition(turn: Turn, { callId }: Call, { service, position }: Spot): PromptId | undefined {
  const prompt = announcementPrompt(service, position);
  if (prompt !== undefined) turn.emit({ type: 'call.positionAnnounced', callId, position });
  return prompt;
}

function sayWait(turn: Turn, { callId, place, told }: Call, { service, position }: Spot): PromptId | undefined {
  const ranges = service.announcements?.expectedWait;
  const estimateMs = ranges && place ? expectedWait(turn.state, place.queueId, position) : undefined;
  if (!ranges || estimateMs === undefined) return undefined;
  const range = rangeToTell(ranges, estimateMs, { told: told.wait, at: turn.at });
  if (range) turn.emit({ type: 'call.waitAnnounced', callId, estimateMs, upToMs: range.upToMs });
  return range?.prompt;
}

/** The next in the rotation. */
function sayMessage(turn: Turn, { callId, told }: Call, { announcements }: ServiceDefinition): PromptId | undefined {
  const messages = announcements?.messages ?? [];
  const promptId = messages[told.messages % Math.max(1, messages.length)];
  if (promptId !== undefined) turn.emit({ type: 'call.messageAnnounced', callId, promptId });
  return promptId;
}
