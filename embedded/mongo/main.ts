import { parseOptions } from './options.ts';
import type { Options } from './options.ts';
import { startServer } from './server.ts';
import type { Log, MongoServer } from './server.ts';

const log: Log = (event, fields) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
};

const fatal = (message: string): never => {
  process.stderr.write(`embedded/mongo: ${message}\n`);
  process.exit(1);
};

const start = async (): Promise<[MongoServer, Options]> => {
  const options = parseOptions(process.argv.slice(2));
  return [await startServer(options, log), options];
};

const [server, options] = await start().catch((error: Error) => fatal(error.message));

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  server.close().then(
    () => process.exit(0),
    (error: Error) => fatal(error.message),
  );
};

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (options.exitWithParent) {
  process.stdin.on('end', stop);
  process.stdin.on('error', stop);
  process.stdin.resume();
}
process.stdout.write(`${JSON.stringify({ ready: true, port: server.port })}\n`);
