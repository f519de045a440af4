import type { AgentId, CallId, CallRecord, Definition, DomainId, JournalRecord } from '@decroche/protocol';
import type { Fact } from '../../../acd/src/core/fact.ts';
import { RollUp } from '../../../reports/src/app/roll-up.ts';
import type { CallFile, WrapUps } from '../../../reports/src/core/call-record.ts';
import { callOf, foldLine, wrapUpsAfter } from '../../../reports/src/core/journal-fold.ts';
import { contributionOf } from '../../../reports/src/core/kpi/contribution.ts';
import { telephoneFigures } from '../../../reports/src/core/telephone-figures.ts';
import { consign, isConsigned, type PresentCall } from '../../../tickets/src/core/consign.ts';

/** A stretch of one agent's year in one state. */
export interface Stretch {
  readonly status: string;
  readonly fromAt: number;
  readonly toAt: number;
}

/**
 * What the programs after the acd make of a journal, by their own folds: call records and figures (reports), tickets; and,
 * for the conservation checks, how often each call ended, who was there when, and whether anybody had two calls at once.
 */
export class YearLedger {
  readonly arrived = new Set<CallId>();
  /** Call-backs. */
  readonly placed = new Set<CallId>();
  readonly endings = new Map<CallId, string[]>();
  readonly tickets = new Map<CallId, number>();
  readonly records = new Map<CallId, CallRecord>();
  readonly stretches = new Map<AgentId, Stretch[]>();
  /** How often each kind of line was said. */
  readonly kinds = new Map<string, number>();
  /** Offers made to someone who was with a call. */
  readonly doubleBooked: string[] = [];
  readonly #files = new Map<CallId, CallFile>();
  readonly #present = new Map<CallId, PresentCall>();
  readonly #since = new Map<AgentId, { readonly status: string; readonly at: number }>();
  #wrapUps: WrapUps = new Map();
  #definition: Definition | undefined;

  /** Takes one journal line. */
  take(fact: Fact): void {
    const { event } = fact;
    this.kinds.set(event.type, (this.kinds.get(event.type) ?? 0) + 1);
    if (event.type === 'definition.adopted') this.#definition = event.definition;
    if (event.type === 'call.arrived') this.arrived.add(event.callId);
    if (event.type === 'call.placed') this.placed.add(event.callId);
    if (event.type === 'call.ended') {
      this.endings.set(event.callId, [...(this.endings.get(event.callId) ?? []), event.outcome]);
    }
    this.#record(fact);
    this.#consign(fact);
    this.#follow(fact);
  }

  /** The figures of a period, as the report prints them. */
  figures(from: number, to: number) {
    const rollUp = new RollUp();
    for (const record of this.records.values()) rollUp.add({ ...record, contribution: contributionOf(record) });
    const context = { definition: this.#definition, journalSeq: 0 };
    return telephoneFigures({ from, to }, rollUp.within({ from, to }), context);
  }

  #record(fact: Fact): void {
    const line: JournalRecord = { ...fact, domainId: 'main' as DomainId, definitionVersion: 1, hash: '' };
    const callId = callOf(fact.event, this.#wrapUps);
    const file = callId && foldLine(this.#files.get(callId), line, this.#wrapUps);
    if (callId && file) {
      this.#files.set(callId, file);
      this.records.set(callId, file.record);
    }
    this.#wrapUps = wrapUpsAfter(this.#wrapUps, line);
  }

  #consign({ event, at }: Fact): void {
    if (!isConsigned(event)) return;
    const { callId } = event;
    const file = {
      call: this.#present.get(callId),
      hasTicket: this.tickets.has(callId),
      answersTicket: this.tickets.has(this.#present.get(callId)?.answersCallId ?? callId),
      serviceName: 'Assistance',
    };
    const { call, consignment } = consign(file, event, at);
    if (call) this.#present.set(callId, call);
    else this.#present.delete(callId);
    const isGiven = consignment && ['open', 'openChild', 'join'].includes(consignment.type);
    if (isGiven) this.tickets.set(callId, (this.tickets.get(callId) ?? 0) + 1);
  }

  #follow({ event, at }: Fact): void {
    switch (event.type) {
      case 'offer.made':
        if (BUSY.has(this.#since.get(event.agentId)?.status ?? '')) this.doubleBooked.push(event.offerId);
        return this.#enter(event.agentId, 'offered', at);
      case 'call.answered':
        return this.#enter(event.agentId, 'talking', at);
      case 'agent.wrapUpStarted':
        return this.#enter(event.agentId, 'wrapUp', at);
      case 'agent.becameReady':
        return this.#enter(event.agentId, 'ready', at);
      case 'agent.becameNotReady':
        return this.#enter(event.agentId, event.reason, at);
      case 'agent.loggedOut':
        return this.#enter(event.agentId, 'loggedOut', at);
      default:
    }
  }

  #enter(agentId: AgentId, status: string, at: number): void {
    const since = this.#since.get(agentId);
    const stretches = this.stretches.get(agentId) ?? [];
    if (since) stretches.push({ status: since.status, fromAt: since.at, toAt: at });
    this.stretches.set(agentId, stretches);
    this.#since.set(agentId, { status, at });
  }
}

const BUSY: ReadonlySet<string> = new Set(['offered', 'talking']);
