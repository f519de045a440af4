import type { BoardView } from '@decroche/protocol';
import type { TFunction } from 'i18next';

type Waiting = BoardView['queues'][number]['waiting'][number];

/** What a caller who waits is called on the wall: their name, else their number, else why there is none. */
export function waitingName({ name, number, sealed }: Waiting, t: TFunction): string {
  return name ?? number ?? (sealed ? t('child.sealed') : t('caller.withheld'));
}
