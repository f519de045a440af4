import type { Bus, Clock, Following, Logger, Position, StreamEntry } from '@decroche/platform';
import {
  EngineInput,
  streams,
  type AcdRequestOf,
  type DomainId,
  type JournalRecord,
  type MessageId,
  type Reply,
} from '@decroche/protocol';
import { decide } from '../core/decide.ts';
import { evolve } from '../core/evolve.ts';
import { timerInput, type CoreInput } from '../core/inputs.ts';
import { watchdogId } from '../core/set-aside.ts';
import { emptyState, restore, snapshotOf } from '../core/snapshot.ts';
import type { OwnedState } from '../core/state-index.ts';
import type { EngineState } from '../core/state.ts';
import { nextTimer } from '../core/timers.ts';
import type { Decision } from '../core/turn.ts';
import { committer, type Committer, type Output } from './committer.ts';
import { tryDefinition } from './dry-run.ts';
import { CHAIN_START, chain, endAfter, type ChainEnd } from './hash-chain.ts';
import { engineMetrics } from './metrics.ts';
import type { AlarmClock, Journal, SavedSnapshot } from './ports.ts';

/** What an engine needs. */
export interface EngineOptions {
  readonly domainId: DomainId;
  readonly epoch: number;
  readonly bus: Bus;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly alarm: AlarmClock;
  readonly logger: Logger;
  /** Lines between two snapshots; default 5,000. */
  readonly snapshotEvery?: number;
  /** How an input is decided; default: the core's `decide`. */
  readonly decide?: typeof decide;
}

/** An engine at work: the only writer of its domain. */
export interface Engine {
  readonly state: EngineState;
  /** Rejects when it can not go on: fenced off, its input stream failed, or an input met a bug. */
  readonly failed: Promise<never>;
  /** Resolves when everything decided so far is in the journal. */
  idle(): Promise<void>;
  /** Stops taking inputs, writes what is decided, keeps a snapshot. */
  stop(): Promise<void>;
}

const READ_AT_ONCE = 1_000;
const WATCHDOG_EVERY_MS = 1_000;
/** Lines that may wait for a write before reading goes slower. */
const BACKLOG_LIMIT = 20_000;

/** State, chain and checkpoint as the journal has them. */
interface Recovered {
  readonly state: OwnedState;
  readonly end: ChainEnd;
  readonly checkpoint: Position | undefined;
}

/** Snapshot, then every line after it. */
async function recover(domainId: DomainId, journal: Journal): Promise<Recovered> {
  const { snapshot, checkpoint } = await journal.load();
  const state = snapshot ? restore(snapshot.state) : emptyState(domainId);
  let end = snapshot?.chain ?? CHAIN_START;
  for (;;) {
    const records = await journal.read(state.seq, READ_AT_ONCE);
    for (const record of records) evolve(state, record);
    const last = records.at(-1);
    if (!last) return { state, end, checkpoint };
    end = endAfter(last);
  }
}

/** Recovers the domain from its journal, takes what arrived meanwhile, then follows its inputs. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { domainId, bus, journal, logger } = options;
  const { state, end, checkpoint } = await recover(domainId, journal);
  logger.info({ epoch: options.epoch, seq: state.seq, calls: state.calls.size }, 'recovered');
  const run = new EngineRun(options, state, end);
  await run.catchUp(checkpoint ?? 'start');
  const following = bus.follow(streams.inputs(domainId), run.position ?? 'start', (entries) => run.take(entries));
  run.startTimers();
  return {
    state,
    failed: Promise.race([run.failed, following.failed]),
    idle: () => run.idle(),
    stop: () => run.stop(following),
  };
}

/** One engine's loop: inputs in, decisions, group commit; timers from the state. */
class EngineRun {
  readonly failed: Promise<never>;
  position: Position | undefined;
  readonly #options: EngineOptions;
  readonly #state: OwnedState;
  readonly #committer: Committer;
  readonly #metrics: ReturnType<typeof engineMetrics>;
  #chainEnd: ChainEnd;
  #watchdogAt = 0;
  #stopped = false;
  #trying = false;
  /** A decision failed half-way: the state holds facts that are in no journal. */
  #tainted = false;
  readonly #fail: (cause: unknown) => void;

