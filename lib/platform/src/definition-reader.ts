import { Definition, streams } from '@decroche/protocol';
import type { Bus, Position } from './bus.ts';
import { Counter } from './health.ts';
import type { Logger } from './logger.ts';

/** The definition in force, kept up to date. */
export interface DefinitionWatch {
  /** `undefined` until the first one was published. */
  current(): Definition | undefined;
  stop(): Promise<void>;
  readonly failed: Promise<never>;
}

const badDefinitions = new Counter({
  name: 'decroche_definitions_refused_total',
  help: 'Published definitions that could not be read; the one before stays in force',
});

/** Follows the definitions of a domain: the last readable one is in force. One that does not parse is logged and ignored. */
export async function watchDefinition(options: {
  bus: Bus;
  logger: Logger;
  domainId: string;
  onChange?: (definition: Definition) => void;
}): Promise<DefinitionWatch> {
  const { bus, logger, domainId } = options;
  const stream = streams.definitions(domainId);
  let current: Definition | undefined;
  const adopt = ({ position, value }: { position: Position; value: unknown }): void => {
    const parsed = Definition.safeParse(value);
    const problem = parsed.success ? timeZoneProblem(parsed.data) : parsed.error.issues[0]?.message;
    if (!parsed.success || problem !== undefined) {
      badDefinitions.inc();
      return logger.error({ position, problem }, 'bad definition ignored');
    }
    current = parsed.data;
    logger.info({ version: current.version, position }, 'definition in force');
    options.onChange?.(current);
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
