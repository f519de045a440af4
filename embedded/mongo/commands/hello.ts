import { ObjectId, UtcDate, int, isNumber } from '../bson/value.ts';
import type { OutgoingDoc } from '../bson/value.ts';
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

/** A monitoring driver waits for a change of topology: there is none, so the answer comes when the time is over. */
const awaited = (context: Context, waitMs: number): Promise<void> =>
  new Promise((resolve) => {
    const { closed } = context.client;
    const timer = setTimeout(done, waitMs);
    function done(): void {
      clearTimeout(timer);
      closed.removeEventListener('abort', done);
      resolve();
    }
    closed.addEventListener('abort', done);
    if (closed.aborted) done();
  });

const run = async (context: Context, primaryField: 'isWritablePrimary' | 'ismaster'): Promise<OutgoingDoc> => {
  const { args, engine } = context;
  const waitMs = args.count('maxAwaitTimeMS');
  const known = args.optionalDoc('topologyVersion');
  const helloOk = args.value('helloOk');
  if (waitMs !== undefined && known) {
    const processId = known.get('processId');
    const counter = known.get('counter');
    const same = processId instanceof ObjectId && processId.hex === engine.replicaSet.processId.hex;
    const current = counter !== undefined && isNumber(counter) && Number(plainNumber(counter)) === 0;
    if (same && current) await awaited(context, waitMs);
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
