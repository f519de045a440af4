import type { SipMessage } from '../sip/message.ts';
import { newTag } from '../sip/identifiers.ts';
import { writeResponse } from '../sip/serialize.ts';
import { clientKey } from '../transaction/context.ts';
import type { ClientUser, TransactionContext } from '../transaction/context.ts';
import { InviteClientTransaction } from '../transaction/invite-client.ts';
import { NonInviteClientTransaction } from '../transaction/non-invite-client.ts';
import type { Flow } from '../transport/flow.ts';
import { wireName } from '../transport/flow.ts';
import type { NextHop, Transports } from '../transport/transports.ts';
import type { Application } from './application.ts';
import type { DialogTable } from './dialog.ts';

/** What the user-agent side shares. */
export interface AgentContext extends TransactionContext {
  readonly transports: Transports;
  readonly dialogs: DialogTable;
  /** Shortest session interval accepted, in seconds; default 90 (RFC 4028 §4). */
  readonly minSessionSeconds: number;
  /** How long an application may leave a new request without any answer, in ms; default 64,000. */
  readonly answerWithinMs: number;
}

/** Hands a received message up to an application. */
export function deliver(
  app: Application,
  message: SipMessage,
  from: { flow: Flow; transactionId: string; dialogId: string },
): void {
  const { flow, transactionId, dialogId } = from;
  app.deliver({
    source: 'network',
    bytes: message.text.length,
    protocol: message.method === 'ACK' ? '' : wireName(flow.transport),
    address: flow.remoteAddress,
    port: flow.remotePort,
    transactionId,
    dialogId,
    text: message.text,
  });
}

/** Hands up a response the server makes up in the place of one that never came. */
export function deliverMadeUp(
  app: Application,
  request: SipMessage,
  response: { status: number; transactionId: string; dialogId: string },
): void {
  const reason = response.status === 408 ? 'Request Timeout' : 'Service Unavailable';
  app.deliver({
    source: 'network',
    bytes: 0,
    protocol: 'udp',
    address: '',
    port: 0,
    transactionId: response.transactionId,
    dialogId: response.dialogId,
    text: writeResponse(request, { status: response.status, reason, toTag: newTag() }),
  });
}

/**
 * Sends a request in a new client transaction, over the given flow or over the one that leads to the next hop. Whatever
 * goes wrong is told to the user later, never during the call: its own caller answers the application first.
 */
export function sendRequest(context: AgentContext, request: SipMessage, way: Flow | NextHop, user: ClientUser): void {
  const launch = (flow: Flow | undefined): void => {
    if (!flow) return user.onFailure(503, 'no way to the peer');
    if (request.method === 'INVITE') new InviteClientTransaction(context, request, flow, user);
    else new NonInviteClientTransaction(context, request, flow, user);
  };
  if ('send' in way) return launch(way);
  const flow = context.transports.flowTo(way);
  if (flow instanceof Promise) void flow.then(launch);
  else if (flow) launch(flow);
  else setImmediate(launch, undefined);
}

/** Sends a message that has no transaction: an ACK of a 2xx. */
export function sendOnce(context: AgentContext, text: string, way: Flow | NextHop): void {
  if ('send' in way) return way.send(text);
  const flow = context.transports.flowTo(way);
  if (flow instanceof Promise) void flow.then((found) => found?.send(text));
  else flow?.send(text);
}

/** The INVITE transaction a CANCEL of ours would act on. */
export function inviteTransaction(context: AgentContext, invite: SipMessage): InviteClientTransaction | undefined {
  const found = context.table.client(clientKey(invite.via?.branch ?? '', 'INVITE'));
  return found instanceof InviteClientTransaction ? found : undefined;
}
