import { AgentId, Instant, SupervisorMessage } from '@decroche/protocol';
import { z } from 'zod';
import type { MessageStore } from '../../app/ports.ts';
import type { Models } from './models.ts';
import { parseDocument, stored } from './reading.ts';

const StoredMessage = SupervisorMessage.extend({
  to: z.array(z.object({ agentId: AgentId, readAt: Instant.optional() })),
});

/** Words from supervisors to agents, one document each. */
export function mongoMessages({ messages }: Models): MessageStore {
  const parse = (document: unknown) => parseDocument(StoredMessage, 'messageId', document);
  return {
    add: ({ messageId, to, ...rest }) =>
      stored(async () => void (await messages.create([{ _id: messageId, to: [...to], ...rest }]))),
    markRead: (messageId, agentId, at) =>
      stored(async () => {
        const unread = { _id: messageId, to: { $elemMatch: { agentId, readAt: null } } };
        return (await messages.updateOne(unread, { $set: { 'to.$.readAt': at } })).modifiedCount === 1;
      }),
    unread: () => stored(async () => (await messages.find({ 'to.readAt': null }).sort({ at: 1 }).lean()).map(parse)),
    list: ({ offset, limit }) =>
      stored(async () => ({
        total: await messages.countDocuments(),
        items: (await messages.find().sort({ at: -1 }).skip(offset).limit(limit).lean()).map(parse),
      })),
  };
}
