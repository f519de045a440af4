import { createLogger, type Logger } from './logger.ts';
import { Fault } from './fault.ts';

/** What a started program gives back: how to stop it, and what would end it. */
export interface RunningProgram {
  stop(): Promise<void>;
  /** Settles when the program cannot go on (lease lost, stream failed). */
  readonly ended?: Promise<unknown>;
}

/**
 * Runs a program's composition root: starts it, stops it on SIGINT or SIGTERM within ten seconds, and leaves with a
 * non-zero code and one clear line when it cannot start or go on.
 */
export function runProgram(name: string, start: (logger: Logger) => Promise<RunningProgram>, level?: string): void {
  const logger = createLogger({ name, ...(level === undefined ? {} : { level }) });
  let stopping = false;
  let running: RunningProgram | undefined;

  const leave = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    const deadline = setTimeout(() => {
      logger.error('did not stop within 10 s, leaving');
      process.exit(1);
    }, 10_000);
    deadline.unref();
    await running?.stop().catch((err: unknown) => logger.error({ err }, 'stopping failed'));
    logger.flush();
    process.exit(code);
  };

  process.on('SIGINT', () => void leave(0));
  process.on('SIGTERM', () => void leave(0));
  process.on('uncaughtException', (err) => {
    logger.fatal({ err }, 'a bug: leaving, to be restarted from the journal');
    void leave(70);
  });
  process.on('unhandledRejection', (err) => {
    logger.fatal({ err }, 'a bug: leaving, to be restarted from the journal');
    void leave(70);
  });

  // Called inside a promise: a start that throws at once (configuration) is told like one that fails later.
  Promise.resolve(logger)
    .then(start)
    .then(
      (program) => {
        running = program;
        if (stopping) void program.stop();
        logger.info('started');
        program.ended?.then(
          () => leave(0),
          (err: unknown) => {
            logger.fatal({ err }, 'cannot go on');
            return leave(75);
          },
        );
      },
      (err: unknown) => {
        if (err instanceof Fault && err.code === 'configuration') logger.fatal(err.message);
        else logger.fatal({ err }, 'cannot start');
        void leave(78);
      },
    );
}
