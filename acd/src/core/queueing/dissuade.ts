import type { CallId, DissuasionChoice, Instant } from '@decroche/protocol';
import { isPublished, type Dissuasion } from '../dissuasion/dissuasion.ts';
import { isFor, nextMessageFor, speakingAt } from '../dissuasion/speaking.ts';
import { filesOf } from '../catalog.ts';
import { isProtected } from '../child-protection.ts';
import { playIdAt } from '../prompts.ts';
import { hasCaller, type Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { goElsewhere } from './elsewhere.ts';
import { endCall, outcomeNow } from './ending.ts';
import { resumeMusic } from './music.ts';
import { withdrawOffers } from './offer.ts';
import { joinQueue } from './treatment.ts';

/** On the way to the line: the next informational message for this caller (C4), or the line itself. */
export function approachQueue(turn: Turn, callId: CallId, since: Instant): void {
  const call = turn.state.calls.get(callId);
  if (!call) return;
  const message = nextMessageFor(turn.state, call, turn.at);
  if (message) say(turn, call, message);
  else joinQueue(turn, call, since);
}

function say(turn: Turn, { callId, gatewayId }: Call, { dissuasionId, content }: Dissuasion): void {
  turn.emit({ type: 'call.dissuasionStarted', callId, dissuasionId });
  const playId = playIdAt(turn.state.domainId, turn.state.seq);
  turn.command(gatewayId, { type: 'play', callId, playId, files: [content.file], repeat: false });
}

/** It was said to its end, or could not be said: what was not heard sends nobody away. */
export function messageSaid(turn: Turn, call: Call, end: { readonly at: Instant; readonly heard: boolean }): void {
  if (call.stage.status !== 'dissuasion') return;
  const { callId } = call;
  const message = turn.state.dissuasions.get(call.stage.dissuasionId);
  if (!end.heard || !message) return approachQueue(turn, callId, end.at);
  turn.emit({ type: 'call.dissuasionHeard', callId, dissuasionId: message.dissuasionId });
  const { mode } = message.content;
  if (mode === 'informThenChoice') return;
  // A message withdrawn while it was being said sends nobody away any more.
  if (mode === 'informThenQueue' || !isPublished(message)) return approachQueue(turn, callId, end.at);
  endCall(turn, callId, {
    ...{ outcome: 'dissuadedReleased', cause: 'normal', by: 'system', endedAt: turn.at, tell: 'release' },
  });
}

/** The time for a key is over: who presses nothing stays. */
export function choiceOverdue(turn: Turn, call: Call): void {
  if (call.stage.status !== 'choosing') return;
  const { callId } = call;
  const { dissuasionId } = call.stage;
  turn.emit({ type: 'call.dissuasionChoiceMade', callId, dissuasionId, choice: 'stay' });
  approachQueue(turn, callId, turn.at);
}

/**
 * A key while a message is being said, after it, or by a caller who was told of it in the line.
 *
 * @returns whether the key means something to the message.
 */
export function dissuasionKey(turn: Turn, call: Call, key: string): boolean {
  const { stage, told } = call;
  const asking = stage.status === 'dissuasion' || stage.status === 'choosing' ? stage.dissuasionId : told.asking;
  const message = asking && turn.state.dissuasions.get(asking);
  const choice = message?.content.keys.find((each) => each.key === key)?.choice;
  if (!message || choice === undefined) return false;
  const made = (what: DissuasionChoice): void =>
    turn.emit({
      ...{ type: 'call.dissuasionChoiceMade', callId: call.callId },
      ...{ dissuasionId: message.dissuasionId, choice: what, key },
    });
  // Who is attached is told of the solution: not these callers, to whom nothing is ever sent (C9).
  if (choice === 'attach' && isProtected(turn.state.index.catalog, call)) {
    stayOn(turn, call, made);
  } else if (choice === 'attach') {
    made('attach');
    attach(turn, call, message);
  } else if (choice !== 'stay' && goElsewhere(turn, call, choice)) {
    made(choice);
  } else {
    stayOn(turn, call, made);
  }
  return true;
}

function stayOn(turn: Turn, call: Call, made: (what: DissuasionChoice) => void): void {
  made('stay');
  if (!call.place) approachQueue(turn, call.callId, turn.at);
  else if (call.prompt) resumeMusic(turn, call.callId);
}

/** "Press 1": the child ticket follows from the event; the caller hears that it is done, and has been spared the wait. */
function attach(turn: Turn, call: Call, { dissuasionId, content }: Dissuasion): void {
  const { callId, gatewayId } = call;
  if (content.incidentTicketId === undefined) return;
  withdrawOffers(turn, callId, 'callerGone');
  turn.emit({ type: 'call.attachedToIncident', callId, dissuasionId, ticketId: content.incidentTicketId });
  const { catalog } = turn.state.index;
  const files = filesOf(catalog, [catalog.services.get(call.serviceId)?.attached]);
  if (files.length === 0) return parted(turn, callId);
  const playId = playIdAt(turn.state.domainId, turn.state.seq);
  turn.command(gatewayId, { type: 'play', callId, playId, files, repeat: false });
}

/** The last word has been said. */
export function parted(turn: Turn, callId: CallId): void {
  const call = turn.state.calls.get(callId);
  if (call?.stage.status !== 'parting') return;
  const outcome = outcomeNow(turn, call);
  endCall(turn, callId, { outcome, cause: 'normal', by: 'system', endedAt: turn.at, tell: 'release' });
}

/** Tells those who wait already of a message that began to speak while they did; once each, between two announcements. */
export function tellWaiting(turn: Turn): void {
  const messages = speakingAt(turn.state, turn.at).filter((message) => message.content.alsoToWaiting);
  if (messages.length === 0) return;
  for (const call of [...turn.state.calls.values()]) {
    const waits = call.stage.status === 'queued' || call.stage.status === 'offered';
    if (!waits || call.prompt || !hasCaller(call)) continue;
    const message = messages.find(
      (each) => !call.told.dissuasions.includes(each.dissuasionId) && isFor(turn.state, each, call),
    );
    if (message) say(turn, call, message);
  }
}

/** What a waiting caller was being told has been said. */
export function promptOver(turn: Turn, call: Call, heard: boolean): void {
  const { callId, told, prompt } = call;
  if (heard && told.saying && told.saying.playId === prompt) {
    turn.emit({ type: 'call.dissuasionHeard', callId, dissuasionId: told.saying.dissuasionId });
  }
  resumeMusic(turn, callId);
}
