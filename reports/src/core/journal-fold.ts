/** Which call each journal line belongs to, and what it makes of its record. */
import type { CallId, JournalEvent, JournalEventOf, JournalRecord } from '@decroche/protocol';
import { beginsCall, foldCall, foldWrapUp, openFile, type CallFile, type WrapUps } from './call-record.ts';

/**
 * The call a line belongs to, by itself or through the agent's wrap-up; `undefined` for lines about no call. Lines of an alert
 * that name a call belong to the alert: what they mean for the call is told by its own lines, and pages have calls of their own.
 */
export function callOf(event: JournalEvent, wrapUps: WrapUps): CallId | undefined {
  if (endsWrapUp(event)) return wrapUps.get(event.agentId)?.callId;
  return isOfCall(event) ? event.callId : undefined;
}

const isOfCall = (event: JournalEvent): event is Extract<JournalEvent, { callId: CallId }> =>
  'callId' in event && event.type !== 'watchdog.alarmRaised' && !event.type.startsWith('alert.');

type EndOfWrapUp = JournalEventOf<
  'agent.wrapUpEnded' | 'agent.loggedOut' | 'agent.becameReady' | 'agent.becameNotReady'
>;

/** Whether the agent is, from this line on, no longer in wrap-up. Some ends are told only by what follows them. */
function endsWrapUp(event: JournalEvent): event is EndOfWrapUp {
  return (
    event.type === 'agent.wrapUpEnded' ||
    event.type === 'agent.loggedOut' ||
    event.type === 'agent.becameReady' ||
    event.type === 'agent.becameNotReady'
  );
}

/** Wrap-ups under way after a line. */
export function wrapUpsAfter(wrapUps: WrapUps, { event, at }: JournalRecord): WrapUps {
  if (event.type === 'agent.wrapUpStarted') {
    const { agentId, callId } = event;
    return new Map(wrapUps).set(agentId, { agentId, callId, startedAt: at });
  }
  if (!endsWrapUp(event) || !wrapUps.has(event.agentId)) return wrapUps;
  const left = new Map(wrapUps);
  left.delete(event.agentId);
  return left;
}

/**
 * The file of a call after one of its lines.
 *
 * @param file `undefined` when the call was never seen: only its beginning can open it.
 * @param wrapUps as they were before the line.
 * @returns `undefined` when the line is about a call whose beginning was never read.
 */
export function foldLine(file: CallFile | undefined, line: JournalRecord, wrapUps: WrapUps): CallFile | undefined {
  const { event, at } = line;
  if (!file) return beginsCall(event) ? openFile(event, line) : undefined;
  if (!endsWrapUp(event)) return foldCall(file, line);
  const wrapUp = wrapUps.get(event.agentId);
  return wrapUp ? foldWrapUp(file, Math.max(0, at - wrapUp.startedAt), line) : file;
}
