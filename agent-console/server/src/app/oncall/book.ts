import { Fault, type Bus, type Clock, type Logger } from '@decroche/platform';
import { onCallPlan, type OnCall, type PlanFault } from '@decroche/oncall';
import { OnCallPlan, streams, type DomainId } from '@decroche/protocol';
import { inWords, newIssues, planIssues } from '../../core/oncall/plan-check.ts';
import { keptBody, publishedBody, type OnCallBody } from '../../core/oncall/plan-body.ts';
import type { Definitions } from '../definitions.ts';
import type { Alarm, OnCallStore, StoredOnCall } from '../ports.ts';

/** Past plans kept on the bus. */
const KEPT = 20;
/** Somebody else may have changed the plan between our reading and our writing: so often it is read and changed again. */
const ATTEMPTS = 5;
/** A bus that is away is told again after this long. */
const TRY_AGAIN_MS = 10_000;

/** What becomes of an edit. */
export type PlanEdit =
  | { readonly result: 'changed'; readonly version: number }
  /** The plan would not hold together. */
  | { readonly result: 'refused'; readonly faults: readonly PlanFault[] }
  /** Somebody has changed the same thing since the version that was seen. */
  | { readonly result: 'stale'; readonly version: number };

/** What is changed, for who changes the same at the same time. */
export interface EditOf {
  /** `rotations/nuits`. */
  readonly what: string;
  /** The version of the plan that the change was made on; absent = whatever it is. */
  readonly seen?: number | undefined;
}

/** Who is on call, as people plan it: kept, checked, published whole to the other programs at each change. */
export interface OnCallBook {
  /** The whole plan as it is kept, past entries of the last 400 days included. */
  plan(): OnCallPlan;
  /** The one answer to who is on call. */
  onCall(): OnCall;
  /**
   * Changes the plan. Edits wait for each other.
   *
   * @param change gives the next body; what it throws is thrown on.
   */
  edit(of: EditOf, change: (body: OnCallBody) => OnCallBody | Promise<OnCallBody>): Promise<PlanEdit>;
  /** What a change would give, without making it. */
  preview(
    change: (body: OnCallBody) => OnCallBody,
  ): { readonly faults: readonly PlanFault[] } | { readonly onCall: OnCall };
  /** Told after each change, here or at another console server. */
  onChange(listener: () => void): void;
  stop(): Promise<void>;
  readonly failed: Promise<never>;
}

interface Options {
  readonly store: OnCallStore;
  readonly definitions: Pick<Definitions, 'written' | 'onPublished' | 'guard'>;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly logger: Logger;
  readonly domainId: DomainId;
  /** The plan of the first start. */
  readonly first: () => Promise<OnCallBody>;
}

/**
 * Opens the plan: the stored one, or the first one; publishes it, so that a bus that lost it has it again.
 *
 * @throws Fault `configuration` when the first plan does not hold together.
 */
export async function openOnCallBook(options: Options): Promise<OnCallBook> {
  const { store, bus, definitions, logger, domainId } = options;
  let stored = (await store.load()) ?? (await seed(options));
  let callOff: () => void = () => undefined;
  let plan = planOf(stored, domainId);
  await publish(stored, options);
  const listeners: (() => void)[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const take = (next: StoredOnCall): void => {
    stored = next;
    plan = planOf(next, domainId);
    for (const listener of listeners) listener();
  };
  /** What is kept holds, whether or not the others can be told at this moment. */
  const tell = async (): Promise<void> => {
    callOff();
    try {
      await publish(stored, options);
    } catch (err) {
      logger.error({ err, version: stored.version }, 'the on-call plan could not be published; it is tried again');
      callOff = options.alarm.at(options.clock.now() + TRY_AGAIN_MS, () => void inTurn(tell));
    }
  };
  const editOnce = async (of: EditOf, change: Parameters<OnCallBook['edit']>[1]): Promise<PlanEdit | 'again'> => {
    const { body, version, revisions } = stored;
    if (of.seen !== undefined && (revisions[of.what] ?? 0) > of.seen) return { result: 'stale', version };
    const next = await nextOf(stored, { of, change }, options);
    if ('faults' in next) return { result: 'refused', faults: next.faults };
    if (next.body === body) return { result: 'changed', version };
    if (!(await store.replace(next, version))) {
      take((await store.load()) ?? next);
      return 'again';
    }
    take(next);
    await tell();
    return { result: 'changed', version: next.version };
  };
  const others = bus.follow(streams.onCallPlans(domainId), 'new', (entries) =>
    inTurn(async () => {
      const told = OnCallPlan.safeParse(entries.at(-1)?.value);
      if (!told.success || told.data.version <= stored.version) return;
      const theirs = await store.load();
      if (theirs && theirs.version > stored.version) take(theirs);
    }).catch((err: unknown) => logger.error({ err }, 'the plan of another console server could not be read')),
  );
  // Neither is changed so that the other leads nowhere.
  definitions.guard((next, present) => newIssues(planIssues(plan, present), planIssues(plan, next)));
  definitions.onPublished(() => {
    for (const listener of listeners) listener();
  });
  return {
    plan: () => plan,
    onCall: () => onCallPlan(plan, definitions.written().calendars),
    edit: (of, change) =>
      inTurn(async () => {
        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
          const edited = await editOnce(of, change);
          if (edited !== 'again') return edited;
        }
        throw new Fault('conflict', 'the on-call plan changes faster than it can be edited', { retryable: true });
      }),
    preview(change) {
      const next = change(stored.body);
      const tried = planOf({ ...stored, body: next }, domainId);
      const faults = newFaults(plan, tried, definitions);
      return faults.length > 0 ? { faults } : { onCall: onCallPlan(tried, definitions.written().calendars) };
    },
    onChange: (listener) => void listeners.push(listener),
    failed: others.failed,
    stop() {
      callOff();
      return others.stop();
    },
  };
}

