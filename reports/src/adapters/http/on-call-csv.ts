import { csvFile, csvLine, type CsvCell } from '@decroche/platform';
import type { LineSign } from '../../core/lines/line-state.ts';
import type { AlertRecord } from '../../core/on-call/alert-record.ts';
import { alertLine } from '../../core/on-call/on-call-report.ts';

const instant = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());

const ALERT_COLUMNS = [
  ...['alertId', 'source', 'title', 'policyId', 'equipmentId', 'serviceId', 'callId', 'times'],
  ...['openedAt', 'dueFromAt', 'acceptedAt', 'acceptedBy', 'answeredAt', 'remoteAt', 'onSiteAt', 'exhaustedAt'],
  ...['recoveredAt', 'closedAt', 'acceptedMs', 'remoteMs', 'remoteTargetMs', 'withinRemote'],
  ...['onSiteMs', 'onSiteTargetMs', 'withinOnSite', 'pages', 'people', 'mobilisedMs', 'mobilisedHours'],
  ...['work', 'firstSeq', 'lastSeq'],
];
const ALERT_INSTANTS = ALERT_COLUMNS.filter((column) => column.endsWith('At'));

/** The first line of `on-call.csv`. */
export const alertsCsvHeader = (): string => csvFile(ALERT_COLUMNS, []);

/**
 * An alert as a line of `on-call.csv`: its figures with every instant they are computed from (K5). `work` tells who worked on it and
 * when, `account:from/to`, one after the other; without an end they are still at work.
 */
export function alertCsvLine(record: AlertRecord, now: number): string {
  const instants = ALERT_INSTANTS.map((name) => [name, instant(record[name as keyof AlertRecord] as number)]);
  const cells: Readonly<Record<string, unknown>> = {
    ...record,
    ...alertLine(record, now),
    ...Object.fromEntries(instants),
    remoteTargetMs: record.targets.remoteMs,
    onSiteTargetMs: record.targets.onSiteMs,
    work: record.stretches
      .map(({ responderId, joinedAt, leftAt }) => `${responderId}:${instant(joinedAt)}/${instant(leftAt)}`)
      .join(' '),
  };
  return csvLine(ALERT_COLUMNS.map((column) => cells[column] as CsvCell));
}

const SIGN_COLUMNS = ['seq', 'at', 'kind', 'gatewayId', 'trunkId', 'ok', 'roundTripMs', 'why', 'outage'];

/** The first line of `lines.csv`. */
export const signsCsvHeader = (): string => csvFile(SIGN_COLUMNS, []);

/** A sign as a line of `lines.csv`; `outage` is the journal line of the first sign of the outage it is evidence of. */
export function signCsvLine(sign: LineSign): string {
  const { seq, at, kind, gatewayId, trunkId, ok, roundTripMs, why, outageSeq } = sign;
  return csvLine([seq, instant(at), kind, gatewayId, trunkId, ok, roundTripMs, why, outageSeq]);
}
