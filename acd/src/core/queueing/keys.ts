import type { KeyTarget } from '@decroche/protocol';
import type { Call } from '../state.ts';
import type { Turn } from '../turn.ts';
import { offerCallback } from './callback-dialogue.ts';
import { voicemailFor } from '../prompts.ts';
import { overflow } from './overflow.ts';

/** A key of the caller's telephone: what it means is for the call's stage to say. Keys are live at all times (pains 10). */
export function keyPressed(turn: Turn, call: Call, digit: string): void {
  turn.emit({ type: 'call.keyPressed', callId: call.callId, digit });
}

/** A choice that takes the caller out of the agents' reach, or out of the line. */
type Elsewhere = Extract<KeyTarget, { kind: 'voicemail' | 'callback' }>['kind'];

/**
 * Carries out a choice by key that leads away from the agents.
 *
 * @returns false when the service does not have it: the caller stays, nothing has changed.
 */
export function goElsewhere(turn: Turn, call: Call, where: Elsewhere): boolean {
  if (where === 'callback') return offerCallback(turn, call);
  const service = turn.state.index.catalog.services.get(call.serviceId);
  if (!service || !voicemailFor(service, 'choice')) return false;
  overflow(turn, call.callId, 'choice');
  return true;
}
