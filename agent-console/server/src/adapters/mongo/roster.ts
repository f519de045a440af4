import { Absence, AbsenceReason, PlannedShift, ShiftTemplate } from '@decroche/protocol';
import { z } from 'zod';
import type { RosterStore } from '../../app/ports.ts';
import type { Models } from './models.ts';
import { parseDocument, stored } from './reading.ts';

const StoredAbsence = Absence.extend({ reason: AbsenceReason, note: z.string().default('') });
const PUBLISHED = 'roster';

/** The roster, one document for each template, shift and absence. */
export function mongoRoster({ shiftTemplates, plannedShifts, absences, rosterPublications }: Models): RosterStore {
  const shiftOf = (document: unknown) => parseDocument(PlannedShift, 'shiftId', document);
  const absenceOf = (document: unknown) => parseDocument(StoredAbsence, 'absenceId', document);
  return {
    templates: () =>
      stored(async () =>
        (await shiftTemplates.find().sort({ from: 1, _id: 1 }).lean()).map((document) =>
          parseDocument(ShiftTemplate, 'templateId', document),
        ),
      ),
    putTemplate: ({ templateId, ...rest }) =>
      stored(async () => void (await shiftTemplates.replaceOne({ _id: templateId }, rest, { upsert: true }))),
    removeTemplate: (templateId) =>
      stored(async () => (await shiftTemplates.deleteOne({ _id: templateId })).deletedCount === 1),
    shifts: (from, to) =>
      stored(async () => (await plannedShifts.find({ date: { $gte: from, $lte: to } }).lean()).map(shiftOf)),
    findShift: (shiftId) =>
      stored(async () => {
        const found = await plannedShifts.findById(shiftId).lean();
        return found ? shiftOf(found) : undefined;
      }),
    change: (put, remove) =>
      stored(async () => {
        if (put.length > 0) {
          await plannedShifts.bulkWrite(
            put.map(({ shiftId, ...rest }) => ({
              replaceOne: { filter: { _id: shiftId }, replacement: { _id: shiftId, ...rest }, upsert: true },
            })),
          );
        }
        if (remove.length > 0) await plannedShifts.deleteMany({ _id: { $in: [...remove] } });
      }),
    absences: (from, to) =>
      stored(async () =>
        (
          await absences
            .find({ to: { $gte: from }, from: { $lte: to } })
            .sort({ from: 1, _id: 1 })
            .lean()
        ).map(absenceOf),
      ),
    findAbsence: (absenceId) =>
      stored(async () => {
        const found = await absences.findById(absenceId).lean();
        return found ? absenceOf(found) : undefined;
      }),
    putAbsence: ({ absenceId, ...rest }) =>
      stored(async () => void (await absences.replaceOne({ _id: absenceId }, rest, { upsert: true }))),
    removeAbsence: (absenceId) => stored(async () => (await absences.deleteOne({ _id: absenceId })).deletedCount === 1),
    version: () => stored(async () => (await rosterPublications.findById(PUBLISHED).lean())?.version ?? 0),
    published: (version) =>
      stored(
        async () =>
          void (await rosterPublications.updateOne({ _id: PUBLISHED }, { $set: { version } }, { upsert: true })),
      ),
  };
}
