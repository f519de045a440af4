import type { LiveFeeds } from './live-feed.ts';
import type { Softphone } from './softphone.ts';

/** How long the BYE of a call that is over may take before the telephone lets go by itself. */
const GOODBYE_WITHIN_MS = 2000;

/**
 * A BYE is sent to the connection the call was answered on; when the console restarted meanwhile, that one is dead. The desk,
 * which is the source of the truth, ends the call here too.
 */
export function endWithTheDesk(feeds: LiveFeeds, softphone: Softphone): void {
  let present: string | undefined;
  feeds.desk.live.subscribe(() => {
    const { view } = feeds.desk.live.get();
    const ended = present;
    present = view?.call?.callId;
    if (ended === undefined || ended === present) return;
    setTimeout(() => {
      if (feeds.desk.live.get().view?.call?.callId !== ended) softphone.callGone(ended);
    }, GOODBYE_WITHIN_MS);
  });
}
