import type { CallerView, CallKind } from '@decroche/protocol';
import type { Curtain } from './curtain.ts';
import type { LiveFeeds } from './live-feed.ts';
import type { AttentionPort } from './ports.ts';
import type { Softphone } from './softphone.ts';

interface Words {
  readonly title: string;
  readonly body: string;
}

/** What is said outside of the page. */
export interface AttentionWords {
  offer(serviceName: string, caller: CallerView, kind: CallKind): Words;
  /** While the page is covered: nothing of what it is about. */
  covered(): Words;
}

/** What the offers are told by. */
export interface OfferAlertParts {
  readonly feeds: LiveFeeds;
  readonly softphone: Softphone;
  readonly attention: AttentionPort;
  readonly curtain: Curtain;
  readonly words: AttentionWords;
}

/** Draws attention while a call is offered, whatever page is open, and lets go the moment it is not any more. */
export function alertOfOffers({ feeds, softphone, attention, curtain, words }: OfferAlertParts): void {
  let shown: string | undefined;
  const tell = () => {
    const offer = feeds.desk.live.get().view?.offer;
    if (!offer) return;
    const { title, body } = curtain.drawn.get()
      ? words.covered()
      : words.offer(offer.pop.serviceName, offer.pop.caller, offer.kind);
    attention.call(title, body);
  };
  feeds.desk.live.subscribe(() => {
    const offer = feeds.desk.live.get().view?.offer;
    if (offer?.offerId === shown) return;
    shown = offer?.offerId;
    if (offer) return tell();
    attention.rest();
    softphone.offerGone();
  });
  curtain.drawn.subscribe(tell);
}
