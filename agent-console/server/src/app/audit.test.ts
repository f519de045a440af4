import { createLogger, ManualClock } from '@decroche/platform';
import type { AccountId } from '@decroche/protocol';
import { expect, it } from 'vitest';
import { openAudit } from './audit.ts';

it('an entry that can not be kept is in the log with its ids, without the name and the address', async () => {
  const lines: unknown[] = [];
  const logger = createLogger({ name: 'test', level: 'silent' });
  logger.error = (line: unknown) => void lines.push(line);
  const away = new Error('the store is away');
  const store = { append: () => Promise.reject(away), list: async () => ({ total: 0, items: [] }) };
  await openAudit({ store, logger, clock: new ManualClock(7) }).note({
    ...{ action: 'message.sent', target: 'agent1', detail: 'msg-1, 12 characters', address: '192.0.2.7' },
    identity: { accountId: 'acc-1' as AccountId, login: 'nora', name: 'Nora', role: 'supervisor', via: 'session' },
  });
  const missing = { at: 7, actor: 'acc-1', action: 'message.sent', target: 'agent1', detail: 'msg-1, 12 characters' };
  expect(lines).toEqual([{ err: away, missing }]);
});
