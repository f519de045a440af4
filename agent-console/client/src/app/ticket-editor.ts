import { Ticket } from '@decroche/protocol';
import { z } from 'zod';
import {
  changeOf,
  edited,
  emptyDraft,
  gestureOf,
  hasEdits,
  notSent,
  refreshed,
  saved,
  sent,
  suggest,
  type TicketDraft,
  type TicketEdits,
} from '../core/ticket-draft.ts';
import { HttpProblem, type HttpPort, type MemoryPort, type ProblemDetails } from './ports.ts';
import { createStore, type Store } from './store.ts';

/** Which ticket is edited: one known, or the one the system opens for a call. */
export type TicketSource = { readonly ticketId: string } | { readonly callId: string };

/** The form as it is drawn. */
export interface TicketEditorView {
  readonly draft: TicketDraft;
  /** `waiting`: the system has not opened it yet. */
  readonly loading: 'waiting' | 'ready' | 'failed';
  readonly saving: 'nothing' | 'pending' | 'saving' | 'saved' | 'failed';
  readonly savedAt?: number;
  readonly problem?: ProblemDetails;
}

/** One open ticket form. Gestures resolve to true when the server has them. */
export interface TicketEditor {
  readonly view: Store<TicketEditorView>;
  edit(change: TicketEdits): void;
  /** Fills in what the ticket does not say; sent with the first change or gesture. */
  suggest(fields: TicketEdits): void;
  /** The comment or solution being typed. */
  write(text: string): void;
  /** Puts the text into the ticket as a comment; the ticket stays open. */
  consign(): Promise<boolean>;
  resolve(): Promise<boolean>;
  closeTicket(): Promise<boolean>;
  reopen(reason: string): Promise<boolean>;
  assign(to: string | null): Promise<boolean>;
  /** Becomes a child of this incident (T7). */
  attachTo(parentId: string): Promise<boolean>;
  detach(): Promise<boolean>;
  /** The caller has been told of the solution. */
  informed(): Promise<boolean>;
  /** The call goes onto another ticket, which is edited from then on; what is being typed as a comment goes along. */
  attachCall(callId: string, ticketId: string): Promise<boolean>;
  /** Asks the server again. */
  refresh(): Promise<void>;
  /** Starts loading and saving. */
  open(): void;
  /** Saves what is left and stops; may be opened again. */
  close(): void;
}

/** Pause in the typing after which it is saved. */
const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 5000;
/** How often to look for a ticket the system is about to open. */
const LOOK_AGAIN_MS = 700;

const Kept = z.object({ edits: z.record(z.string(), z.string()), text: z.string() });

/** What an editor stands on. */
export interface TicketEditorOptions {
  readonly http: HttpPort;
  readonly memory: MemoryPort;
  readonly now: () => number;
  readonly source: TicketSource;
}

/** What is typed and not on the server stays in this browser, whatever happens to the page. */
function keep(memory: MemoryPort, draft: TicketDraft): void {
  if (!draft.base) return;
  const key = `ticket:${draft.base.ticketId}`;
  const edits = { ...draft.inFlight, ...draft.edits };
  if (draft.text === '' && Object.keys(edits).length === 0) memory.remove(key);
  else memory.set(key, JSON.stringify({ edits, text: draft.text }));
}

function recall(memory: MemoryPort, before: TicketDraft, ticket: Ticket): TicketDraft {
  const kept = memory.get(`ticket:${ticket.ticketId}`);
  const draft = refreshed(before, ticket);
  if (kept === undefined) return draft;
  const parsed = Kept.safeParse(JSON.parse(kept));
  return parsed.success ? edited({ ...draft, text: parsed.data.text }, parsed.data.edits as TicketEdits) : draft;
}

/** The other ticket is read first: the change names the revision it was made on. */
async function callOnto(http: HttpPort, callId: string, ticketId: string): Promise<Ticket> {
  const path = `/api/tickets/${encodeURIComponent(ticketId)}`;
  const { revision } = await http.read(path, Ticket);
  return http.send('POST', `${path}/attach-call`, { body: { revision, callId }, schema: Ticket });
}

