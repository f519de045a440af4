import { Ticket } from '@decroche/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpProblem, type HttpPort, type MemoryPort } from './ports.ts';
import { createTicketEditor } from './ticket-editor.ts';

const blank = Ticket.parse({
  ticketId: 'INC-2026-00001',
  number: 'INC-2026-00001',
  status: 'toComplete',
  kind: 'incident',
  origin: 'telephone',
  subject: '',
  category: 'Autre',
  urgency: 'minor',
  impact: 'user',
  priority: 'P3',
  requester: { name: '', site: '' },
  callIds: ['c1'],
  openedAt: 1,
  updatedAt: 1,
  openedBy: 'system',
  timeline: [],
  revision: 1,
});

/** A ticket program with one ticket, which may be away or be changed by another hand. */
function fakeTickets() {
  let ticket: Ticket | undefined;
  let away = false;
  const requests: { method: string; path: string; body: Record<string, unknown> }[] = [];
  const http = {
    read: async () => {
      if (away) throw new HttpProblem({ status: 0, title: 'unreachable' });
      if (!ticket) throw new HttpProblem({ status: 404, title: 'unknown', reason: 'unknownCall' });
      return ticket;
    },
    send: async (method: string, path: string, { body }: { body: Record<string, unknown> }) => {
      requests.push({ method, path, body });
      if (away || !ticket) throw new HttpProblem({ status: 0, title: 'unreachable' });
      if (body.revision !== ticket.revision) {
        throw new HttpProblem({
          status: 409,
          title: 'conflict',
          reason: 'revisionConflict',
          body: { present: ticket },
        });
      }
      const status = path.endsWith('/resolve') ? 'resolved' : 'open';
      const { comment: _comment, solution: _solution, ...fields } = body;
      ticket = Ticket.parse({ ...ticket, ...fields, status, revision: ticket.revision + 1 });
      return ticket;
    },
    onSignedOut: () => {},
  } as unknown as HttpPort;
  return {
    http,
    requests,
    open: (given: Ticket = blank) => {
      ticket = given;
    },
    changeElsewhere: (part: Partial<Ticket>) => {
      if (ticket) ticket = { ...ticket, ...part, revision: ticket.revision + 1 };
    },
    goAway: (now: boolean) => {
      away = now;
    },
    now: () => ticket,
  };
}

function fakeMemory(): MemoryPort {
  const kept = new Map<string, string>();
  return {
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function editing(options: { opened?: boolean; memory?: MemoryPort } = {}) {
  const tickets = fakeTickets();
  if (options.opened ?? true) tickets.open();
  const memory = options.memory ?? fakeMemory();
  const editor = createTicketEditor({ http: tickets.http, memory, now: () => 1, source: { callId: 'c1' } });
  editor.open();
  await pass(0);
  return { editor, tickets, memory };
}

describe('the ticket form', () => {
  it('waits for the system to open the ticket', async () => {
    const { editor, tickets } = await editing({ opened: false });
    expect(editor.view.get().loading).toBe('waiting');
    tickets.open();
    await pass(700);
    expect(editor.view.get()).toMatchObject({ loading: 'ready', draft: { base: { ticketId: 'INC-2026-00001' } } });
  });

  it('saves by itself once the typing pauses, in one change', async () => {
    const { editor, tickets } = await editing();
    editor.edit({ subject: 'V' });
    await pass(300);
    editor.edit({ subject: 'VPN' });
    await pass(800);
    expect(tickets.requests.map(({ body }) => body)).toEqual([{ revision: 1, subject: 'VPN' }]);
    expect(editor.view.get().saving).toBe('saved');
  });

  it('keeps the typing and saves it on the newer revision after a conflict', async () => {
    const { editor, tickets } = await editing();
    editor.edit({ subject: 'mine' });
    tickets.changeElsewhere({ category: 'Réseau' });
    await pass(800);
    expect(tickets.now()).toMatchObject({ subject: 'mine', category: 'Réseau' });
    expect(editor.view.get().saving).toBe('saved');
  });

  it('keeps the typing while the server is away and sends it when it is back', async () => {
    const { editor, tickets } = await editing();
    tickets.goAway(true);
    editor.edit({ subject: 'VPN' });
    await pass(800);
    expect(editor.view.get().saving).toBe('failed');
    tickets.goAway(false);
    await pass(5000);
    expect(tickets.now()?.subject).toBe('VPN');
  });

  it('finds what was typed again after a reload', async () => {
    const memory = fakeMemory();
    const first = await editing({ memory });
    first.tickets.goAway(true);
    first.editor.edit({ subject: 'VPN' });
    first.editor.write('certificat expiré');
    const second = await editing({ memory });
    expect(second.editor.view.get().draft).toMatchObject({ edits: { subject: 'VPN' }, text: 'certificat expiré' });
    await pass(800);
    expect(second.tickets.now()?.subject).toBe('VPN');
  });

  it('resolves in one gesture with whatever is typed', async () => {
    const { editor, tickets } = await editing();
    editor.suggest({ requesterName: 'Alice Arnaud', requesterSite: 'Orléans' });
    editor.edit({ subject: 'VPN' });
    editor.write(' certificat renouvelé ');
    expect(await editor.resolve()).toBe(true);
    expect(tickets.requests).toEqual([
      {
        method: 'POST',
        path: '/api/tickets/INC-2026-00001/resolve',
        body: {
          revision: 1,
          subject: 'VPN',
          requester: { name: 'Alice Arnaud', site: 'Orléans' },
          solution: 'certificat renouvelé',
        },
      },
    ]);
    expect(editor.view.get().draft.text).toBe('');
  });

  it('sends nothing for a ticket nobody touched', async () => {
    const { editor, tickets } = await editing();
    editor.suggest({ requesterName: 'Alice Arnaud' });
    await pass(60_000);
    editor.close();
    expect(tickets.requests).toEqual([]);
  });

  it('saves what is left when the form is closed', async () => {
    const { editor, tickets } = await editing();
    editor.edit({ subject: 'VPN' });
    editor.close();
    await pass(0);
    expect(tickets.now()?.subject).toBe('VPN');
  });

  it('puts the call onto another ticket and goes on there, with the words being typed', async () => {
    const other: Ticket = {
      ...blank,
      ticketId: 'INC-2026-00007' as Ticket['ticketId'],
      number: 'INC-2026-00007',
      revision: 4,
    };
    const { editor, tickets } = await editing();
    editor.write('rappelle pour le même sujet');
    tickets.open(other);
    expect(await editor.attachCall('c1', 'INC-2026-00007')).toBe(true);
    expect(tickets.requests).toEqual([
      { method: 'POST', path: '/api/tickets/INC-2026-00007/attach-call', body: { revision: 4, callId: 'c1' } },
    ]);
    expect(editor.view.get().draft).toMatchObject({
      base: { ticketId: 'INC-2026-00007' },
      text: 'rappelle pour le même sujet',
    });
  });

  it('is attached to a major incident and parted from it, each in one gesture', async () => {
    const { editor, tickets } = await editing();
    await editor.attachTo('INC-2026-00002');
    await editor.detach();
    expect(tickets.requests.map(({ path, body }) => [path, body])).toEqual([
      ['/api/tickets/INC-2026-00001/attach-to', { revision: 1, parentId: 'INC-2026-00002' }],
      ['/api/tickets/INC-2026-00001/detach', { revision: 2 }],
    ]);
  });
});
