import type { Duration, JournalEventOf, PromptId } from '@decroche/protocol';
import { promptMs } from './catalog.ts';
import { deadlines } from './deadlines.ts';
import type { Fact } from './fact.ts';
import { announcementPrompt, playIdAt } from './prompts.ts';
import { putCall, type OwnedState } from './state-index.ts';
import type { Call, Told } from './call.ts';
import { tell } from './told.ts';

type Announced = 'call.positionAnnounced' | 'call.waitAnnounced' | 'call.messageAnnounced' | 'call.musicResumed';
type Change<T extends Announced> = Fact<JournalEventOf<T>> & { readonly call: Call };

/** Between two announcements that say nothing. */
const IDLE_SLOT_MS = 1_000;

/** "You are third." */
export function announcePosition(state: OwnedState, change: Change<'call.positionAnnounced'>): void {
  const service = state.index.catalog.services.get(change.call.serviceId);
  const promptId = service && announcementPrompt(service, change.event.position);
  say(state, change, { promptId, told: {} });
}

/** "You will wait less than five minutes." */
export function announceWait(state: OwnedState, change: Change<'call.waitAnnounced'>): void {
  const { upToMs } = change.event;
  const ranges = state.index.catalog.services.get(change.call.serviceId)?.announcements?.expectedWait;
  const promptId = ranges?.find((each) => each.upToMs === upToMs)?.prompt;
  const byAt = Math.min(change.call.told.wait?.byAt ?? Infinity, change.at + upToMs);
  say(state, change, { promptId, told: { wait: { byAt, upToMs } } });
}

/** One of the periodic messages. */
export function announceMessage(state: OwnedState, change: Change<'call.messageAnnounced'>): void {
  say(state, change, { promptId: change.event.promptId, told: { messages: change.call.told.messages + 1 } });
}

/** What is announced in one breath is one run: it is named by its last line and as long as all of it. */
function say(
  state: OwnedState,
  { call, at, seq }: Change<Announced>,
  { promptId, told }: { readonly promptId: PromptId | undefined; readonly told: Partial<Told> },
): void {
  const begun = call.prompt === undefined ? undefined : call.timers.prompt?.dueAt;
  const dueAt = (begun ?? at + deadlines.playSlackMs) + promptMs(state.index.catalog, promptId);
  const everyMs = everyMsOf(state, call);
  const announce = { dueAt: Math.max(at + everyMs, dueAt), set: seq };
  putCall(state, {
    ...call,
    prompt: playIdAt(state.domainId, seq),
    told: tell(call.told, told),
    timers: { ...call.timers, prompt: { dueAt, set: seq }, announce },
  });
}

function everyMsOf(state: OwnedState, { serviceId, stage }: Call): Duration {
  const service = state.index.catalog.services.get(serviceId);
  return (stage.status === 'onCall' ? service?.onCall?.everyMs : service?.announcements?.everyMs) ?? 0;
}

/** Music again. An announcement that had nothing to say is thought of again later. */
export function resumeMusic(state: OwnedState, { call, at, seq }: Change<'call.musicResumed'>): void {
  const { prompt: _over, ...timers } = call.timers;
  const everyMs = everyMsOf(state, call);
  const overdue = timers.announce !== undefined && timers.announce.dueAt <= at;
  const again = overdue ? { announce: { dueAt: at + Math.max(everyMs, IDLE_SLOT_MS), set: seq } } : {};
  putCall(state, { ...call, prompt: undefined, timers: { ...timers, ...again } });
}
