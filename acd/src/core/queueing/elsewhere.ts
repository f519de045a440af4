import { voicemailFor } from '../prompts.ts';
import type { Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { offerCallback } from './callback-dialogue.ts';
import { overflow } from './overflow.ts';

/**
 * Carries out a choice by key that leads away from the agents.
 *
 * @returns false when the service does not have it: nothing has changed, the caller stays.
 */
export function goElsewhere(turn: Turn, call: Call, where: 'voicemail' | 'callback'): boolean {
  if (where === 'callback') return offerCallback(turn, call);
  const service = turn.state.index.catalog.services.get(call.serviceId);
  if (!service || !voicemailFor(service, 'choice')) return false;
  overflow(turn, call.callId, 'choice');
  return true;
}
