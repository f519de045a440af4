import type { DeskView } from '@decroche/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AgentActions } from './agent-actions.ts';
import type { LiveFeeds } from './live-feed.ts';
import { createStore } from './store.ts';
import { createTransfers } from './transfers.ts';

type Status = NonNullable<DeskView['call']>['status'];

function desk() {
  const live = createStore<{ view?: DeskView }>({});
  const show = (status?: Status, callId = 'c1') =>
    live.set({ view: { call: status && { callId, status } } as unknown as DeskView });
  const me = { transfer: async () => undefined } as unknown as AgentActions;
  const transfers = createTransfers(me, { desk: { live } } as unknown as LiveFeeds);
  let failures = 0;
  transfers.onFailed(() => (failures += 1));
  show('talking');
  return { show, give: () => transfers.give('c1', { kind: 'number', number: '6100' }), failures: () => failures };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a transfer', () => {
  it('that is taken tells nothing', async () => {
    const { show, give, failures } = desk();
    await give();
    show('transferring');
    show(undefined);
    await vi.advanceTimersByTimeAsync(5000);
    expect(failures()).toBe(0);
  });

  it('that comes back is told', async () => {
    const { show, give, failures } = desk();
    await give();
    show('transferring');
    show('talking');
    expect(failures()).toBe(1);
  });

  it('that failed before the desk could show it is told', async () => {
    const { give, failures } = desk();
    await give();
    await vi.advanceTimersByTimeAsync(2000);
    expect(failures()).toBe(1);
  });

  it('is not confused with the next call', async () => {
    const { show, give, failures } = desk();
    await give();
    show('transferring');
    show('talking', 'c2');
    await vi.advanceTimersByTimeAsync(5000);
    expect(failures()).toBe(0);
  });
});
