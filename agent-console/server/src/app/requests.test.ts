import { createLogger, memoryBus, systemClock, type Bus } from '@decroche/platform';
import { EngineInput, streams, type AcdRequest, type DomainId, type Reply } from '@decroche/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startRequests, type Requests } from './requests.ts';

const domainId = 'main' as DomainId;
const request = { type: 'agent.readyRequested', agentId: 'ana' } as AcdRequest;
let bus: Bus;
let requests: Requests;

beforeEach(async () => {
  bus = memoryBus();
  // What an earlier life of this program was answered is not ours.
  await bus.publish(streams.replies('me'), [{ id: 'old', domainId, at: 0, to: 'old', reply: { result: 'accepted' } }]);
  requests = await startRequests({
    bus,
    clock: systemClock,
    logger: createLogger({ name: 'test', level: 'silent' }),
    domainId,
    consumer: 'me',
  });
});
afterEach(() => {
  vi.useRealTimers();
  return requests.stop();
});

/** An acd that answers each request with `reply`, after garbage. */
function answering(reply: (input: Extract<EngineInput, { kind: 'request' }>) => Reply): void {
  bus.follow(streams.inputs(domainId), 'start', async (entries) => {
    for (const { value } of entries) {
      const input = EngineInput.parse(value);
      if (input.kind !== 'request') continue;
      const message = { id: `r-${input.id}`, domainId, at: 1, to: input.id, reply: reply(input) };
      await bus.publish(input.replyTo, ['garbage', { to: 'nobody' }, message]);
    }
  });
}

test('the acd’s word comes back to who asked', async () => {
  answering((input) =>
    input.actor === 'alice' ? { result: 'accepted' } : { result: 'refused', reason: 'notLoggedIn' },
  );
  const [first, second] = await Promise.all([requests.ask(request, 'alice'), requests.ask(request, 'bob')]);
  expect(first).toEqual({ result: 'accepted' });
  expect(second).toEqual({ result: 'refused', reason: 'notLoggedIn' });
});
test('no answer within two seconds is a fault that says so', async () => {
  vi.useFakeTimers();
  const asked = requests.ask(request, 'alice').catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await asked).toMatchObject({ code: 'timeout' });
});
