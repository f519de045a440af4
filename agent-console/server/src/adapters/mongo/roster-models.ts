import mongoose from 'mongoose';

const common = { versionKey: false, strict: true } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;

const templateSchema = new mongoose.Schema(
  {
    _id: text,
    name: text,
    from: text,
    to: text,
    lunch: { type: { _id: false, earliest: text, latest: text, durationMs: number }, required: false },
  },
  { ...common, collection: 'shift_templates' },
);
const shiftSchema = new mongoose.Schema(
  {
    _id: text,
    agentId: text,
    date: { ...text, index: true },
    templateId: String,
    from: text,
    to: text,
    breaks: [mongoose.Schema.Types.Mixed],
  },
  { ...common, collection: 'planned_shifts' },
);
const absenceSchema = new mongoose.Schema(
  {
    _id: text,
    agentId: text,
    from: text,
    to: { ...text, index: true },
    reason: text,
    note: { type: String, default: '' },
  },
  { ...common, collection: 'absences' },
);
const publicationSchema = new mongoose.Schema(
  { _id: text, version: number },
  { ...common, collection: 'roster_publications' },
);

/** The roster's collections. */
export const rosterSchemas = {
  shiftTemplates: templateSchema,
  plannedShifts: shiftSchema,
  absences: absenceSchema,
  rosterPublications: publicationSchema,
} as const;
