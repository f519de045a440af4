import { arch, cpus, hostname, release, totalmem } from 'node:os';
import { MongoError } from '../errors.ts';
import { UtcDate, int } from '../bson/value.ts';
import type { Outgoing, OutgoingDoc } from '../bson/value.ts';
import { MAX_DOCUMENT } from '../store/work.ts';
import type { Command, Context } from './command.ts';
import { VERSION } from './hello.ts';

const buildInfo = (): OutgoingDoc => ({
  version: VERSION.text,
  versionArray: VERSION.array.map(int),
  gitVersion: 'stand-in',
  modules: ['embedded stand-in over SQLite'],
  javascriptEngine: 'none',
  sysInfo: 'deprecated',
  bits: int(64),
  debug: false,
  maxBsonObjectSize: int(MAX_DOCUMENT),
  storageEngines: ['sqlite'],
});

const connectionStatus = (): OutgoingDoc => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } });

const hostInfo = (): OutgoingDoc => ({
  system: {
    currentTime: new UtcDate(Date.now()),
    hostname: hostname(),
    cpuAddrSize: int(64),
    memSizeMB: BigInt(Math.floor(totalmem() / 1048576)),
    numCores: int(cpus().length),
    cpuArch: arch(),
  },
  os: { type: 'Linux', name: 'Linux', version: release() },
  extra: {},
});

const serverStatus = ({ engine }: Context): OutgoingDoc => {
  const uptimeMs = Date.now() - engine.startedAt;
  const memory = process.memoryUsage();
  return {
    host: engine.replicaSet.address,
    version: VERSION.text,
    process: 'mongod',
    pid: BigInt(process.pid),
    uptime: uptimeMs / 1000,
    uptimeMillis: BigInt(Math.floor(uptimeMs)),
    localTime: new UtcDate(Date.now()),
    metrics: { cursor: { open: { total: BigInt(engine.cursors.size) } } },
    mem: { bits: int(64), resident: int(Math.floor(memory.rss / 1048576)) },
    repl: { setName: engine.replicaSet.name, isWritablePrimary: true, me: engine.replicaSet.address },
    storageEngine: { name: 'sqlite', supportsCommittedReads: true, persistent: true },
  };
};

const PARAMETERS: Readonly<Record<string, Outgoing>> = {
  featureCompatibilityVersion: { version: '7.0' },
  authenticationMechanisms: [],
  requireApiVersion: false,
  transactionLifetimeLimitSeconds: int(60),
};

const getParameter = ({ args, engine }: Context): OutgoingDoc => {
  const all = args.value('getParameter') === '*';
  const parameters = { ...PARAMETERS, enableTestCommands: engine.failPoints.enabled };
  const wanted = [...args.doc.keys()].filter((name) => Object.hasOwn(parameters, name));
  if (!all && wanted.length === 0) throw new MongoError(72, 'no option found to get');
  return all
    ? parameters
    : Object.fromEntries(wanted.map((name) => [name, parameters[name as keyof typeof parameters]]));
};

const configureFailPoint = ({ engine, args }: Context): OutgoingDoc => {
  const name = args.value('configureFailPoint');
  engine.failPoints.configure(name, args.value('mode'), args.optionalDoc('data'));
  return {};
};

const replSetGetStatus = ({ engine }: Context): OutgoingDoc => {
  const { name, address } = engine.replicaSet;
  const member = { _id: int(0), name: address, health: 1, state: int(1), stateStr: 'PRIMARY', self: true };
  return { set: name, date: new UtcDate(Date.now()), myState: int(1), members: [member] };
};

/** Commands about the server itself. */
export const infoCommands: readonly Command[] = [
  { names: ['ping'], run: () => ({}), inTransaction: false },
  { names: ['buildInfo', 'buildinfo'], run: buildInfo },
  { names: ['connectionStatus'], run: connectionStatus },
  { names: ['hostInfo'], run: hostInfo, adminOnly: true },
  { names: ['serverStatus'], run: serverStatus },
  { names: ['getParameter'], run: getParameter, adminOnly: true },
  { names: ['replSetGetStatus'], run: replSetGetStatus, adminOnly: true },
  { names: ['configureFailPoint'], run: configureFailPoint, adminOnly: true },
  { names: ['getCmdLineOpts'], run: () => ({ argv: ['mongod'], parsed: {} }), adminOnly: true },
  { names: ['getLog'], run: () => ({ totalLinesWritten: int(0), log: [] }), adminOnly: true },
];
