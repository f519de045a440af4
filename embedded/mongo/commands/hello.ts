import { ObjectId, UtcDate, int, isDoc, isNumber } from '../bson/value.ts';
import type { Doc, OutgoingDoc } from '../bson/value.ts';
import { plainNumber } from '../bson/number.ts';
import { clusterTime } from '../topology.ts';
import { MAX_DOCUMENT } from '../store/work.ts';
import { SESSION_TIMEOUT_MS } from '../transactions/sessions.ts';
import { MAX_MESSAGE } from '../wire/frame.ts';
import type { Command, Context } from './command.ts';

/** The server version whose behaviour is followed, and its wire version. */
export const VERSION = { text: '7.0.14', array: [7, 0, 14, 0], wire: 21 } as const;

const describe = ({ engine, client }: Context): OutgoingDoc => {
  const { name, address, processId } = engine.replicaSet;
  const now = new UtcDate(Date.now());
  const opTime = { ts: clusterTime(), t: 1n };
  return {
    topologyVersion: { processId, counter: 0n },
    hosts: [address],
    setName: name,
    setVersion: int(1),
    secondary: false,
    primary: address,
    me: address,
    electionId: new ObjectId('7fffffff0000000000000001'),
    lastWrite: { opTime, lastWriteDate: now, majorityOpTime: opTime, majorityWriteDate: now },
    maxBsonObjectSize: int(MAX_DOCUMENT),
    maxMessageSizeBytes: int(MAX_MESSAGE),
    maxWriteBatchSize: int(100_000),
    localTime: now,
    logicalSessionTimeoutMinutes: int(SESSION_TIMEOUT_MS / 60_000),
    connectionId: int(client.id),
    minWireVersion: int(0),
    maxWireVersion: int(VERSION.wire),
    readOnly: false,
  };
};

/** Resolves after a time, or at once when the client is gone. */
export const waited = (ms: number, closed: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      closed.removeEventListener('abort', done);
      resolve();
    }
    closed.addEventListener('abort', done);
    if (closed.aborted) done();
  });

/** The name an application gives itself in its first hello. */
const appNameOf = (metadata: Doc | undefined): string | undefined => {
  const application = metadata?.get('application');
  const name = isDoc(application) ? application.get('name') : undefined;
  return typeof name === 'string' ? name : undefined;
};

const run = async (context: Context, primaryField: 'isWritablePrimary' | 'ismaster'): Promise<OutgoingDoc> => {
  const { args, engine } = context;
  const waitMs = args.count('maxAwaitTimeMS');
  const known = args.optionalDoc('topologyVersion');
  const helloOk = args.value('helloOk');
  context.client.appName ??= appNameOf(args.optionalDoc('client'));
  if (waitMs !== undefined && known) {
    const processId = known.get('processId');
    const counter = known.get('counter');
    const same = processId instanceof ObjectId && processId.hex === engine.replicaSet.processId.hex;
    const current = counter !== undefined && isNumber(counter) && Number(plainNumber(counter)) === 0;
    // Nothing changes in a set of one: the answer comes when the time is over.
    if (same && current) await waited(waitMs, context.client.closed);
  }
  return {
    ...(helloOk === undefined ? {} : { helloOk: true }),
    [primaryField]: true,
    ...describe(context),
  };
};

/** The first thing a driver asks; also what it repeats to see whether the server is alive. */
export const helloCommands: readonly Command[] = [
  { names: ['hello'], run: (context) => run(context, 'isWritablePrimary'), inTransaction: true },
  { names: ['isMaster', 'ismaster'], run: (context) => run(context, 'ismaster'), inTransaction: true },
];
