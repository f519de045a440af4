import { MongoError } from './errors.ts';
import { wholeNumber } from './bson/number.ts';
import { isDoc, isNumber } from './bson/value.ts';
import type { Doc, OutgoingDoc, Value } from './bson/value.ts';

/** The connection must be closed without an answer. */
export class Disconnect extends Error {}

/** What a fail point does to a command. */
export interface Failure {
  readonly errorCode: number | undefined;
  readonly errorLabels: readonly string[] | undefined;
  readonly writeConcernError: OutgoingDoc | undefined;
  readonly closeConnection: boolean;
  /** Wait this long first; 0: not at all. */
  readonly blockMs: number;
}

/** Commands that fail, `skip` times not yet and then `times` times. */
interface FailPoint extends Failure {
  readonly commands: readonly string[];
  readonly appName: string | undefined;
  skip: number;
  times: number;
}

const number = (value: Value | undefined): number | undefined =>
  value !== undefined && isNumber(value) ? wholeNumber(value) : undefined;

const strings = (value: Value | undefined): string[] | undefined =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;

/** The server's `failCommand`, with which the drivers' own suites provoke faults; there is none unless the option is on. */
export class FailPoints {
  /** Whether the server was started with test commands. */
  readonly enabled: boolean;
  private point: FailPoint | undefined;

  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  /** Sets or clears `failCommand`. @throws MongoError 59 when test commands are off; 2 for other fail points */
  configure(name: Value | undefined, mode: Value | undefined, data: Doc | undefined): void {
    if (!this.enabled) throw new MongoError(59, "no such command: 'configureFailPoint'");
    if (name !== 'failCommand') throw new MongoError(2, 'only the fail point failCommand is known to this stand-in');
    this.point = mode === 'off' ? undefined : readPoint(mode, data ?? new Map());
  }

  /** The failure that this call of a command must meet, if any. */
  take(command: string, appName: string | undefined): Failure | undefined {
    const { point } = this;
    if (!point?.commands.includes(command) || command === 'configureFailPoint') return undefined;
    if (point.appName !== undefined && point.appName !== appName) return undefined;
    if (point.skip > 0) {
      point.skip--;
      return undefined;
    }
    if (--point.times <= 0) this.point = undefined;
    return point;
  }
}

const readPoint = (mode: Value | undefined, data: Doc): FailPoint => {
  const times = isDoc(mode) ? number(mode.get('times')) : undefined;
  const appName = data.get('appName');
  const concern = data.get('writeConcernError');
  return {
    commands: strings(data.get('failCommands')) ?? [],
    appName: typeof appName === 'string' ? appName : undefined,
    skip: (isDoc(mode) ? number(mode.get('skip')) : undefined) ?? 0,
    times: times ?? Infinity,
    errorCode: number(data.get('errorCode')),
    errorLabels: strings(data.get('errorLabels')),
    writeConcernError: isDoc(concern) ? (Object.fromEntries(concern) as OutgoingDoc) : undefined,
    closeConnection: data.get('closeConnection') === true,
    blockMs: data.get('blockConnection') === true ? (number(data.get('blockTimeMS')) ?? 0) : 0,
  };
};