  constructor(options: EngineOptions, state: OwnedState, end: ChainEnd) {
    this.#options = options;
    this.#state = state;
    this.#chainEnd = end;
    this.#metrics = engineMetrics(options.domainId);
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.failed.catch(() => undefined);
    this.#fail = reject;
    this.#committer = committer({
      journal: options.journal,
      epoch: options.epoch,
      logger: options.logger,
      snapshotEvery: options.snapshotEvery ?? 5_000,
      snapshot: () => this.#snapshot(),
      onLost: (fault) => {
        this.#halt();
        this.#fail(fault);
      },
    });
  }

  /** What came while nobody was here, before any deadline is looked at: a caller who hung up must not "ring out". */
  async catchUp(after: Position | 'start'): Promise<void> {
    this.position = after === 'start' ? undefined : after;
    const inputs = streams.inputs(this.#options.domainId);
    for (;;) {
      const entries = await this.#options.bus.read(inputs, this.position ?? 'start', READ_AT_ONCE);
      if (entries.length === 0 || this.#stopped) return;
      await this.take(entries);
    }
  }

  async take(entries: readonly StreamEntry[]): Promise<void> {
    if (this.#stopped) return;
    const now = this.#options.clock.now();
    for (const { position, value } of entries) {
      if (this.#stopped) return;
      const input = this.#parse(position, value);
      this.position = position;
      const key = `${this.#options.domainId}:${position}`;
      if (input && isTrial(input)) this.#try(input, key);
      else if (input) this.#decide(input, key, now);
    }
    this.#committer.submit({ records: [], commands: [], replies: [], checkpoint: this.position });
    this.#setAlarm();
    if (this.#committer.backlog > BACKLOG_LIMIT) await this.#committer.drained();
  }

  startTimers(): void {
    this.#watchdogAt = this.#options.clock.now() + WATCHDOG_EVERY_MS;
    this.#setAlarm();
  }

  idle(): Promise<void> {
    return this.#committer.drained();
  }

  async stop(following: Following): Promise<void> {
    this.#options.alarm.clear();
    await following.stop();
    this.#halt();
    this.#metrics.forget();
    await this.#committer.drained();
    const snapshot = this.#snapshot();
    if (snapshot) await this.#options.journal.saveSnapshot(this.#options.epoch, snapshot);
  }

  #halt(): void {
    this.#stopped = true;
    this.#options.alarm.clear();
  }

  #snapshot(): SavedSnapshot | undefined {
    return this.#tainted ? undefined : { state: snapshotOf(this.#state), chain: this.#chainEnd };
  }

  /**
   * An input met a bug. Nothing more is decided on a state that may have taken in half a decision; the input is passed over
   * in the checkpoint, or every restart would meet it again. It stays in its stream, under the position that is logged.
   * A deadline stands in no stream: the journal says that it is struck out.
   */
  #setAside(input: CoreInput, bug: unknown, lastSeq: number): void {
    this.#halt();
    this.#tainted = true;
    this.#metrics.setAside();
    const { logger } = this.#options;
    logger.fatal(
      { err: bug, input: input.id, kind: describe(input), position: this.position },
      'a bug: input set aside',
    );
    const records = isFromStream(input) ? [] : this.#struckOut(input.id, lastSeq);
    this.#committer.submit({ records, commands: [], replies: [], checkpoint: this.position });
    void this.#committer.drained().then(() => this.#fail(bug));
  }

  /** Follows the last line that is in the journal, or on its way there: what the state has half taken in is in neither. */
  #struckOut(timer: string, lastSeq: number): Output['records'] {
    const { domainId, clock } = this.#options;
    const at = Math.max(clock.now(), this.#state.at);
    const fact = { seq: lastSeq + 1, at, cause: timer, event: { type: 'timer.setAside', timer } } as const;
    return chain(this.#chainEnd, [fact], { domainId, definitionVersion: this.#state.index.catalog.version }).records;
  }

  #parse(position: Position, value: unknown): CoreInput | undefined {
    const parsed = EngineInput.safeParse(value);
    if (parsed.success) return parsed.data;
    this.#metrics.unreadable();
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    this.#options.logger.warn({ position, issues }, 'an input can not be read');
    return undefined;
  }

  #setAlarm(): void {
    if (this.#stopped || this.#watchdogAt === 0) return;
    const dueAt = nextTimer(this.#state)?.dueAt ?? Infinity;
    this.#options.alarm.set(Math.min(dueAt, this.#watchdogAt), () => this.#ring());
  }

  #ring(): void {
    if (this.#stopped) return;
    const now = this.#options.clock.now();
    for (let due = nextTimer(this.#state); due && due.dueAt <= now && !this.#stopped; due = nextTimer(this.#state)) {
      const input = timerInput(due);
      const { seq } = this.#state;
      this.#decide(input, input.id, now);
      // A deadline that changes nothing would be due for ever.
      if (!this.#stopped && nextTimer(this.#state) === due) this.#setAside(input, new Error('a vain deadline'), seq);
    }
    if (this.#watchdogAt <= now && !this.#stopped) this.#watch(now);
    this.#setAlarm();
  }

  #watch(now: number): void {
    this.#watchdogAt = now + WATCHDOG_EVERY_MS;
    const id = watchdogId(now);
    if (now >= (this.#state.watchdogRestsUntil ?? 0)) this.#decide({ kind: 'watchdog', id }, id, now);
    this.#metrics.observe(this.#state);
  }

  /** One trial at a time; it answers when it is done, while decisions go on. */
  #try({ id, replyTo, request }: TrialInput, key: string): void {
    const { domainId, clock, journal, logger } = this.#options;
    const answer = (reply: Reply): void => {
      if (this.#stopped) return;
      const message = { id: `${key}.0` as MessageId, domainId, at: clock.now(), to: id, reply };
      this.#committer.submit({ records: [], commands: [], replies: [{ replyTo, message }], checkpoint: undefined });
    };
    if (this.#trying)
      return answer({ result: 'refused', reason: 'notNow', detail: 'another definition is being tried' });
    this.#trying = true;
    void tryDefinition(domainId, request, { journal, state: this.#state })
      .catch((err: unknown): Reply => {
        logger.error({ err, input: id }, 'the trial of a definition failed');
        return { result: 'refused', reason: 'notNow', detail: `the trial failed: ${id}` };
      })
      .then(answer)
      .finally(() => (this.#trying = false));
  }

  #decide(input: CoreInput, key: string, now: number): void {
    const before = performance.now();
    const { seq } = this.#state;
    let decision: Decision;
    try {
      decision = (this.#options.decide ?? decide)(this.#state, input, now);
    } catch (bug) {
      return this.#setAside(input, bug, seq);
    }
    this.#metrics.decided(input, decision, performance.now() - before);
    this.#trace(input, decision);
    if (decision.facts.length === 0 && decision.effects.length === 0) return;
    this.#committer.submit(this.#outputOf(decision, key));
  }

  /** Ids come from the input's place in its stream: deciding again after a crash names the same commands the same way. */
  #outputOf(decision: Decision, key: string): Output {
    const { domainId, clock } = this.#options;
    const definitionVersion = this.#state.index.catalog.version;
    const { records, end } = chain(this.#chainEnd, decision.facts, { domainId, definitionVersion });
    this.#chainEnd = end;
    const at = clock.now();
    const commands: Output['commands'][number][] = [];
    const replies: Output['replies'][number][] = [];
    for (const [place, effect] of decision.effects.entries()) {
      const id = `${key}.${place}` as MessageId;
      if (effect.kind === 'command') {
        commands.push({ gatewayId: effect.gatewayId, message: { id, domainId, at, command: effect.command } });
      } else {
        const { replyTo, to, reply } = effect;
        replies.push({ replyTo, message: { id, domainId, at, to, reply } });
      }
    }
    // The inputs up to here are in this output or in one before it: facts and checkpoint are never apart.
    return { records: records as readonly JournalRecord[], commands, replies, checkpoint: this.position };
  }

  /** One line for each input: what it was, what came of it. These lines are the trace of the engine. */
  #trace(input: CoreInput, { facts, effects, ignored, refused }: Decision): void {
    const { logger } = this.#options;
    const quiet = facts.length === 0 && effects.length === 0;
    if (quiet && input.kind === 'watchdog') return;
    if (refused !== undefined) logger.warn({ input: input.id, kind: describe(input), refused }, 'refused');
    const line = {
      input: input.id,
      kind: describe(input),
      events: facts.map((fact) => fact.event.type),
      effects: effects.map((effect) => (effect.kind === 'command' ? effect.command.type : effect.reply.result)),
      ...(ignored === undefined ? {} : { ignored }),
      seq: this.#state.seq,
    };
    if (quiet) logger.debug(line, 'ignored');
    else logger.info(line, 'decided');
  }
}

type TrialInput = Extract<CoreInput, { kind: 'request' }> & {
  readonly request: AcdRequestOf<'definition.tryRequested'>;
};

const isTrial = (input: CoreInput): input is TrialInput =>
  input.kind === 'request' && input.request.type === 'definition.tryRequested';

const isFromStream = ({ kind }: CoreInput): boolean => kind !== 'timer' && kind !== 'watchdog';

function describe(input: CoreInput): string {
  if (input.kind === 'telephony') return input.event.type;
  return input.kind === 'request' ? input.request.type : input.kind;
}
