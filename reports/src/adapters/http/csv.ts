import { csvFile, csvLine, type CsvCell } from '@decroche/platform';
import { CallClass, ServiceLevelClause, type ClassifiedCall, type TelephoneFigures } from '@decroche/protocol';

const COLUMNS = [
  ...['callId', 'class', 'waitMs', 'outcome', 'serviceId', 'queueId', 'agentId', 'dialled', 'partyRef'],
  ...['receivedAt', 'queuedAt', 'answeredAt', 'endedAt', 'endedBy', 'cause', 'overflowReason'],
  ...['offers', 'talkMs', 'holdMs', 'wrapUpMs', 'transfers', 'recordingId', 'voicemailMs'],
  ...['definitionVersion', 'firstSeq', 'lastSeq'],
  // Later columns come last: a spreadsheet made on the earlier ones goes on working.
  ...['direction', 'priority', 'choices', 'dissuasions', 'dissuasionChoices', 'incidentTicketId'],
  ...['announcedUpToMs', 'announcedEstimateMs', 'announcedAt'],
  ...['callbackId', 'answersCallId', 'callbackMode', 'dueAt', 'dials', 'firstDialledAt', 'reachedAt'],
  ...['onCallAlertId', 'onCallStartedAt', 'onCallResponderId', 'onCallAnsweredAt', 'tags'],
];
const INSTANTS = new Set([
  ...['receivedAt', 'queuedAt', 'answeredAt', 'endedAt', 'announcedAt', 'dueAt', 'firstDialledAt', 'reachedAt'],
  ...['onCallStartedAt', 'onCallAnsweredAt'],
]);

/** The first line of `calls.csv`. */
export const callsCsvHeader = (): string => csvFile(COLUMNS, []);

/** A call as a line of `calls.csv`: instants in UTC with their milliseconds, durations in milliseconds. */
export function callCsvLine(call: ClassifiedCall): string {
  const { dissuasions, choices, announcedWait, onCall } = call;
  const cells: Readonly<Record<string, unknown>> = {
    ...call,
    offers: call.offers.length,
    choices: choices.map(({ key, target }) => `${key ?? ''}:${target.kind}`).join(' '),
    dissuasions: dissuasions.map(({ dissuasionId, heard }) => `${dissuasionId}${heard ? '' : '(cut)'}`).join(' '),
    dissuasionChoices: dissuasions.map(({ choice }) => choice ?? '-').join(' '),
    announcedUpToMs: announcedWait?.upToMs,
    announcedEstimateMs: announcedWait?.estimateMs,
    announcedAt: announcedWait?.at,
    onCallAlertId: onCall?.alertId,
    onCallStartedAt: onCall?.startedAt,
    onCallResponderId: onCall?.responderId,
    onCallAnsweredAt: onCall?.answeredAt,
    tags: call.tags?.join(' '),
  };
  return csvLine(
    COLUMNS.map((column) => {
      const value = cells[column] as CsvCell;
      return INSTANTS.has(column) && typeof value === 'number' ? new Date(value).toISOString() : value;
    }),
  );
}

const CLAUSE_WORDS: Readonly<Record<ServiceLevelClause, string>> = {
  F1: 'décrochés et abandons précoces, sur tous les appels présentés',
  F2: 'décrochés à temps, sur les appels décrochés',
  F3: 'décrochés à temps, sur tous les appels présentés',
  F4: 'décrochés à temps, sur les appels décrochés et les abandons au-delà du seuil',
  F5: 'décrochés à temps, sur tous les appels présentés hors abandons de moins de 5 s',
};

/** `telephone.csv`: one figure a line, with the calls it was computed from and the clause in words. */
export function figuresCsv(figures: TelephoneFigures): string {
  const { counts, asaMs } = figures;
  const instant = (at: number): string => new Date(at).toISOString();
  const rows: CsvCell[][] = [
    ['periodFrom', instant(figures.from), ''],
    ['periodTo', instant(figures.to), ''],
    ['serviceId', figures.serviceId ?? '', ''],
    ['definitionVersion', figures.definitionVersion, ''],
    ['journalSeq', figures.journalSeq, ''],
    ['thresholdMs', figures.thresholdMs, ''],
    ['clockStartsAt', figures.clockStartsAt, figures.clockStartsAt === 'queued' ? 'fin de l’accueil' : 'INVITE reçu'],
    ['clause', figures.clause, CLAUSE_WORDS[figures.clause]],
    ['pickUpRate', figures.pickUpRate, `objectif : au moins ${figures.pickUpTarget}`],
    ['abandonRate', figures.abandonRate, `objectif : moins de ${figures.abandonTarget}`],
    ['denominator', figures.denominator, ''],
    ['dependsOnReading', figures.dependsOnReading, figures.dependsOnReading ? 'le verdict dépend de la lecture' : ''],
    ...ServiceLevelClause.options.map((one) => [`pickUpRate.${one}`, figures.readings[one], CLAUSE_WORDS[one]]),
    ...ServiceLevelClause.options.map((one) => [`abandonRate.${one}`, figures.abandonReadings[one], '']),
    ...CallClass.options.map((one) => [`calls.${one}`, counts[one], '']),
    ['calls', figures.calls, ''],
    ['asaMs.mean', asaMs?.mean, ''],
    ['asaMs.p50', asaMs?.p50, ''],
    ['asaMs.p90', asaMs?.p90, ''],
    ['asaMs.max', asaMs?.max, ''],
    ['ahtMs', figures.ahtMs, ''],
  ];
  return csvFile(['figure', 'value', 'note'], rows);
}