/** Loads a ticket, saves what is typed by itself, and keeps it in the browser until the server has it. */
export function createTicketEditor({ http, memory, now, source }: TicketEditorOptions): TicketEditor {
  const view = createStore<TicketEditorView>({ draft: emptyDraft, loading: 'waiting', saving: 'nothing' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let opened = false;

  const set = (part: Partial<TicketEditorView>) => {
    view.set({ ...view.get(), ...part });
    if (part.draft) keep(memory, part.draft);
  };
  const path = (what = '') => {
    const { base } = view.get().draft;
    if (!base) throw new Error('the ticket is not open yet');
    return `/api/tickets/${encodeURIComponent(base.ticketId)}${what}`;
  };
  const later = (ms: number, what: () => unknown) => {
    clearTimeout(timer);
    if (opened) timer = setTimeout(what, ms);
  };

  const load = async (): Promise<void> => {
    const from =
      'ticketId' in source
        ? `/api/tickets/${encodeURIComponent(source.ticketId)}`
        : `/api/tickets/by-call/${encodeURIComponent(source.callId)}`;
    try {
      const ticket = await http.read(from, Ticket);
      const { draft, loading } = view.get();
      set({
        draft: loading === 'ready' ? refreshed(draft, ticket) : recall(memory, draft, ticket),
        loading: 'ready',
        problem: undefined,
      });
      if (hasEdits(view.get().draft)) later(SAVE_AFTER_MS, save);
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      if (view.get().loading === 'ready') return;
      if ('callId' in source && error.problem.status === 404) return later(LOOK_AGAIN_MS, load);
      set({ loading: 'failed', problem: error.problem });
      later(RETRY_AFTER_MS, load);
    }
  };

  /** One exchange with the server; a conflict takes the present ticket in and tries once more. */
  const exchange = async (send: () => Promise<Ticket>, again: boolean): Promise<boolean> => {
    set({ draft: sent(view.get().draft), saving: 'saving' });
    try {
      const ticket = await send();
      set({ draft: saved(view.get().draft, ticket), saving: 'saved', savedAt: now(), problem: undefined });
      return true;
    } catch (error) {
      set({ draft: notSent(view.get().draft) });
      if (!(error instanceof HttpProblem)) throw error;
      const { problem } = error;
      const present = Ticket.safeParse((problem.body as { present?: unknown } | undefined)?.present);
      if (present.success) {
        set({ draft: refreshed(view.get().draft, present.data) });
        if (again) return exchange(send, false);
      }
      set({ saving: 'failed', problem });
      return false;
    }
  };

  const save = async (): Promise<boolean> => {
    if (view.get().saving === 'saving') {
      later(SAVE_AFTER_MS, save);
      return false;
    }
    if (!changeOf(view.get().draft)) return true;
    // The change is made anew at each attempt: a conflict moves the revision.
    let change = changeOf(view.get().draft);
    const done = await exchange(() => {
      change = changeOf(notSent(view.get().draft)) ?? change;
      return http.send('PATCH', path(), { body: change, schema: Ticket });
    }, true);
    if (!done && view.get().problem?.status === 0) later(RETRY_AFTER_MS, save);
    else if (hasEdits(view.get().draft) && done) later(SAVE_AFTER_MS, save);
    return done;
  };

  /** A gesture that carries whatever is typed and the words given. */
  const gesture = async (method: 'POST' | 'PATCH', what: string, words: object, clearsText: boolean) => {
    clearTimeout(timer);
    const done = await exchange(() => {
      const draft = notSent(view.get().draft);
      const carries = what === '' || what === '/resolve';
      const body = { revision: draft.base?.revision, ...(carries ? gestureOf(draft) : {}), ...words };
      return http.send(method, path(what), { body, schema: Ticket });
    }, true);
    if (done && clearsText) set({ draft: { ...view.get().draft, text: '' } });
    return done;
  };

  return {
    view,
    edit: (change) => {
      set({ draft: edited(view.get().draft, change), saving: 'pending' });
      later(SAVE_AFTER_MS, save);
    },
    suggest: (fields) => set({ draft: suggest(view.get().draft, fields) }),
    write: (text) => set({ draft: { ...view.get().draft, text } }),
    consign: () => gesture('PATCH', '', { comment: view.get().draft.text.trim() }, true),
    resolve: () => gesture('POST', '/resolve', { solution: view.get().draft.text.trim() }, true),
    closeTicket: () => gesture('POST', '/close', {}, false),
    reopen: (reason) => gesture('POST', '/reopen', { reason }, false),
    assign: (to) => gesture('POST', '/assign', { to }, false),
    attachTo: (parentId) => gesture('POST', '/attach-to', { parentId }, false),
    detach: () => gesture('POST', '/detach', {}, false),
    informed: () => gesture('POST', '/informed', { by: 'call' }, false),
    attachCall: (callId, ticketId) => exchange(() => callOnto(http, callId, ticketId), true),
    refresh: load,
    open: () => {
      opened = true;
      void load();
    },
    close: () => {
      opened = false;
      clearTimeout(timer);
      if (changeOf(view.get().draft)) void save();
    },
  };
}
