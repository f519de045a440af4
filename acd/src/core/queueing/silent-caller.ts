import type { AcdRequestOf } from '@decroche/protocol';
import { filesOf } from '../catalog.ts';
import { playIdAt } from '../prompts.ts';
import type { Call } from '../call.ts';
import type { ShortVerdict, Turn } from '../turn.ts';

/** Where the key still means something else, or nobody would hear of it. */
const ELSEWHERE: ReadonlySet<Call['stage']['status']> = new Set([
  ...(['callbackDialogue', 'talking', 'held', 'transferring', 'recording', 'parting'] as const),
]);

/**
 * "Press this key if you can not speak": at any time before an agent answers (C9). It is taken for nothing else; pressed
 * again it has its ordinary meaning.
 *
 * @returns whether this was it.
 */
export function declaresSilence(turn: Turn, call: Call, key: string): boolean {
  const { silentCaller } = turn.state.index.catalog.services.get(call.serviceId) ?? {};
  const first = !call.silent && call.answeredAt === undefined && !ELSEWHERE.has(call.stage.status);
  if (!first || silentCaller?.key !== key) return false;
  turn.emit({ type: 'call.silentDeclared', callId: call.callId, by: 'caller' });
  return true;
}

/** Puts a question of the service to the caller, who hears it alone; their keys are in the journal as ever. */
export function askQuestion(
  turn: Turn,
  call: Call,
  { agentId, questionId }: AcdRequestOf<'call.questionRequested'>,
): ShortVerdict {
  const { catalog } = turn.state.index;
  const questions = catalog.services.get(call.serviceId)?.silentCaller?.questions;
  const question = questions?.find((each) => each.questionId === questionId);
  if (!question) return 'unknownQuestion';
  if (call.stage.status === 'held') return 'alreadyHeld';
  const { callId } = call;
  if (!call.silent) turn.emit({ type: 'call.silentDeclared', callId, by: 'agent' });
  turn.emit({ type: 'call.questionAsked', callId, agentId, questionId });
  const playId = playIdAt(turn.state.domainId, turn.state.seq);
  const files = filesOf(catalog, [question.prompt]);
  if (files.length > 0) turn.command(call.gatewayId, { type: 'play', callId, playId, files, repeat: false });
  return 'accepted';
}

/** How the call has to be judged, said by the agent who hears it. */
export function tagCall(turn: Turn, call: Call, request: AcdRequestOf<'call.tagRequested'>): ShortVerdict {
  const { callId } = call;
  const { agentId, tag, on } = request;
  if (call.tags.includes(tag) !== on) turn.emit({ type: 'call.tagged', callId, tag, on, by: agentId });
  return 'accepted';
}
