import type { KeyTarget } from '@decroche/protocol';
import { onCallKey } from '../oncall/caller.ts';
import type { Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { dialogueKey } from './callback-dialogue.ts';
import { dissuasionKey } from './dissuade.ts';
import { goElsewhere } from './elsewhere.ts';
import { enqueue } from './enqueue.ts';
import { menuKey } from './menu.ts';
import { playMusic, resumeMusic } from './music.ts';
import { withdrawOffers } from './offer.ts';
import { declaresSilence } from './silent-caller.ts';

/** A key of the caller's telephone: what it means is for the call's stage to say. Keys are live at all times (pains 10). */
export function keyPressed(turn: Turn, call: Call, digit: string): void {
  turn.emit({ type: 'call.keyPressed', callId: call.callId, digit });
  if (declaresSilence(turn, call, digit)) return;
  switch (call.stage.status) {
    case 'callbackDialogue':
      return dialogueKey(turn, call, digit);
    case 'dissuasion':
    case 'choosing':
      dissuasionKey(turn, call, digit);
      return;
    case 'menu':
      return menuKey(turn, { ...call, stage: call.stage }, digit);
    case 'onCall':
      return onCallKey(turn, call, digit);
    case 'queued':
    case 'offered':
      if (!dissuasionKey(turn, call, digit)) waitingKey(turn, call, digit);
      return;
    default:
    // Journaled; it means nothing here.
  }
}

function waitingKey(turn: Turn, call: Call, key: string): void {
  const service = turn.state.index.catalog.services.get(call.serviceId);
  const target = service?.waitingKeys?.find((each) => each.key === key)?.target;
  if (!target) return;
  const { callId } = call;
  const made = (what: KeyTarget): void =>
    turn.emit({ type: 'call.choiceMade', callId, where: 'waiting', key, target: what });
  if (target.kind === 'queue' && changeQueue(turn, call, { target, key })) return;
  if ((target.kind === 'voicemail' || target.kind === 'callback') && goElsewhere(turn, call, target.kind)) {
    return made(target);
  }
  made({ kind: 'stay' });
  if (call.prompt) resumeMusic(turn, callId);
}

type QueueTarget = Extract<KeyTarget, { kind: 'queue' }>;

/** To another queue with the time already waited; not to one where nobody is. */
function changeQueue(turn: Turn, call: Call, { target, key }: { target: QueueTarget; key: string }): boolean {
  const { callId, place } = call;
  const { queueId, needs } = target;
  if (!place || place.queueId === queueId || !turn.state.index.lines.get(queueId)?.loggedIn) return false;
  withdrawOffers(turn, callId, 'overflow');
  turn.emit({ type: 'call.choiceMade', callId, where: 'waiting', key, target });
  enqueue(turn, call, { queueId, queuedAt: place.queuedAt, because: 'choice', needs: needs ?? [] });
  playMusic(turn, callId);
  return true;
}
