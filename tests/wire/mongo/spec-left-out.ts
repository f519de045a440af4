const COLLATION = 'collations other than "simple" are refused by the stand-in';
const OLD = 'the specification says otherwise since; the present driver follows the new one';
const LISTS = 'stages that list sessions or operations of the server are refused by the stand-in';
const SECONDARY = 'needs a secondary; the set has one member';
const RUNNER = 'operations that this runner does not know';
const TEST_COMMANDS = 'commands that only a test build of the server has';

/** Tests of the specification that are not run: part of the file's name, part of the description, and why. */
export const LEFT_OUT: readonly (readonly [file: string, description: string, reason: string])[] = [
  ['collation', '', COLLATION],
  ['', 'with collation', COLLATION],
  ['unacknowledged', 'client-side error', OLD],
  ['', 'hints fails with client-side error', OLD],
  ['estimatedDocumentCount', '4.9.0 or greater', OLD],
  ['estimatedDocumentCount-4.9', '', OLD],
  ['estimatedDocumentCount-serverErrors-4.9', '', OLD],
  ['db-aggregate', '', LISTS],
  ['aggregate-write-readPreference', 'Database-level', LISTS],
  ['versioned-api', 'aggregate on database', LISTS],
  ['versioned-api/test-commands', '', TEST_COMMANDS],
  ['transaction-options', 'readPreference inherited from client', SECONDARY],
  ['run-command', 'secondary read preference in client option', SECONDARY],
  ['snapshot-sessions-unsupported-ops', 'listDatabases', RUNNER],
  ['retryable-reads/list', '', RUNNER],
  ['retryable-reads/changeStreams', '', 'change streams are refused by the stand-in'],
  ['retryable-reads/gridfs', '', RUNNER],
  ['retryable-reads/mapReduce', '', 'mapReduce is refused by the stand-in'],
];
