import type { TransferTarget } from '@decroche/protocol';
import type { AgentActions } from './agent-actions.ts';
import type { LiveFeeds } from './live-feed.ts';

/** Giving a caller to somebody else, and hearing when it did not work: the call is then back with the agent. */
export interface Transfers {
  /** @throws HttpProblem when it is refused at once. */
  give(callId: string, target: TransferTarget): Promise<void>;
  /** Told when the target could not be reached and the caller is here again. Returns the way to stop. */
  onFailed(listener: () => void): () => void;
}

/** A target that fails at once may be over before the desk has shown the transfer at all. */
const SHOWN_WITHIN_MS = 2000;

/** Watches the desk for the end of a transfer. */
export function createTransfers(me: AgentActions, feeds: LiveFeeds): Transfers {
  const listeners = new Set<() => void>();
  let expected: string | undefined;
  let underWay = false;

  const call = () => feeds.desk.live.get().view?.call;
  const backWithMe = () => {
    const now = call();
    return now !== undefined && now.callId === expected && now.status !== 'transferring';
  };
  const fail = () => {
    expected = undefined;
    underWay = false;
    for (const listener of [...listeners]) listener();
  };
  feeds.desk.live.subscribe(() => {
    const now = call();
    if (now?.status === 'transferring') {
      expected = now.callId;
      underWay = true;
    } else if (now?.callId !== expected) {
      expected = undefined;
      underWay = false;
    } else if (underWay && backWithMe()) fail();
  });
  return {
    give: async (callId, target) => {
      await me.transfer(callId, target);
      if (underWay || call()?.callId !== callId) return;
      expected = callId;
      setTimeout(() => {
        if (expected === callId && !underWay && backWithMe()) fail();
      }, SHOWN_WITHIN_MS);
    },
    onFailed: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
