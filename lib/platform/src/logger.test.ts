import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

/** What a logger writes to standard output while something is done with it. */
function written(work: (logger: ReturnType<typeof createLogger>) => void): string {
  const logger = createLogger({ name: 'test' });
  const stream = Reflect.get(logger, Object.getOwnPropertySymbols(logger).find((each) => String(each) === 'Symbol(pino.stream)')!) as { write: (line: string) => boolean }; // prettier-ignore
  const lines: string[] = [];
  const write = stream.write;
  stream.write = (line) => lines.push(line) > 0;
  try {
    work(logger);
  } finally {
    stream.write = write;
  }
  return lines.join('');
}

test('an error of the Redis client is logged without the arguments of its command', () => {
  const refused = Object.assign(new Error('OOM command not allowed'), {
    command: { name: 'set', args: ['decroche:party:p1', '{"number":"+33612345678"}'] },
  });
  const around = Object.assign(new Error('the store is away', { cause: refused }), {
    code: 'unavailable',
    inner: refused,
  });
  const text = written((logger) => {
    logger.error({ err: refused }, 'not kept');
    logger.error({ err: around }, 'not kept either');
  });
  expect(text).toContain('OOM command not allowed');
  expect(text).toContain('"code":"unavailable"');
  expect(text).not.toContain('612345678');
});
