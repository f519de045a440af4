/** Names of the server error codes this stand-in answers with, as published in MongoDB's `error_codes.yml`. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'InternalError'],
  [2, 'BadValue'],
  [6, 'HostUnreachable'],
  [7, 'HostNotFound'],
  [8, 'UnknownError'],
  [9, 'FailedToParse'],
  [13, 'Unauthorized'],
  [14, 'TypeMismatch'],
  [15, 'Overflow'],
  [16, 'InvalidLength'],
  [17, 'ProtocolError'],
  [20, 'IllegalOperation'],
  [22, 'InvalidBSON'],
  [24, 'LockTimeout'],
  [26, 'NamespaceNotFound'],
  [27, 'IndexNotFound'],
  [28, 'PathNotViable'],
  [40, 'ConflictingUpdateOperators'],
  [43, 'CursorNotFound'],
  [48, 'NamespaceExists'],
  [50, 'MaxTimeMSExpired'],
  [52, 'DollarPrefixedFieldName'],
  [53, 'InvalidIdField'],
  [54, 'NotSingleValueField'],
  [55, 'InvalidDBRef'],
  [56, 'EmptyFieldName'],
  [57, 'DottedFieldName'],
  [59, 'CommandNotFound'],
  [66, 'ImmutableField'],
  [67, 'CannotCreateIndex'],
  [72, 'InvalidOptions'],
  [73, 'InvalidNamespace'],
  [79, 'UnknownReplWriteConcern'],
  [85, 'IndexOptionsConflict'],
  [86, 'IndexKeySpecsConflict'],
  [89, 'NetworkTimeout'],
  [91, 'ShutdownInProgress'],
  [100, 'UnsatisfiableWriteConcern'],
  [112, 'WriteConflict'],
  [115, 'CommandNotSupported'],
  [117, 'ConflictingOperationInProgress'],
  [125, 'CommandFailed'],
  [168, 'InvalidPipelineOperator'],
  [171, 'CannotIndexParallelArrays'],
  [175, 'QueryPlanKilled'],
  [189, 'PrimarySteppedDown'],
  [197, 'InvalidIndexSpecificationOption'],
  [206, 'NoSuchSession'],
  [225, 'TransactionTooOld'],
  [238, 'NotImplemented'],
  [239, 'SnapshotTooOld'],
  [244, 'TransactionAborted'],
  [246, 'SnapshotUnavailable'],
  [251, 'NoSuchTransaction'],
  [256, 'TransactionCommitted'],
  [263, 'OperationNotSupportedInTransaction'],
  [267, 'PreparedTransactionInProgress'],
  [290, 'TransactionExceededLifetimeLimitSeconds'],
  [322, 'APIVersionError'],
  [262, 'ExceededTimeLimit'],
  [9001, 'SocketException'],
  [10107, 'NotWritablePrimary'],
  [323, 'APIStrictError'],
  [10334, 'BSONObjectTooLarge'],
  [11000, 'DuplicateKey'],
  [11600, 'InterruptedAtShutdown'],
  [11601, 'Interrupted'],
  [11602, 'InterruptedDueToReplStateChange'],
  [13435, 'NotPrimaryNoSecondaryOk'],
  [13436, 'NotPrimaryOrSecondary'],
]);

/** The published name of an error code; codes without one are `Location<code>`, as MongoDB does. */
export const codeName = (code: number): string => NAMES.get(code) ?? `Location${code}`;

/** A refusal in MongoDB's own terms: it becomes `{ ok: 0, code, codeName, errmsg }` or one entry of `writeErrors`. */
export class MongoError extends Error {
  readonly code: number;
  /** Further fields of the answer, such as `keyPattern` and `keyValue` of a duplicate key. */
  readonly info: Readonly<Record<string, unknown>>;

  constructor(code: number, message: string, info: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'MongoError';
    this.code = code;
    this.info = info;
  }

  get codeName(): string {
    return codeName(this.code);
  }

  /** Whether this error ends a transaction that may be run again: a conflict, or a snapshot that cannot be read. */
  get conflict(): boolean {
    return this.code === 112 || this.code === 246;
  }
}

/** The value of an argument or an operand is not acceptable (code 2). */
export const badValue = (message: string): MongoError => new MongoError(2, message);

/** The message is understood but this stand-in does not do it; said loudly instead of answering wrongly (code 238). */
export const notImplemented = (what: string): MongoError =>
  new MongoError(238, `${what} is not supported by this MongoDB stand-in`);
