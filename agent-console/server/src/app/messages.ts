import { randomUUID } from 'node:crypto';
import type { Clock } from '@decroche/platform';
import type { AgentId, SupervisorMessage } from '@decroche/protocol';
import type { MessageStore, Page, Slice, StoredMessage } from './ports.ts';

/** Words from supervisors to agents: on the desk until they are read, kept afterwards with who read them and when. */
export interface Messages {
  /** Not read yet, oldest first. */
  unreadOf(agentId: AgentId): readonly SupervisorMessage[];
  send(from: string, to: readonly AgentId[], text: string): Promise<SupervisorMessage>;
  /** @returns false when there is no such unread message of theirs. */
  read(agentId: AgentId, messageId: string): Promise<boolean>;
  sent(slice: Slice): Promise<Page<StoredMessage>>;
  /** Told whose desks change. */
  onChange(listener: (agentIds: readonly AgentId[]) => void): void;
}

/** Opens the messages: those that wait are held in memory. */
export async function openMessages(options: {
  readonly store: MessageStore;
  readonly clock: Clock;
}): Promise<Messages> {
  const { store, clock } = options;
  const unread = new Map<AgentId, SupervisorMessage[]>();
  const listeners: ((agentIds: readonly AgentId[]) => void)[] = [];
  const tell = (agentIds: readonly AgentId[]): void => listeners.forEach((listener) => listener(agentIds));
  const put = (agentId: AgentId, message: SupervisorMessage): void =>
    void unread.set(agentId, [...(unread.get(agentId) ?? []), message]);
  for (const { to, ...message } of await store.unread()) {
    for (const { agentId, readAt } of to) if (readAt === undefined) put(agentId, message);
  }

  return {
    unreadOf: (agentId) => unread.get(agentId) ?? [],
    async send(from, to, text) {
      const message = { messageId: `msg-${randomUUID()}`, at: clock.now(), from, text };
      const agentIds = [...new Set(to)];
      await store.add({ ...message, to: agentIds.map((agentId) => ({ agentId })) });
      for (const agentId of agentIds) put(agentId, message);
      tell(agentIds);
      return message;
    },
    async read(agentId, messageId) {
      if (!(await store.markRead(messageId, agentId, clock.now()))) return false;
      const left = (unread.get(agentId) ?? []).filter((message) => message.messageId !== messageId);
      if (left.length > 0) unread.set(agentId, left);
      else unread.delete(agentId);
      tell([agentId]);
      return true;
    },
    sent: (slice) => store.list(slice),
    onChange: (listener) => void listeners.push(listener),
  };
}
