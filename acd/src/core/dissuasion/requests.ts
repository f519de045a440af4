import type {
  AccountId,
  AcdRequest,
  DissuasionContent,
  DissuasionId,
  DissuasionStatus,
  Reply,
} from '@decroche/protocol';
import { isProtected } from '../child-protection.ts';
import type { Turn, Verdict } from '../turn.ts';
import { isPast, type Dissuasion } from './dissuasion.ts';

type DissuasionRequest = Extract<AcdRequest, { type: `dissuasion.${string}` }>;
type Later = Exclude<DissuasionRequest, { type: 'dissuasion.draftRequested' }>;

/** In which state each step can be taken. */
const TAKEN_FROM: Readonly<Record<Later['type'], DissuasionStatus>> = {
  'dissuasion.reviseRequested': 'draft',
  'dissuasion.discardRequested': 'draft',
  'dissuasion.publishRequested': 'draft',
  'dissuasion.withdrawalRequested': 'published',
  'dissuasion.withdrawalDecided': 'withdrawalAsked',
};

/** A step of a message's life, asked by a person: taken, or refused with the reason. Who may ask is the console's to check. */
export function decideDissuasion(turn: Turn, request: DissuasionRequest): Verdict {
  const by = turn.actor as AccountId;
  if (request.type === 'dissuasion.draftRequested') {
    const dissuasionId = `${turn.state.domainId}-d${turn.state.seq + 1}` as DissuasionId;
    turn.emit({ type: 'dissuasion.drafted', dissuasionId, by, content: request.content });
    return { result: 'accepted', created: dissuasionId };
  }
  const message = turn.state.dissuasions.get(request.dissuasionId);
  if (!message) return 'unknownDissuasion';
  if (message.status !== TAKEN_FROM[request.type]) return no('wrongStatus', `it is ${message.status}`);
  return step(turn, message, request);
}

const no = (reason: Extract<Reply, { result: 'refused' }>['reason'], detail: string): Reply => ({
  ...{ result: 'refused', reason, detail },
});

function step(turn: Turn, message: Dissuasion, request: Later): Verdict {
  const one = { dissuasionId: message.dissuasionId, by: turn.actor as AccountId };
  switch (request.type) {
    case 'dissuasion.reviseRequested':
      turn.emit({ type: 'dissuasion.revised', ...one, content: request.content });
      return 'accepted';
    case 'dissuasion.discardRequested':
      turn.emit({ type: 'dissuasion.discarded', ...one });
      return 'accepted';
    case 'dissuasion.publishRequested': {
      const fault = faultOf(turn, message);
      if (fault) return fault;
      turn.emit({ type: 'dissuasion.published', ...one });
      return 'accepted';
    }
    case 'dissuasion.withdrawalRequested':
      turn.emit({ type: 'dissuasion.withdrawalAsked', ...one, reason: request.reason });
      return 'accepted';
    case 'dissuasion.withdrawalDecided':
      if (request.granted) turn.emit({ type: 'dissuasion.withdrawn', ...one });
      else turn.emit({ type: 'dissuasion.withdrawalRefused', ...one, reason: request.reason });
      return 'accepted';
  }
}

/** What keeps a draft from being published: a draft may be unfinished, a published message may not. */
function faultOf(turn: Turn, message: Dissuasion): Reply | undefined {
  const { content } = message;
  const { services, queues } = turn.state.index.catalog;
  const service = content.scope.serviceIds.find((each) => !services.has(each));
  if (service !== undefined) return no('unknownService', `there is no service ${service}`);
  const queue = content.scope.queueIds.find((each) => !queues.has(each));
  if (queue !== undefined) return no('unknownQueue', `there is no queue ${queue}`);
  if (isPast(message, turn.at)) return no('notNow', 'its end is past');
  return keysFault(content) ?? sentBackFault(turn, content);
}

/** A message of a child-protection service may not promise that somebody will be told or rung back (C9). */
function sentBackFault(turn: Turn, { scope, keys }: DissuasionContent): Reply | undefined {
  const { catalog } = turn.state.index;
  const serviceId = scope.serviceIds.find((each) => isProtected(catalog, { serviceId: each }));
  const promises = keys.some((each) => each.choice === 'attach' || each.choice === 'callback');
  return serviceId !== undefined && promises
    ? no('childProtection', `callers of ${serviceId} are neither informed nor rung back`)
    : undefined;
}

function keysFault({ mode, keys, incidentTicketId }: DissuasionContent): Reply | undefined {
  if ((mode === 'informThenChoice') !== keys.length > 0)
    return no('notNow', 'keys go with a choice, and only with one');
  if (new Set(keys.map((each) => each.key)).size < keys.length) return no('notNow', 'one key has two meanings');
  const attaches = keys.some((each) => each.choice === 'attach');
  return attaches && incidentTicketId === undefined
    ? no('unknownTicket', 'a key attaches, but the incident is not named')
    : undefined;
}
