import { Definition, OnCallPlan, streams } from '@decroche/protocol';
import type { Bus, Position } from './bus.ts';
import { Counter } from './health.ts';
import type { Logger } from './logger.ts';

/** The last readable one of something that is published whole at each change. */
interface Watch<T> {
  /** `undefined` until the first one was published. */
  current(): T | undefined;
  stop(): Promise<void>;
  readonly failed: Promise<never>;
}

/** The definition in force, kept up to date. */
export type DefinitionWatch = Watch<Definition>;
/** The on-call plan in force, kept up to date. */
export type OnCallPlanWatch = Watch<OnCallPlan>;

const badDefinitions = new Counter({
  name: 'decroche_definitions_refused_total',
  help: 'Published definitions that could not be read; the one before stays in force',
});
const badPlans = new Counter({
  name: 'decroche_on_call_plans_refused_total',
  help: 'Published on-call plans that could not be read; the one before stays in force',
});

interface WatchOptions {
  readonly bus: Bus;
  readonly logger: Logger;
  readonly domainId: string;
}

/** Follows the definitions of a domain: the last readable one is in force. One that does not parse is logged and ignored. */
export function watchDefinition(
  options: WatchOptions & { readonly onChange?: (definition: Definition) => void },
): Promise<DefinitionWatch> {
  return watch(options, {
    stream: streams.definitions(options.domainId),
    noun: 'definition',
    bad: badDefinitions,
    read(value) {
      const parsed = Definition.safeParse(value);
      return parsed.success ? (timeZoneProblem(parsed.data) ?? parsed.data) : String(parsed.error.issues[0]?.message);
    },
    onChange: options.onChange,
  });
}

/** Follows the on-call plans of a domain in the same way. */
export function watchOnCallPlan(options: WatchOptions): Promise<OnCallPlanWatch> {
  return watch(options, {
    stream: streams.onCallPlans(options.domainId),
    noun: 'on-call plan',
    bad: badPlans,
    read(value) {
      const parsed = OnCallPlan.safeParse(value);
      return parsed.success ? parsed.data : String(parsed.error.issues[0]?.message);
    },
  });
}

interface Watched<T> {
  readonly stream: string;
  readonly noun: string;
  readonly bad: Counter;
  /** The value, or what is wrong with it. */
  read(value: unknown): T | string;
  onChange?: ((value: T) => void) | undefined;
}

async function watch<T extends { readonly version: number }>(
  { bus, logger }: WatchOptions,
  { stream, noun, bad, read, onChange }: Watched<T>,
): Promise<Watch<T>> {
  let current: T | undefined;
  const adopt = ({ position, value }: { position: Position; value: unknown }): void => {
    const found = read(value);
    if (typeof found === 'string') {
      bad.inc();
      return logger.error({ position, problem: found }, `bad ${noun} ignored`);
    }
    current = found;
    logger.info({ version: found.version, position }, `${noun} in force`);
    onChange?.(found);
  };
  const last = await bus.last(stream);
  if (last) adopt(last);
  const following = bus.follow(stream, last?.position ?? 'start', (entries) => entries.forEach(adopt));
  return { current: () => current, stop: () => following.stop(), failed: following.failed };
}

function timeZoneProblem({ timeZone }: Definition): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return undefined;
  } catch (error) {
    return error instanceof RangeError ? `unknown time zone ${timeZone}` : String(error);
  }
}
