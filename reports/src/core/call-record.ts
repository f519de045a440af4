/** The record of a call: the fold of its journal lines, and of nothing else, so that it can be made again from the journal. */
import type {
  AgentId,
  CallId,
  CallRecord,
  Duration,
  Instant,
  JournalEvent,
  JournalEventOf,
  JournalRecord,
} from '@decroche/protocol';
import { factsOf } from './call-facts.ts';
import { handlingAfter, spentUntil, type Handling } from './handling.ts';

/** A record with what is needed to go on folding. */
export interface CallFile {
  readonly record: CallRecord;
  readonly handling?: Handling;
}

/** An agent's wrap-up under way; it adds to the handling time of its call. */
export interface WrapUp {
  readonly agentId: AgentId;
  readonly callId: CallId;
  readonly startedAt: Instant;
}

/** Wrap-ups under way, by agent. */
export type WrapUps = ReadonlyMap<AgentId, WrapUp>;

/** The lines that begin a call: someone calls, or is to be rung back. */
type Beginning = JournalEventOf<'call.arrived' | 'call.placed'>;

/** Whether a call begins here. */
export function beginsCall(event: JournalEvent): event is Beginning {
  return event.type === 'call.arrived' || event.type === 'call.placed';
}

/** A call as its first line makes it. */
export function openFile(event: Beginning, line: JournalRecord): CallFile {
  const { callId, serviceId, partyRef } = event;
  return {
    record: {
      ...{ callId, serviceId, ...(partyRef === undefined ? {} : { partyRef }) },
      ...(event.type === 'call.arrived' ? inbound(event) : callback(event)),
      ...{ offers: [], dissuasions: [], choices: [], talkMs: 0, holdMs: 0, wrapUpMs: 0, transfers: 0 },
      ...{ definitionVersion: line.definitionVersion, firstSeq: line.seq, lastSeq: line.seq },
    },
  };
}

type Origin = Pick<
  CallRecord,
  'direction' | 'dialled' | 'receivedAt' | 'dueAt' | 'callbackMode' | 'dials' | 'answersCallId'
>;

function inbound({ dialled, receivedAt }: JournalEventOf<'call.arrived'>): Origin {
  return { direction: 'inbound', dialled, receivedAt };
}

/** A call-back counts in the period in which it was asked for. Nobody dialled anything to reach us. */
function callback({ placedAt, dueAt, mode, answersCallId }: JournalEventOf<'call.placed'>): Origin {
  return {
    direction: 'callback',
    dialled: '',
    receivedAt: placedAt,
    dueAt,
    callbackMode: mode,
    dials: 0,
    ...(answersCallId === undefined ? {} : { answersCallId }),
  };
}

/** Folds one more line of the call. A line already folded changes nothing. */
export function foldCall(file: CallFile, line: JournalRecord): CallFile {
  if (line.seq <= file.record.lastSeq) return file;
  const { event, at } = line;
  const next = { ...file.record, ...factsOf(file.record, event, at), lastSeq: line.seq };
  const turn = handlingAfter(file, event, at);
  if (turn.doing === file.handling?.doing) return { ...file, record: next };
  const record = { ...next, ...spentUntil(next, file.handling, turn.at) };
  return turn.doing === undefined ? { record } : { record, handling: { doing: turn.doing, since: turn.at } };
}

/** Adds a finished wrap-up to the handling time of its call. */
export function foldWrapUp(file: CallFile, wrapUpMs: Duration, line: JournalRecord): CallFile {
  if (line.seq <= file.record.lastSeq) return file;
  const { record } = file;
  return { ...file, record: { ...record, wrapUpMs: record.wrapUpMs + wrapUpMs, lastSeq: line.seq } };
}
