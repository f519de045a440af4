import type { JournalEventOf } from '@decroche/protocol';
import { playDeadlineMs } from '../catalog.ts';
import { deadlines } from '../deadlines.ts';
import { UNASKED } from '../evolve-waiting.ts';
import type { Fact } from '../fact.ts';
import { playIdAt } from '../prompts.ts';
import { putCall, type OwnedState } from '../state-index.ts';
import type { Call } from '../call.ts';
import { tell } from '../told.ts';

type Change<T extends 'call.dissuasionStarted' | 'call.dissuasionHeard' | 'call.attachedToIncident'> = Fact<
  JournalEventOf<T>
> & { readonly call: Call };

/** To a newcomer it is a stage of its own; to a caller in line it takes the place of the music for a while. */
export function startMessage(state: OwnedState, { call, event, at, seq }: Change<'call.dissuasionStarted'>): void {
  const { dissuasionId } = event;
  const content = state.dissuasions.get(dissuasionId)?.content;
  const playId = playIdAt(state.domainId, seq);
  const ends = { dueAt: at + (content?.durationMs ?? deadlines.unknownPromptMs) + deadlines.playSlackMs, set: seq };
  const dissuasions = [...call.told.dissuasions, dissuasionId];
  if (!call.place) {
    const stage = { status: 'dissuasion', dissuasionId, playId } as const;
    return putCall(state, { ...call, stage, told: tell(call.told, { dissuasions }), timers: { stage: ends } });
  }
  const { announce } = call.timers;
  const later = announce && announce.dueAt < ends.dueAt ? { announce: ends } : {};
  const asking = content && content.keys.length > 0 ? dissuasionId : call.told.asking;
  putCall(state, {
    ...call,
    prompt: playId,
    told: tell(call.told, { dissuasions, saying: { dissuasionId, playId }, asking }),
    timers: { ...call.timers, prompt: ends, ...later },
  });
}

/** Where a choice is asked for, the time for it begins. */
export function finishMessage(state: OwnedState, { call, event, at, seq }: Change<'call.dissuasionHeard'>): void {
  const { dissuasionId } = event;
  if (call.stage.status !== 'dissuasion') {
    return putCall(state, { ...call, told: tell(call.told, { saying: undefined }) });
  }
  if (state.dissuasions.get(dissuasionId)?.content.mode !== 'informThenChoice') return;
  const timers = { stage: { dueAt: at + deadlines.choiceMs, set: seq } };
  putCall(state, { ...call, stage: { status: 'choosing', dissuasionId }, timers });
}

/** Out of the line, for a last word and the end. */
export function attach(state: OwnedState, { call, at, seq }: Change<'call.attachedToIncident'>): void {
  const { catalog } = state.index;
  const lasts = playDeadlineMs(catalog, [catalog.services.get(call.serviceId)?.attached]);
  const stage = { status: 'parting', playId: playIdAt(state.domainId, seq), outcome: 'attachedToIncident' } as const;
  const timers = { stage: { dueAt: at + lasts, set: seq } };
  putCall(state, { ...call, stage, place: undefined, prompt: undefined, timers, ...UNASKED });
}
