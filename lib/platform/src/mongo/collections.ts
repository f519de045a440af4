import type { Model, mongo } from 'mongoose';

/** Documents are parsed by zod at the door and stored as they are: mongoose adds and checks nothing of its own. */
export const asGiven = { versionKey: false, minimize: false, strict: false } as const;

/**
 * The driver's own collection, typed: for writes of what was parsed at the door already, and for reading very many documents,
 * where mongoose's second look costs more than the work itself.
 */
export function collectionOf<D extends { readonly _id: unknown }>(model: Model<D>): mongo.Collection<D> {
  return model.collection as unknown as mongo.Collection<D>;
}
