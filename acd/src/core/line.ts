import type { Idle } from './agent.ts';
import type { Place } from './call.ts';
import type { Groups } from './groups.ts';
import type { SortedList } from './sorted-list.ts';

/** A ready agent as the strategy of one queue orders them: smallest `key`, then longest idle. */
export interface Standing extends Idle {
  readonly key: number;
}

/**
 * One queue as the engine looks at it. Callers of one demand are interchangeable but for their order, and so are agents of
 * one ability: only the heads of the groups are ever compared.
 */
export interface Line {
  /** Callers to whom nobody is being rung and who wait for nobody in particular, by demand. */
  readonly waiting: Groups<Place>;
  /** Callers being rung for at fewer agents than the queue may ring at once (`ringAll`). */
  readonly spreading: SortedList<Place>;
  /** Every caller of the queue, those being rung for included: what "you are third" counts. */
  readonly everyone: SortedList<Place>;
  /** How many of everyone hold the line: in a call-back nobody does yet. */
  readonly callers: number;
  /** The same, of those who are `waiting`. */
  readonly callersWaiting: number;
  /** Free agents, by ability. */
  readonly ready: Groups<Standing>;
  readonly loggedIn: number;
}

/** The call-backs of one queue that are dialled without an agent (`callerFirst`). */
export interface DialLine {
  /** Those to be dialled, by whom they may be given to: one of each answers for all behind it. */
  readonly toDial: Groups<Place>;
  /** How many are being dialled, or hear who rings. */
  readonly underWay: number;
}
