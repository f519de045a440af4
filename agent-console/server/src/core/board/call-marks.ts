import type { AgentId, CallTag, Instant } from '@decroche/protocol';

/** How a caller has to be met: what the call's lines have said of them so far. */
export interface CallMarks {
  /** They can not speak and answer by keys. */
  silent: boolean;
  tags: readonly CallTag[];
  /** Keys of a silent caller, latest last, with the question that had been put before. */
  keys: readonly { readonly at: Instant; readonly digit: string; readonly questionId?: string }[];
  /** Put last. */
  questionId?: string;
  handedOverBy?: { readonly agentId: AgentId; readonly at: Instant };
  /** Calls of the same party before this one. */
  readonly earlierCalls?: number;
}
