import type { CallId, LegId, ServiceId } from '@decroche/protocol';
import { expect, test } from 'vitest';
import type { World } from './call.ts';
import { openCall } from './dial-caller.ts';

test('an attempt does not begin at the media server before it has forgotten the attempt before', async () => {
  const done: string[] = [];
  const world = {
    media: {
      nobody: 'v=0',
      run: async (_call: unknown, operations: readonly { do: string }[]) => {
        done.push(...operations.map((operation) => operation.do));
        return [{ sdp: 'v=0' }];
      },
    },
  } as unknown as World;
  let forget: () => void = () => undefined;
  const forgotten = new Promise<void>((resolve) => (forget = resolve));
  const command = { type: 'openCall', callId: 'c' as CallId, legId: 'c-leg' as LegId, serviceId: 's' as ServiceId } as const; // prettier-ignore
  const call = openCall(world, command, forgotten);
  const next = call.enqueue(
    async () => void done.push('dialled'),
    () => undefined,
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual([]);
  forget();
  await next;
  expect(done).toEqual(['attachCaller', 'block', 'dialled']);
});
