import { MongoError, codeName } from '../errors.ts';
import { Int32, Timestamp, int, isDoc, isNumber } from '../bson/value.ts';
import type { Doc, OutgoingDoc } from '../bson/value.ts';
import { wholeNumber } from '../bson/number.ts';
import { Disconnect } from '../fail-points.ts';
import type { Failure } from '../fail-points.ts';
import { writeConcernLabels } from '../labels.ts';
import { clusterTime } from '../topology.ts';
import { DirectWork } from '../store/direct.ts';
import { Busy } from '../transactions/locks.ts';
import type { Client } from '../wire/connection.ts';
import type { Request } from '../wire/message.ts';
import { Arguments } from './arguments.ts';
import { checkApi, checkConcerns, databaseOf, deadlineOf, snapshotOf } from './common-fields.ts';
import type { Command, Context, Engine } from './command.ts';
import { waited } from './hello.ts';
import { COMMANDS } from './registry.ts';
import { useSession } from './session-fields.ts';
import type { SessionUse } from './session-fields.ts';

const commandOf = (body: Doc): [string, Command] => {
  const [name] = body.keys();
  if (name === undefined) throw new MongoError(59, 'no command was given');
  const command = COMMANDS.get(name);
  if (!command) throw new MongoError(59, `no such command: '${name}'`);
  return [name, command];
};

/** A write concern that one member cannot meet: the write is done, and the answer says what it lacks. */
const concernError = (body: Doc): OutgoingDoc | undefined => {
  const concern = body.get('writeConcern');
  const w = isDoc(concern) ? concern.get('w') : undefined;
  const number = w !== undefined && isNumber(w) ? (wholeNumber(w) ?? 0) : 0;
  if (number > 1) {
    return { code: int(100), codeName: codeName(100), errmsg: 'Not enough data-bearing nodes' };
  }
  if (typeof w === 'string' && w !== 'majority') {
    return {
      code: int(79),
      codeName: 'UnknownReplWriteConcern',
      errmsg: `No write concern mode named '${w}' found in replica set configuration`,
    };
  }
  return undefined;
};

/** Runs a command's writes; when it meets a transaction it waits for its end and starts again from nothing. */
const runWrites = async (command: Command, context: Context): Promise<OutgoingDoc> => {
  const { engine, session } = context;
  for (;;) {
    const results = session && new Map(session.results);
    try {
      const answer = engine.store.write(() => {
        const done = command.run(context) as OutgoingDoc;
        if (context.retryable) engine.sessions.save(session!);
        return done;
      });
      await engine.store.durable();
      return answer;
    } catch (error) {
      if (session && results) session.results = results;
      if (!(error instanceof Busy)) throw error;
      await untilEnded(error, context);
    }
  }
};

const untilEnded = async ({ holder }: Busy, { deadline, client }: Context): Promise<void> => {
  const stop = new AbortController();
  const giveUp = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new MongoError(50, 'operation exceeded time limit'));
    const timer = deadline === undefined ? undefined : setTimeout(fail, deadline - Date.now());
    stop.signal.addEventListener('abort', () => clearTimeout(timer));
    client.closed.addEventListener('abort', fail, { signal: stop.signal });
  });
  try {
    await Promise.race([holder.ended, giveUp]);
  } finally {
    stop.abort();
  }
};

const runInTransaction = async (command: Command, context: Context): Promise<OutgoingDoc> => {
  const transaction = context.transaction!;
  try {
    const answer = await command.run(context);
    if (answer['writeErrors'] !== undefined) transaction.settle('aborted');
    return answer;
  } catch (error) {
    transaction.settle('aborted');
    throw error;
  }
};

const contextOf = (engine: Engine, request: Request, client: Client, use: SessionUse): Context => {
  const { body } = request;
  const [name] = body.keys();
  return {
    ...use,
    engine,
    client,
    db: databaseOf(body),
    args: new Arguments(body, name!),
    work: use.transaction ?? new DirectWork(engine.store, engine.locks),
    deadline: deadlineOf(body),
  };
};

/** Reads of a snapshot session: all see the state of the first one, whose time each answer tells. */
const readSnapshot = async (command: Command, context: Context, time: bigint | undefined): Promise<OutgoingDoc> => {
  const { session, engine } = context;
  if (!command.readsSnapshots || !session) {
    throw new MongoError(
      72,
      `${command.names[0]} does not support the read concern level snapshot outside a transaction`,
    );
  }
  const { view, time: atTime } = engine.sessions.readSnapshot(session, time, clusterTime().value);
  const answer = await command.run({ ...context, work: view });
  const atClusterTime = new Timestamp(atTime);
  const { cursor } = answer;
  if (cursor === undefined) return { ...answer, atClusterTime };
  return { ...answer, cursor: { ...(cursor as OutgoingDoc), atClusterTime } };
};

const codeOf = ({ code }: OutgoingDoc): number => (code instanceof Int32 ? code.value : 0);

const withConcernError = (
  answer: OutgoingDoc,
  failure: Failure | undefined,
  lacking: OutgoingDoc | undefined,
  body: Doc,
) => {
  const writeConcernError = failure?.writeConcernError ?? lacking;
  if (!writeConcernError) return answer;
  const labels = failure?.errorLabels ?? writeConcernLabels(codeOf(writeConcernError), body);
  return { ...answer, writeConcernError, errorLabels: labels && [...labels] };
};

/** Does what a fail point wants: waits, closes the connection, or answers with an error. */
const fail = async (failure: Failure, client: Client): Promise<void> => {
  if (failure.blockMs) await waited(failure.blockMs, client.closed);
  if (failure.closeConnection) throw new Disconnect();
  if (failure.errorCode === undefined) return;
  const info = failure.errorLabels ? { errorLabels: failure.errorLabels } : {};
  throw new MongoError(failure.errorCode, "Failing command via 'failCommand' failpoint", info);
};

/**
 * Runs one command.
 * @throws MongoError for every refusal
 */
export const dispatch = async (engine: Engine, request: Request, client: Client): Promise<OutgoingDoc> => {
  const { body } = request;
  const [name, command] = commandOf(body);
  if (request.legacy && !command.names.some((item) => /^(hello|ismaster)$/i.test(item))) {
    throw new MongoError(5739101, `Unsupported OP_QUERY command: ${name}. The client driver may require an upgrade.`);
  }
  const db = databaseOf(body);
  if (command.adminOnly && db !== 'admin') {
    throw new MongoError(13, `${name} may only be run against the admin database.`);
  }
  checkApi(body, name);
  checkConcerns(body);
  const failure = engine.failPoints.take(name, client.appName);
  if (failure) await fail(failure, client);
  const context = contextOf(engine, request, client, useSession(engine.sessions, command, body));
  if (context.transaction) return withConcernError(await runInTransaction(command, context), failure, undefined, body);
  const snapshot = snapshotOf(body);
  if (snapshot) return readSnapshot(command, context, snapshot.time);
  const writes = typeof command.writes === 'function' ? command.writes(body) : command.writes;
  const answer = writes ? await runWrites(command, context) : await command.run(context);
  const lacking = writes || name === 'commitTransaction' ? concernError(body) : undefined;
  return withConcernError(answer, failure, lacking, body);
};
