import type { Alerting } from './alerting.ts';
import type { OnCallBook } from './book.ts';
import type { Feeds } from './feeds.ts';
import type { Responders } from './responders.ts';
import type { Swaps } from './swaps.ts';
import type { NamedSpan, OnCallViews } from './views.ts';

/** Everything that the on-call routes stand on. */
export interface OnCallParts {
  readonly alerting: Alerting;
  readonly book: OnCallBook;
  readonly feeds: Feeds;
  /** Someone's stretches as `text/calendar` (RFC 5545). */
  readonly feedOf: (owner: string, spans: readonly NamedSpan[]) => string;
  readonly responders: Responders;
  readonly swaps: Swaps;
  readonly views: OnCallViews;
}
