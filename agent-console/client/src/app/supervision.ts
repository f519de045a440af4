import { Accepted, type ForceAgent, type MessageInput } from '@decroche/protocol';
import { z } from 'zod';
import type { HttpPort } from './ports.ts';

/** A supervisor's hand on the live centre. Each throws HttpProblem with the reason of a refusal. */
export interface Supervision {
  force(agentId: string, order: ForceAgent): Promise<unknown>;
  /** The time waited goes along. */
  move(callId: string, queueId: string): Promise<unknown>;
  /** Higher is served first. */
  prioritise(callId: string, priority: number): Promise<unknown>;
  /** Ends a call that hangs. */
  release(callId: string): Promise<unknown>;
  message(to: MessageInput['to'], text: string): Promise<unknown>;
}

/** The requests of the supervision routes. */
export function supervision(http: HttpPort): Supervision {
  const ask = (path: string, body: object = {}) =>
    http.send('POST', `/api/supervision/${path}`, { body, schema: Accepted });
  const onCall = (callId: string, what: string, body?: object) =>
    ask(`calls/${encodeURIComponent(callId)}/${what}`, body);
  return {
    force: (agentId, order) => ask(`agents/${encodeURIComponent(agentId)}/force`, order),
    move: (callId, queueId) => onCall(callId, 'move', { queueId }),
    prioritise: (callId, priority) => onCall(callId, 'priority', { priority }),
    release: (callId) => onCall(callId, 'release'),
    message: (to, text) => http.send('POST', '/api/supervision/messages', { body: { to, text }, schema: z.unknown() }),
  };
}
