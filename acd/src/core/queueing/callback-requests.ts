import type {
  AcdRequest,
  AcdRequestOf,
  CallId,
  Duration,
  GatewayId,
  Instant,
  Reply,
  ServiceDefinition,
} from '@decroche/protocol';
import { isOpen } from '../catalog.ts';
import { hasCaller, type Call } from '../call.ts';
import type { Turn, Verdict } from '../turn.ts';
import { endCallback, pendingCallback, placeCallback, takePlace } from './callback.ts';
import { postpone } from './dialling.ts';

/** A call-back is a promise: none is made for later than this. */
const FARTHEST_MS: Duration = 92 * 86_400_000;

type CallbackRequest = Extract<AcdRequest, { type: `callback.${string}` }>;

/** What people ask about call-backs. */
export function decideCallback(turn: Turn, request: CallbackRequest): Verdict {
  if (request.type === 'callback.requested') return place(turn, request);
  const call = turn.state.calls.get(request.callId);
  if (!call) return 'unknownCall';
  if (hasCaller(call)) return 'notNow';
  if (request.type === 'callback.cancelRequested') {
    endCallback(turn, call, 'callbackCancelled', 'cancelled');
    return 'accepted';
  }
  return reschedule(turn, call, request.dueAt);
}

/** The first gateway that has said it is there. */
function someGateway(turn: Turn): GatewayId | undefined {
  const gateways = [...turn.state.gateways.values()];
  return (gateways.find((each) => each.bootId !== undefined) ?? gateways[0])?.gatewayId;
}

function place(turn: Turn, request: AcdRequestOf<'callback.requested'>): Verdict {
  const { serviceId, partyRef, agentId, answersCallId } = request;
  const service = turn.state.index.catalog.services.get(serviceId);
  if (!service) return 'unknownService';
  if (service.childProtection) return 'childProtection';
  if (!service.callback) return 'noCallback';
  if (agentId !== undefined && !turn.state.index.catalog.agents.has(agentId)) return 'unknownAgent';
  const dueAt = request.dueAt ?? turn.at;
  const wrong = wrongTime(turn, service, dueAt);
  if (wrong) return wrong;
  if (pendingCallback(turn, partyRef, { serviceId })) return 'alreadyPending';
  const gatewayId = someGateway(turn);
  if (gatewayId === undefined) return 'notNow';
  const callId = callbackIdAt(turn);
  const mode = dueAt > turn.at ? 'slot' : 'now';
  placeCallback(turn, callId, {
    ...{ serviceId, partyRef, gatewayId, mode, dueAt: Math.max(dueAt, turn.at), by: turn.actor },
    ...(answersCallId === undefined ? {} : { answersCallId }),
    ...(agentId === undefined ? {} : { agentId }),
  });
  return { result: 'accepted', created: callId };
}

/** The name of a call-back's call: by the journal line that follows. */
export const callbackIdAt = (turn: Turn): CallId => `${turn.state.domainId}-cb${turn.state.seq + 1}` as CallId;

/** A chosen time lies in the opening hours and not beyond what can be promised. "Now" is always a time: it waits for the door. */
function wrongTime(turn: Turn, service: ServiceDefinition, dueAt: Instant): Verdict | undefined {
  const { catalog } = turn.state.index;
  if (dueAt - turn.at > FARTHEST_MS) return 'tooLong';
  if (dueAt <= turn.at || isOpen(catalog, service, dueAt)) return undefined;
  const possibleAt = catalog.calendars.get(service.calendarId)?.nextOpeningAt(dueAt);
  const refused: Reply = { result: 'refused', reason: 'outOfHours' };
  return possibleAt === undefined ? refused : { ...refused, possibleAt };
}

function reschedule(turn: Turn, call: Call, dueAt: Instant): Verdict {
  const { status } = call.stage;
  const service = turn.state.index.catalog.services.get(call.serviceId);
  if (!service || (status !== 'postponed' && status !== 'queued' && status !== 'toDial')) return 'notNow';
  const wrong = wrongTime(turn, service, dueAt);
  if (wrong) return wrong;
  postpone(turn, call, 'asked', Math.max(dueAt, turn.at));
  if (dueAt <= turn.at) takePlace(turn, call.callId);
  return 'accepted';
}
