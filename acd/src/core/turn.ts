import type {
  CallId,
  GatewayId,
  Instant,
  JournalEvent,
  MessageId,
  Reply,
  RefusalReason,
  TelephonyCommand,
} from '@decroche/protocol';
import type { Effect } from './effects.ts';
import { evolve } from './evolve.ts';
import type { Fact } from './fact.ts';
import type { OwnedState } from './state-index.ts';
import type { EngineState } from './state.ts';

/** One decision being made: the state it sees is always up to date with the events it has already said. */
export interface Turn {
  readonly state: EngineState;
  readonly at: Instant;
  /** Who asked, for the journal: an account, `token:…`, or `system` when nobody did. */
  readonly actor: string;
  readonly emit: (event: JournalEvent) => void;
  readonly command: (gatewayId: GatewayId, command: TelephonyCommand) => void;
  readonly reply: (replyTo: string, to: MessageId, reply: Reply) => void;
  /** Says why an input changed nothing, for the trace. */
  readonly ignore: (why: string) => void;
  /** Says why an input that nobody is answered about was turned down: somebody has to look at it. */
  readonly refuse: (why: string) => void;
}

/** What a decision came to. */
export interface Decision {
  readonly facts: readonly Fact[];
  readonly effects: readonly Effect[];
  /** Why nothing happened, when nothing did. */
  readonly ignored: string | undefined;
  /** Why it was turned down. */
  readonly refused: string | undefined;
}

/** Done, or refused with a reason from the closed list. */
export type ShortVerdict = 'accepted' | RefusalReason;

/** The answer to a request; a whole reply where there is more to say. */
export type Verdict = ShortVerdict | Reply;

/** Opens a decision. Time never runs backwards in a journal, whatever the machine's clock does. */
export function openTurn(
  state: OwnedState,
  { cause, actor }: { readonly cause: string; readonly actor: string },
  now: Instant,
): { turn: Turn; close: () => Decision } {
  const facts: Fact[] = [];
  const effects: Effect[] = [];
  let ignored: string | undefined;
  let refused: string | undefined;
  const at = Math.max(now, state.at);
  const turn: Turn = {
    state,
    at,
    actor,
    emit(event) {
      const fact: Fact = { seq: state.seq + 1, at, cause, event };
      evolve(state, fact);
      facts.push(fact);
    },
    command(gatewayId, command) {
      const effect: Effect = { kind: 'command', gatewayId, command };
      if (command.type === 'ringLeg' && isMusicOf(command.callId, effects.at(-1))) effects.splice(-1, 0, effect);
      else effects.push(effect);
    },
    reply: (replyTo, to, reply) => effects.push({ kind: 'reply', replyTo, to, reply }),
    ignore: (why) => (ignored = why),
    refuse: (why) => (refused = why),
  };
  return { turn, close: () => ({ facts, effects, ignored, refused }) };
}

/**
 * Music that was asked for a moment before its caller's agent is rung. The ring goes out first: the media server takes
 * milliseconds to open a file, and the caller would wait them.
 */
function isMusicOf(callId: CallId, last: Effect | undefined): boolean {
  return (
    last?.kind === 'command' && last.command.type === 'play' && last.command.repeat && last.command.callId === callId
  );
}
