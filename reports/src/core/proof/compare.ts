/** Records and figures against those made again from the journal. */
import { CallClass, type CallId, type Definition, type ProofFinding, type TelephoneFigures } from '@decroche/protocol';
import type { CallFile } from '../call-record.ts';
import { conditionOf, meets } from '../kpi/call-class.ts';
import { contributionOf } from '../kpi/contribution.ts';
import { promiseOf } from '../telephone-figures.ts';
import { canonicalJson } from './canonical.ts';

/** A record as it stands in the store: what is in it is to be proved, so nothing is taken for granted. */
export interface KeptRecord {
  readonly callId?: unknown;
  readonly lastSeq?: unknown;
  readonly [field: string]: unknown;
}

/** What a record must be, field for field. */
function expectedRecord({ record, handling }: CallFile): Readonly<Record<string, unknown>> {
  return { ...record, contribution: contributionOf(record), handling };
}

/** Fields that records kept before November 2026 lack: absent then says what this says. */
const LATER_FIELDS = { direction: 'inbound', dissuasions: [], choices: [] } as const;

function differingFields(kept: Readonly<Record<string, unknown>>, proved: Readonly<Record<string, unknown>>): string[] {
  const fields = new Set([...Object.keys(kept), ...Object.keys(proved)]);
  return [...fields].filter((field) => canonicalJson(kept[field]) !== canonicalJson(proved[field])).sort();
}

/** One record for each call of the journal and no other, saying what its lines say. */
export function compareRecords(
  kept: readonly KeptRecord[],
  proved: ReadonlyMap<CallId, CallFile>,
): readonly ProofFinding[] {
  const findings: ProofFinding[] = [];
  const seen = new Set<unknown>();
  for (const record of kept) {
    const file = proved.get(record.callId as CallId);
    if (!file) findings.push({ kind: 'recordUnknown', callId: String(record.callId) });
    else if (seen.has(record.callId)) findings.push({ kind: 'recordTwice', callId: file.record.callId });
    else {
      const fields = differingFields({ ...LATER_FIELDS, ...record }, expectedRecord(file));
      if (fields.length > 0) findings.push({ kind: 'recordDiffers', callId: file.record.callId, fields });
    }
    seen.add(record.callId);
  }
  for (const callId of proved.keys()) if (!seen.has(callId)) findings.push({ kind: 'recordMissing', callId });
  return findings;
}

/** Conservation: a call that is over is in exactly one class, so that no figure counts it twice or forgets it. */
export function checkClasses(files: Iterable<CallFile>, definition: Definition | undefined): readonly ProofFinding[] {
  const findings: ProofFinding[] = [];
  for (const { record } of files) {
    if (record.endedAt === undefined) continue;
    const promised = promiseOf(record.serviceId, definition);
    const contribution = contributionOf(record);
    const classes = CallClass.options.filter((one) => meets(contribution, conditionOf(one, promised)));
    if (classes.length !== 1) findings.push({ kind: 'notOneClass', callId: record.callId, classes });
  }
  return findings;
}

/** The figures of the screens against those of the journal, one finding a figure. */
export function compareFigures(live: TelephoneFigures, proved: TelephoneFigures): readonly ProofFinding[] {
  const [shown, right] = [live, proved].map((figures) => ({ ...figures, ...figures.counts, counts: undefined }));
  return differingFields(shown!, right!).map((figure) => ({
    kind: 'figureDiffers',
    figure,
    live: canonicalJson((shown as Record<string, unknown>)[figure]),
    proved: canonicalJson((right as Record<string, unknown>)[figure]),
  }));
}
