import type { AlertId, CallId, JournalEvent, JournalEventOf, PageId } from '@decroche/protocol';
import { onCallPlan } from '@decroche/oncall';
import type { Fact } from '../../../acd/src/core/fact.ts';

type Paged = JournalEventOf<'alert.paged'>;
type AlertFact = Extract<JournalEvent, { type: `alert.${string}` }>;

/** One alert, as far as its conservation needs it. */
interface AlertLife {
  readonly opened: JournalEventOf<'alert.opened'>;
  status: 'escalating' | 'accepted' | 'exhausted' | 'closed';
  /** Acceptances since it was opened or last passed on: never more than one. */
  acceptances: number;
  /** Who was paged by the policy last. */
  asked: Paged | undefined;
  /** Pages of the policy that have not ended. */
  readonly open: Set<PageId>;
  /** Pages of any kind that have not ended. */
  pagesOpen: number;
}

/** Reads a journal and notes every line that an alert must never have. */
export class AlertLedger {
  readonly alerts = new Map<AlertId, AlertLife>();
  readonly pages = new Map<PageId, { readonly paged: Paged; readonly at: number; result?: string }>();
  /** What must not be; empty at the end. */
  readonly broken: string[] = [];
  /** Calls that were given to somebody on call, and how often. */
  readonly answeredCalls = new Map<CallId, number>();
  /** How often each line was said. */
  readonly kinds = new Map<string, number>();
  /** Of the decision that is being read. */
  #accepted:
    { readonly event: JournalEventOf<'alert.accepted'>; readonly at: number; readonly cause: string } | undefined;
  #definition: JournalEventOf<'definition.adopted'>['definition'] | undefined;
  #plan: JournalEventOf<'onCallPlan.adopted'>['plan'] | undefined;

  take({ event, at, cause }: Fact): void {
    if (this.#accepted && this.#accepted.cause !== cause) this.#stopped(this.#accepted);
    if (event.type === 'definition.adopted') this.#definition = event.definition;
    if (event.type === 'onCallPlan.adopted') this.#plan = event.plan;
    if (event.type === 'call.onCallAnswered') {
      this.answeredCalls.set(event.callId, (this.answeredCalls.get(event.callId) ?? 0) + 1);
    }
    if (!isOfAlert(event)) return;
    this.kinds.set(event.type, (this.kinds.get(event.type) ?? 0) + 1);
    if (event.type === 'alert.opened') {
      if (this.alerts.has(event.alertId)) this.#wrong(event, at, 'was opened twice');
      this.alerts.set(event.alertId, {
        opened: event,
        status: 'escalating',
        acceptances: 0,
        asked: undefined,
        open: new Set(),
        pagesOpen: 0,
      });
      return;
    }
    const life = this.alerts.get(event.alertId);
    if (!life) return this.#wrong(event, at, 'was never opened');
    if (event.type === 'alert.accepted') this.#accepted = { event, at, cause };
    this.#follow(life, event, at);
  }

  #follow(life: AlertLife, event: AlertFact, at: number): void {
    switch (event.type) {
      case 'alert.paged':
        return this.#paged(life, event, at);
      case 'alert.pageEnded': {
        const page = this.pages.get(event.pageId);
        if (!page || page.result !== undefined) return this.#wrong(event, at, 'ends a page that is not open');
        page.result = event.result;
        life.open.delete(event.pageId);
        life.pagesOpen -= 1;
        return;
      }
      case 'alert.accepted':
        life.acceptances += 1;
        if (life.acceptances > 1) this.#wrong(event, at, 'was accepted twice');
        life.status = 'accepted';
        return;
      case 'alert.escalated':
        life.acceptances = 0;
        life.status = 'escalating';
        return;
      case 'alert.exhausted':
        life.status = 'exhausted';
        return;
      case 'alert.closed':
        if (life.status === 'closed') this.#wrong(event, at, 'was closed twice');
        life.status = 'closed';
        if (life.pagesOpen > 0) this.#wrong(event, at, 'was closed with a page open');
        return;
      default:
    }
  }

  /** A hard stop: with the acceptance every page of the policy ends, but the one that whoever accepted may still pick up. */
  #stopped({ event, at }: { readonly event: JournalEventOf<'alert.accepted'>; readonly at: number }): void {
    this.#accepted = undefined;
    for (const pageId of this.alerts.get(event.alertId)?.open ?? []) {
      const paged = this.pages.get(pageId)?.paged;
      const own = paged?.means === 'live' && paged.responderId === event.responderId;
      if (!own) this.#wrong(event, at, `was accepted, and ${pageId} goes on`);
    }
  }

  #paged(life: AlertLife, event: Paged, at: number): void {
    if (this.pages.has(event.pageId)) this.#wrong(event, at, 'pages twice by one name');
    if (life.status === 'closed') this.#wrong(event, at, 'pages after it was closed');
    this.pages.set(event.pageId, { paged: event, at });
    life.pagesOpen += 1;
    if (event.outside !== undefined) return;
    if (life.status !== 'escalating') this.#wrong(event, at, `pages although it is ${life.status}`);
    if (life.open.size > 0) this.#wrong(event, at, 'pages somebody while somebody else is paged');
    const whom = this.#expected(life, event, at);
    if (whom !== event.responderId) this.#wrong(event, at, `pages ${event.responderId} instead of ${whom ?? 'nobody'}`);
    life.asked = event;
    life.open.add(event.pageId);
  }

  /** Who is to be paged at this instant. */
  #expected({ asked }: AlertLife, { phone = 0, scheduleId }: Paged, at: number): string | undefined {
    // Another telephone of theirs; or the caller has gone, and who was being rung is told of them by a call of its own.
    if (phone > 0 || (scheduleId === undefined && asked?.means === 'live')) return asked?.responderId;
    const plan = this.#plan && onCallPlan(this.#plan, this.#definition?.calendars ?? []);
    return scheduleId === undefined ? undefined : plan?.whoAt(scheduleId, at)?.responderId;
  }

  #wrong(event: AlertFact, at: number, why: string): void {
    this.broken.push(`${new Date(at).toISOString()} ${event.alertId} ${event.type}: ${why}`);
  }
}

const isOfAlert = (event: JournalEvent): event is AlertFact => event.type.startsWith('alert.');
