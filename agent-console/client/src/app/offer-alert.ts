import type { CallKind } from '@decroche/protocol';
import type { LiveFeeds } from './live-feed.ts';
import type { AttentionPort } from './ports.ts';
import type { Softphone } from './softphone.ts';

/** Draws attention while a call is offered, whatever page is open, and lets go the moment it is not any more. */
export function alertOfOffers(
  feeds: LiveFeeds,
  softphone: Softphone,
  attention: AttentionPort,
  words: (serviceName: string, caller: string | undefined, kind: CallKind) => { title: string; body: string },
): void {
  let shown: string | undefined;
  feeds.desk.live.subscribe(() => {
    const offer = feeds.desk.live.get().view?.offer;
    if (offer?.offerId === shown) return;
    shown = offer?.offerId;
    if (!offer) {
      attention.rest();
      softphone.offerGone();
      return;
    }
    const { caller, serviceName } = offer.pop;
    const { title, body } = words(serviceName, caller.candidates[0]?.contact.name ?? caller.number, offer.kind);
    attention.call(title, body);
  });
}
