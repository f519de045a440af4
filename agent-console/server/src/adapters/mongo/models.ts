import type { Connection } from '@decroche/platform/mongo';
import mongoose from 'mongoose';
import { onCallSchemas } from './on-call-models.ts';
import { rosterSchemas } from './roster-models.ts';

/** Documents carry their own ids and are parsed by zod where they are read; mongoose keeps shapes and indexes. */
const common = { versionKey: false, strict: true } as const;
const text = { type: String, required: true } as const;
const words = { type: String, default: '' } as const;
const number = { type: Number, required: true } as const;
const flag = { type: Boolean, required: true } as const;

const accountSchema = new mongoose.Schema(
  {
    _id: text,
    login: { ...text, unique: true },
    name: text,
    role: text,
    agentId: String,
    locale: String,
    email: String,
    notices: { type: [String], default: undefined },
    disabled: flag,
    createdAt: number,
    lastSignInAt: Number,
    passwordHash: text,
    passwordMade: flag,
  },
  { ...common, collection: 'accounts' },
);
const tokenSchema = new mongoose.Schema(
  { _id: text, name: text, role: text, agentId: String, createdAt: number, createdBy: text, expiresAt: Number },
  { ...common, collection: 'api_tokens' },
);
const auditSchema = new mongoose.Schema(
  {
    at: { ...number, index: true },
    actor: text,
    actorName: text,
    action: text,
    target: words,
    address: words,
    detail: String,
  },
  { ...common, collection: 'audit' },
);
const contactSchema = new mongoose.Schema(
  { _id: text, name: text, site: words, service: words, numbers: [String], email: words, vip: flag },
  { ...common, collection: 'contacts' },
);
/** One document for each version; the body as JSON, so that what is read is what was published. */
const definitionSchema = new mongoose.Schema(
  { _id: number, actor: text, body: text },
  { ...common, collection: 'definitions' },
);
const voicemailSchema = new mongoose.Schema(
  {
    _id: text,
    callId: text,
    serviceId: text,
    partyRef: String,
    file: text,
    leftAt: { ...number, index: true },
    durationMs: number,
    state: { ...text, index: true },
    handledBy: String,
    handledAt: Number,
    recovered: Boolean,
  },
  { ...common, collection: 'voicemails' },
);
const messageSchema = new mongoose.Schema(
  {
    _id: text,
    at: { ...number, index: true },
    from: text,
    text,
    to: [new mongoose.Schema({ agentId: text, readAt: Number }, { _id: false })],
  },
  { ...common, collection: 'supervisor_messages' },
);
/** Who asked for, agreed to and read which sealed number; the number is not among it. */
const sealedOpeningSchema = new mongoose.Schema(
  {
    _id: text,
    callId: text,
    calledAt: number,
    partyRef: text,
    reason: text,
    status: text,
    askedBy: text,
    askedByName: text,
    askedAt: { ...number, index: true },
    decidedBy: String,
    decidedByName: String,
    decidedAt: Number,
    readableUntilAt: Number,
    readAt: Number,
  },
  { ...common, collection: 'sealed_openings' },
);
/** How far a fold has read the journal. */
const checkpointSchema = new mongoose.Schema(
  { _id: text, seq: number, position: String },
  { ...common, collection: 'console_checkpoints' },
);

/** The console's collections on one connection, with their indexes. */
export async function openModels(connection: Connection) {
  const models = {
    accounts: connection.model('Account', accountSchema),
    tokens: connection.model('ApiToken', tokenSchema),
    audit: connection.model('AuditEntry', auditSchema),
    contacts: connection.model('Contact', contactSchema),
    definitions: connection.model('Definition', definitionSchema),
    voicemails: connection.model('Voicemail', voicemailSchema),
    messages: connection.model('SupervisorMessage', messageSchema),
    sealedOpenings: connection.model('SealedOpening', sealedOpeningSchema),
    checkpoints: connection.model('ConsoleCheckpoint', checkpointSchema),
    shiftTemplates: connection.model('ShiftTemplate', rosterSchemas.shiftTemplates),
    plannedShifts: connection.model('PlannedShift', rosterSchemas.plannedShifts),
    absences: connection.model('Absence', rosterSchemas.absences),
    rosterPublications: connection.model('RosterPublication', rosterSchemas.rosterPublications),
    onCallPlan: connection.model('OnCallPlan', onCallSchemas.plan),
    onCallSwaps: connection.model('OnCallSwap', onCallSchemas.swaps),
    onCallFeeds: connection.model('OnCallFeed', onCallSchemas.feeds),
  };
  await Promise.all(Object.values(models).map((model) => model.init()));
  return models;
}
export type Models = Awaited<ReturnType<typeof openModels>>;