function planOf({ body, version, publishedAt }: StoredOnCall, domainId: DomainId): OnCallPlan {
  return { ...body, version, publishedAt, domainId };
}

async function nextOf(
  stored: StoredOnCall,
  { of, change }: { readonly of: EditOf; readonly change: Parameters<OnCallBook['edit']>[1] },
  { clock, definitions, domainId }: Options,
): Promise<StoredOnCall | { readonly faults: readonly PlanFault[] }> {
  const changed = await change(stored.body);
  if (changed === stored.body) return stored;
  const version = stored.version + 1;
  const next: StoredOnCall = {
    version,
    publishedAt: clock.now(),
    body: keptBody(changed, clock.now()),
    revisions: { ...stored.revisions, [of.what]: version },
  };
  const faults = newFaults(planOf(stored, domainId), planOf(next, domainId), definitions);
  return faults.length > 0 ? { faults } : next;
}

function newFaults(before: OnCallPlan, after: OnCallPlan, definitions: Pick<Definitions, 'written'>) {
  const definition = definitions.written();
  return newIssues(planIssues(before, definition), planIssues(after, definition));
}

async function seed(options: Options): Promise<StoredOnCall> {
  const { store, bus, clock, definitions, domainId } = options;
  const body = await options.first();
  // The store may be new while the bus remembers: versions never go back.
  const last = OnCallPlan.safeParse((await bus.last(streams.onCallPlans(domainId)))?.value);
  const version = (last.success ? last.data.version : 0) + 1;
  const first: StoredOnCall = { version, publishedAt: clock.now(), body, revisions: {} };
  const faults = planIssues(planOf(first, domainId), definitions.written());
  if (faults.length > 0) {
    const lines = faults.map((each) => `  ${inWords(each)}`).join('\n');
    throw new Fault('configuration', `the profile's on-call plan does not hold together:\n${lines}`, {
      retryable: false,
    });
  }
  await store.add(first);
  return first;
}

/**
 * Gives the plan to the other programs: last of its stream for those who read it whole, and an input of the acd. The same
 * plan has the same message id, so that saying it again changes nothing.
 */
async function publish(stored: StoredOnCall, { bus, clock, domainId, logger }: Options): Promise<void> {
  const now = clock.now();
  const plan = planOf({ ...stored, body: publishedBody(stored.body, now) }, domainId);
  const last = OnCallPlan.safeParse((await bus.last(streams.onCallPlans(domainId)))?.value);
  if (!last.success || last.data.version < plan.version) {
    await bus.publish(streams.onCallPlans(domainId), [plan], { keep: KEPT });
  }
  const id = `onCallPlan:${plan.version}:${plan.publishedAt}`;
  await bus.publish(streams.inputs(domainId), [{ id, domainId, at: now, kind: 'onCallPlan', plan }]);
  logger.info({ version: plan.version, schedules: plan.schedules.length }, 'on-call plan published');
}
