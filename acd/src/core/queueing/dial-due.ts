import type { QueueId } from '@decroche/protocol';
import { byPlace } from '../lines.ts';
import type { Call, Place } from '../call.ts';
import type { DialLine, Line } from '../line.ts';
import type { EngineState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { dial, openForRing } from './dialling.ts';
import { bestAgentFor } from './eligible.ts';

/**
 * Dials call-backs for whom no agent is taken beforehand: when someone is free who may take them, never more than there are
 * free people, and those whose turn has come. `before` the matching: turns are compared with the callers in line; after it:
 * whoever is still free has nobody to answer. Runs after every decision, so only heads of demands are looked at.
 */
export function dialDue(turn: Turn, when: 'before' | 'after'): void {
  const { dialLines, lines } = turn.state.index;
  for (const [queueId, dialLine] of dialLines) {
    const line = lines.get(queueId);
    while (line && dialLine.toDial.size > 0 && line.ready.size > dialLine.underWay) {
      const call = nextToDial(turn.state, dialLine);
      if (!call?.place || (when === 'before' && comesAfterACaller(line, call.place))) break;
      if (!isSomeoneToSpare(turn.state, queueId)) break;
      openForRing(turn, call);
      dial(turn, call);
    }
  }
}

/** The first in its turn for whom someone is free. */
function nextToDial(state: EngineState, { toDial }: DialLine): Call | undefined {
  let next: Call | undefined;
  for (const list of toDial.lists.values()) {
    const place = list.first();
    if (!place || (next?.place && byPlace(next.place, place) < 0)) continue;
    const call = state.calls.get(place.callId);
    if (call && bestAgentFor(state, call) !== undefined) next = call;
  }
  return next;
}

function comesAfterACaller({ waiting }: Line, place: Place): boolean {
  for (const list of waiting.lists.values()) {
    const first = list.first();
    if (first && byPlace(first, place) < 0) return true;
  }
  return false;
}

/**
 * Whether a free agent of the queue is left when everybody who is being dialled has got theirs. Queues share people, who are
 * counted once: other queues count with this one as far as they leave fewer to it.
 */
function isSomeoneToSpare(state: EngineState, queueId: QueueId): boolean {
  const { dialLines } = state.index;
  const together = new Set([queueId]);
  let underWay = dialLines.get(queueId)?.underWay ?? 0;
  let spare = freeIn(state, together) - underWay;
  for (const [other, line] of dialLines) {
    if (other === queueId || line.underWay === 0) continue;
    together.add(other);
    const left = freeIn(state, together) - underWay - line.underWay;
    if (left < spare) {
      spare = left;
      underWay += line.underWay;
    } else together.delete(other);
  }
  return spare > 0;
}

/** Free people of any of the queues. */
function freeIn({ index: { free } }: EngineState, queues: ReadonlySet<QueueId>): number {
  let people = 0;
  for (const [circle, count] of free) {
    for (const queueId of queues) {
      if (!circle.has(queueId)) continue;
      people += count;
      break;
    }
  }
  return people;
}
