import { Accepted, type CallTag, type NextState, type TransferTarget } from '@decroche/protocol';
import { z } from 'zod';
import type { HttpPort } from './ports.ts';

/** What an agent, or a supervisor for an agent, asks of the acd. Each throws HttpProblem with the reason of a refusal. */
export interface AgentActions {
  login(): Promise<unknown>;
  logout(): Promise<unknown>;
  ready(): Promise<unknown>;
  pause(reason: string): Promise<unknown>;
  /** Absent = cancel the choice. */
  nextState(next?: NextState): Promise<unknown>;
  extendWrapUp(byMs: number): Promise<unknown>;
  endWrapUp(): Promise<unknown>;
  /** Stay in service until then, after the end of the shift. */
  extendShift(untilAt: number): Promise<unknown>;
  /** A supervisor's message was read. */
  messageRead(messageId: string): Promise<unknown>;
  decline(offerId: string): Promise<unknown>;
  hold(callId: string): Promise<unknown>;
  retrieve(callId: string): Promise<unknown>;
  hangUp(callId: string): Promise<unknown>;
  transfer(callId: string, target: TransferTarget): Promise<unknown>;
  /** Says a question of the service to a caller who answers by keys. */
  question(callId: string, questionId: string): Promise<unknown>;
  /** What the call is, or is not. */
  tag(callId: string, tag: CallTag, on: boolean): Promise<unknown>;
}

/** @param who an agent id, or `me`. */
export function agentActions(http: HttpPort, who: string): AgentActions {
  const ask = (what: string, body: unknown = {}) =>
    http.send('POST', `/api/agents/${encodeURIComponent(who)}/${what}`, { body, schema: Accepted });
  const onCall = (callId: string, what: string, body?: unknown) =>
    ask(`calls/${encodeURIComponent(callId)}/${what}`, body);
  return {
    login: () => ask('login'),
    logout: () => ask('logout'),
    ready: () => ask('ready'),
    pause: (reason) => ask('pause', { reason }),
    nextState: (next) => ask('next-state', { next: next ?? null }),
    extendWrapUp: (byMs) => ask('wrap-up/extend', { byMs }),
    endWrapUp: () => ask('wrap-up/end'),
    extendShift: (untilAt) => ask('shift/extend', { untilAt }),
    messageRead: (messageId) =>
      http.send('POST', `/api/agents/${encodeURIComponent(who)}/messages/${encodeURIComponent(messageId)}/read`, {
        schema: z.unknown(),
      }),
    decline: (offerId) => ask(`offers/${encodeURIComponent(offerId)}/decline`),
    hold: (callId) => onCall(callId, 'hold'),
    retrieve: (callId) => onCall(callId, 'retrieve'),
    hangUp: (callId) => onCall(callId, 'hang-up'),
    transfer: (callId, target) => onCall(callId, 'transfer', { target }),
    question: (callId, questionId) => onCall(callId, 'question', { questionId }),
    tag: (callId, tag, on) => onCall(callId, 'tag', { tag, on }),
  };
}
