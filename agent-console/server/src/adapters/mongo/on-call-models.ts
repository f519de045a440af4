import mongoose from 'mongoose';

const common = { versionKey: false, strict: true } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const stretch = { _id: false, fromAt: number, toAt: number } as const;

/** One document; the body as JSON, so that what is read is what was written. */
const planSchema = new mongoose.Schema(
  { _id: text, version: number, publishedAt: number, body: text, revisions: text },
  { ...common, collection: 'on_call_plan' },
);
const swapSchema = new mongoose.Schema(
  {
    _id: text,
    scheduleId: text,
    askedBy: text,
    with: text,
    mine: { type: stretch, required: true },
    theirs: { type: stretch, required: false },
    note: { type: String, default: '' },
    status: text,
    askedAt: { ...number, index: true },
    history: [{ _id: false, status: text, by: text, at: number }],
  },
  { ...common, collection: 'on_call_swaps' },
);
const feedSchema = new mongoose.Schema(
  { _id: text, accountId: { ...text, unique: true } },
  { ...common, collection: 'on_call_feeds' },
);

/** The collections of on-call. */
export const onCallSchemas = { plan: planSchema, swaps: swapSchema, feeds: feedSchema } as const;
