import type { CallId, CallRecord, CallRecordPage, JournalEventOf, JournalRecord, Ticket } from '@decroche/protocol';
import type { EngineDoor } from './engine-door.ts';

type EventType = JournalRecord['event']['type'];

/** The next journal line of a type that satisfies a condition, later than those already told. */
export async function told<T extends EventType>(
  door: EngineDoor,
  type: T,
  condition: (event: JournalEventOf<T>) => boolean = () => true,
  withinMs?: number,
): Promise<JournalEventOf<T>> {
  const fits = ({ event }: JournalRecord): boolean => event.type === type && condition(event as JournalEventOf<T>);
  const { event } = await door.seen(fits, withinMs);
  return event as JournalEventOf<T>;
}

/** The call of the caller who comes next: its arrival after everything told so far. */
export function nextCall(door: EngineDoor): Promise<CallId> {
  const known = new Set(door.journal().flatMap(({ event }) => (event.type === 'call.arrived' ? [event.callId] : [])));
  return told(door, 'call.arrived', ({ callId }) => !known.has(callId)).then(({ callId }) => callId);
}

/** Resolves once a call has ended, with how. */
export const ended = (door: EngineDoor, callId: CallId, withinMs?: number): Promise<JournalEventOf<'call.ended'>> =>
  told(door, 'call.ended', (event) => event.callId === callId, withinMs);

/** Asks again until the answer satisfies: programs that fold the journal are a moment behind it. */
export async function eventually<T>(ask: () => Promise<T>, good: (answer: T) => boolean, withinMs = 5_000): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (performance.now() > until) throw new Error(`not so within ${withinMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Asking {
  readonly api: { send(method: 'GET', path: string): Promise<unknown> };
}

/** What reports keep of a call, once it is complete there. */
export async function recordOf({ api }: Asking, callId: CallId): Promise<CallRecord> {
  const ask = async (): Promise<CallRecord | undefined> => {
    const page = (await api.send('GET', '/api/reports/calls?offset=0&limit=100')) as CallRecordPage;
    return page.records.find((record) => record.callId === callId);
  };
  const record = await eventually(ask, (found) => found?.outcome !== undefined);
  if (!record) throw new Error('no record');
  return record;
}

/** The ticket of a call. */
export async function ticketOf({ api }: Asking, callId: CallId): Promise<Ticket> {
  const ask = () => api.send('GET', `/api/tickets/by-call/${callId}`).catch(() => undefined);
  return (await eventually(ask, (found) => found !== undefined)) as Ticket;
}
