import { CallId, Definition, PartyRef, RecordingId, ServiceId, VoicemailState } from '@decroche/protocol';
import { z } from 'zod';
import type { DefinitionStore, VoicemailStore } from '../../app/ports.ts';
import type { Models } from './models.ts';
import { parseDocument, stored } from './reading.ts';

/** Every version of the definition; the version is the document's id, so that two can not be the same. */
export function mongoDefinitions({ definitions }: Models): DefinitionStore {
  return {
    latest: () =>
      stored(async () => {
        const [last] = await definitions.find().sort({ _id: -1 }).limit(1).lean();
        return last ? Definition.parse(JSON.parse(last.body)) : undefined;
      }),
    find: (version) =>
      stored(async () => {
        const found = await definitions.findById(version).lean();
        return found ? Definition.parse(JSON.parse(found.body)) : undefined;
      }),
    list: ({ offset, limit }) =>
      stored(async () => ({
        total: await definitions.countDocuments(),
        items: (await definitions.find().sort({ _id: -1 }).skip(offset).limit(limit).lean()).map(({ actor, body }) => ({
          actor,
          definition: Definition.parse(JSON.parse(body)),
        })),
      })),
    add: (definition, actor) =>
      stored(
        async () =>
          void (await definitions.create([{ _id: definition.version, actor, body: JSON.stringify(definition) }])),
      ),
  };
}

const StoredVoicemail = z.object({
  recordingId: RecordingId,
  callId: CallId,
  serviceId: ServiceId,
  partyRef: PartyRef.optional(),
  file: z.string(),
  leftAt: z.number(),
  durationMs: z.number(),
  state: VoicemailState,
  handledBy: z.string().optional(),
  handledAt: z.number().optional(),
  recovered: z.boolean().optional(),
});

const CHECKPOINT = 'voicemails';

/** The voicemail box. */
export function mongoVoicemails({ voicemails, checkpoints }: Models): VoicemailStore {
  const parse = (document: unknown) => parseDocument(StoredVoicemail, 'recordingId', document);
  return {
    take: (messages, journalSeq) =>
      stored(async () => {
        // First the messages, then how far we read: a failure between the two repeats what is harmless to repeat.
        await voicemails.bulkWrite(
          messages.map(({ recordingId, ...rest }) => ({
            updateOne: { filter: { _id: recordingId }, update: { $setOnInsert: rest }, upsert: true },
          })),
        );
        await checkpoints.updateOne({ _id: CHECKPOINT }, { $set: { seq: journalSeq } }, { upsert: true });
      }),
    journalSeq: () => stored(async () => (await checkpoints.findById(CHECKPOINT).lean())?.seq ?? 0),
    find: (recordingId) =>
      stored(async () => {
        const found = await voicemails.findById(recordingId).lean();
        return found ? parse(found) : undefined;
      }),
    list: (state, { offset, limit }) =>
      stored(async () => {
        const filter = state === undefined ? {} : { state };
        const page = await voicemails.find(filter).sort({ leftAt: -1 }).skip(offset).limit(limit).lean();
        return { total: await voicemails.countDocuments(filter), items: page.map(parse) };
      }),
    handled: () => stored(async () => (await voicemails.find({ state: 'handled' }).lean()).map(parse)),
    remove: (recordingId) => stored(async () => void (await voicemails.deleteOne({ _id: recordingId }))),
    countNew: () => stored(() => voicemails.countDocuments({ state: 'new' })),
    setState: (recordingId, { state, by, at }) =>
      stored(async () => {
        const update =
          state === 'handled'
            ? { $set: { state, handledBy: by, handledAt: at } }
            : { $set: { state }, $unset: { handledBy: 1 as const, handledAt: 1 as const } };
        const changed = await voicemails
          .findOneAndUpdate({ _id: recordingId, state: { $ne: state } }, update, { returnDocument: 'after' })
          .lean();
        return changed ? parse(changed) : undefined;
      }),
  };
}
