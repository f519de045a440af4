import type { Instant } from '@decroche/protocol';
import type { Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { reachedInLine } from './callback.ts';
import { dialogueFailed } from './callback-dialogue.ts';
import { messageSaid, parted } from './dissuade.ts';
import { welcomed } from './menu.ts';
import { messageFinished } from './overflow.ts';

/** How the run of prompts that a stage waits for came to its end. */
export interface RunEnd {
  readonly at: Instant;
  /** False when it could not be said: nobody may be stopped, nor sent away, by what they did not hear. */
  readonly heard: boolean;
}

/** What a call's stage waited for has been said, or never will be: the call goes on. */
export function stageRunOver(turn: Turn, call: Call, end: RunEnd): void {
  switch (call.stage.status) {
    case 'welcome':
      return welcomed(turn, call.callId, end.at);
    case 'dissuasion':
      return messageSaid(turn, call, end);
    case 'reached':
      return reachedInLine(turn, call.callId);
    case 'callbackDialogue':
      return end.heard ? turn.ignore('a key is awaited') : dialogueFailed(turn, call);
    case 'parting':
      return parted(turn, call.callId);
    case 'message':
      return messageFinished(turn, call.callId);
    default:
      return turn.ignore('nobody waits for this run to end');
  }
}
