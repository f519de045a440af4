import {
  followJournal,
  Gauge,
  type Bus,
  type Clock,
  type Following,
  type JournalArchive,
  type Logger,
} from '@decroche/platform';
import {
  JournalRecord,
  streams,
  TicketJournalRecord,
  type AgentId,
  type BoardView,
  type Definition,
  type DeskView,
  type DomainId,
  type PartyRef,
} from '@decroche/protocol';
import { adoptDefinition, foldRecord, foldTicketEvent } from '../core/board/fold.ts';
import { emptyBoard, type Board } from '../core/board/state.ts';
import { untouched, type Touched } from '../core/board/touched.ts';
import { deskOf, type ViewContext } from '../core/board/views.ts';
import { boardViewOf } from '../core/board/wall-view.ts';
import type { Callers } from './callers.ts';

const foldedSeq = new Gauge({
  name: 'decroche_console_journal_seq',
  help: 'Last line of the journal that the screens show',
});

/** The present, folded from the journals as they grow. */
export interface Live {
  /** Read only: it belongs to the fold. */
  readonly board: Board;
  desk(agentId: AgentId): DeskView | undefined;
  boardView(): BoardView;
  /** Told after each batch of journal lines, with what they changed. */
  onChange(listener: (touched: Touched) => void): void;
  stop(): Promise<void>;
  readonly failed: Promise<never>;
}

interface Options {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly domainId: DomainId;
  readonly callers: Callers;
  /** What is shown until the acd has adopted one. */
  readonly definition: Definition;
  /** Lines the bus no longer has. */
  readonly archive: JournalArchive;
  /** Alarms that are not in the journal. */
  readonly moreAlarms?: (board: Board) => BoardView['alarms'];
  /** What supervisors have written to an agent and is not read yet. */
  readonly messagesFor?: ViewContext['messagesFor'];
  /** Told each journal line, after the board has taken it. */
  readonly onRecord?: (record: JournalRecord, board: Board) => void;
}

/**
 * Reads both journals from their start and follows them. Settles once everything written before the start has been
 * folded: until then there is nothing true to show.
 */
export async function startLive(options: Options): Promise<Live> {
  const { bus, clock, logger, domainId, callers } = options;
  const board = emptyBoard();
  adoptDefinition(board, options.definition, clock.now());
  const changeListeners: ((touched: Touched) => void)[] = [];
  const tell = (touched: Touched): void => changeListeners.forEach((listener) => listener(touched));
  const { messagesFor } = options;
  const context = (): ViewContext => ({
    now: clock.now(),
    callerOf: callers.peek,
    ...(messagesFor ? { messagesFor } : {}),
  });

  const journal = await followJournalToEnd(options, (records) => {
    const touched = untouched();
    for (const record of records) {
      foldRecord(board, record, touched);
      options.onRecord?.(record, board);
    }
    foldedSeq.set(board.seq);
    tell(touched);
  });
  const tickets = await followToEnd(bus, streams.ticketJournal(domainId), (values) => {
    const touched = untouched();
    for (const { value, position } of values) {
      const record = TicketJournalRecord.safeParse(value);
      if (record.success) foldTicketEvent(board, record.data.event, touched);
      else logger.error({ position, issues: record.error.issues }, 'a ticket line that can not be read');
    }
    tell(touched);
  });
  callers.onKnown((partyRef) => tell(touchedBy(board, partyRef)));

  return {
    board,
    desk: (agentId) => deskOf(board, agentId, context()),
    boardView: () => {
      const view = boardViewOf(board, context());
      return { ...view, alarms: [...view.alarms, ...(options.moreAlarms?.(board) ?? [])] };
    },
    onChange: (listener) => void changeListeners.push(listener),
    stop: async () => void (await Promise.all([journal.stop(), tickets.stop()])),
    failed: Promise.race([journal.failed, tickets.failed]),
  };
}

/** Whose screens show a caller whose number has just become known. */
function touchedBy(board: Board, partyRef: PartyRef): Touched {
  const touched = untouched();
  for (const callId of board.callsOfParty.get(partyRef) ?? []) {
    const call = board.calls.get(callId);
    if (!call || call.stage === 'ended') continue;
    touched.calls.add(callId);
    if (call.queueId !== undefined) touched.queues.add(call.queueId);
    for (const agentId of [call.agentId, ...call.offers.map((offer) => offer.agentId)])
      if (agentId !== undefined) touched.agents.add(agentId);
  }
  return touched;
}

type Entries = Parameters<Parameters<Bus['follow']>[2]>[0];

/** Follows the acd's journal from its start; settles when what is there now has been folded. */
async function followJournalToEnd(
  { bus, logger, domainId, archive }: Options,
  take: (records: readonly JournalRecord[]) => void,
): Promise<Following> {
  const last = JournalRecord.safeParse((await bus.last(streams.journal(domainId)))?.value);
  const target = last.success ? last.data.seq : 0;
  let reached: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => (reached = resolve));
  const following = followJournal({
    bus,
    logger,
    domainId,
    archive,
    after: { seq: 0 },
    onBatch: async ({ lines, place }) => {
      take(lines);
      if (place.seq >= target) reached();
    },
  });
  if (target > 0) await Promise.race([caughtUp, following.failed]);
  return following;
}

/** Follows a stream from its start; settles when what is there now has been read. */
async function followToEnd(bus: Bus, stream: string, take: (entries: Entries) => void): Promise<Following> {
  const target = (await bus.last(stream))?.position;
  let reached: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => (reached = resolve));
  const following = bus.follow(stream, 'start', (entries) => {
    take(entries);
    if (entries.some((entry) => entry.position === target)) reached();
  });
  if (target !== undefined) await Promise.race([caughtUp, following.failed]);
  return following;
}
