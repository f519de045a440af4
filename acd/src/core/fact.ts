import type { Instant, JournalEvent } from '@decroche/protocol';

/** A journal line before the chain: what happened, when, and which input caused it. */
export interface Fact<E extends JournalEvent = JournalEvent> {
  readonly seq: number;
  readonly at: Instant;
  readonly cause: string;
  readonly event: E;
}

/** The events of one family: `call`, `offer`, `agent`, `shift`, `dissuasion`, `alert`. */
export type FamilyEvent<P extends string> = Extract<JournalEvent, { type: `${P}.${string}` }>;

/** What is of none of them. */
export type DomainEvent = Exclude<
  JournalEvent,
  FamilyEvent<'call' | 'offer' | 'agent' | 'shift' | 'dissuasion' | 'alert'>
>;
