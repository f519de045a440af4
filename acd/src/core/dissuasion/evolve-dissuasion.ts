import type { Fact, FamilyEvent } from '../fact.ts';
import type { OwnedState } from '../state-index.ts';
import { ENDED_REMEMBERED, indexHours, isEnded, type Dissuasion } from './dissuasion.ts';

/**
 * The machine of an informational message (C4):
 *
 *     draft ──publish──▶ published ──ask──▶ withdrawalAsked ──green light──▶ withdrawn
 *       │ ▲ revise           ▲  │                │      │
 *       ▼                    └──│──── refused ───┘      │
 *     discarded                 └───────▶ expired ◀─────┘
 *
 * A published message that waits for a threshold is armed by `triggered` and disarmed by `rested`.
 */
export function evolveDissuasion(state: OwnedState, { seq, event }: Fact<FamilyEvent<'dissuasion'>>): void {
  const { dissuasionId } = event;
  if (event.type === 'dissuasion.drafted') {
    const { content } = event;
    return put(state, { dissuasionId, content, status: 'draft', published: undefined, triggered: false });
  }
  const message = state.dissuasions.get(dissuasionId);
  if (!message) return;
  switch (event.type) {
    case 'dissuasion.revised':
      return put(state, { ...message, content: event.content });
    case 'dissuasion.published':
      return put(state, { ...message, status: 'published', published: seq });
    case 'dissuasion.withdrawalAsked':
      return put(state, { ...message, status: 'withdrawalAsked' });
    case 'dissuasion.withdrawalRefused':
      return put(state, { ...message, status: 'published' });
    case 'dissuasion.triggered':
      return put(state, { ...message, triggered: true });
    case 'dissuasion.rested':
      return put(state, { ...message, triggered: false });
    case 'dissuasion.discarded':
      return end(state, { ...message, status: 'discarded' });
    case 'dissuasion.withdrawn':
      return end(state, { ...message, status: 'withdrawn' });
    case 'dissuasion.expired':
      return end(state, { ...message, status: 'expired' });
  }
}

function put(state: OwnedState, message: Dissuasion): void {
  const before = state.dissuasions.get(message.dissuasionId);
  state.dissuasions.set(message.dissuasionId, message);
  if (before?.content !== message.content) indexHours(state.index.hours, message, state.definition?.timeZone);
}

/** The last to end stand at the end of the map; the oldest of them are forgotten. */
function end(state: OwnedState, message: Dissuasion): void {
  state.dissuasions.delete(message.dissuasionId);
  state.dissuasions.set(message.dissuasionId, message);
  const ended = [...state.dissuasions.values()].filter(isEnded);
  for (const { dissuasionId } of ended.slice(0, Math.max(0, ended.length - ENDED_REMEMBERED))) {
    state.dissuasions.delete(dissuasionId);
    state.index.hours.delete(dissuasionId);
  }
}
