import type { CallId, Instant, KeyTarget, ServiceDefinition } from '@decroche/protocol';
import { filesOf, isOpen } from '../catalog.ts';
import { askOnCall, isForOnCall } from '../oncall/caller.ts';
import { playIdAt } from '../prompts.ts';
import type { Call } from '../call.ts';
import type { StageOf } from '../stage.ts';
import type { Turn } from '../turn.ts';
import { approachQueue } from './dissuade.ts';
import { goElsewhere } from './elsewhere.ts';
import { overflow } from './overflow.ts';

type InMenu = Call & { readonly stage: StageOf<'menu'> };

/**
 * The welcome is over, or there is none: "for the VPN press 1", or straight on to the line. While it was being said a new plan
 * or definition may have taken away those on call it was for: the door is closed then.
 */
export function welcomed(turn: Turn, callId: CallId, since: Instant): void {
  const call = turn.state.calls.get(callId);
  const service = call && turn.state.index.catalog.services.get(call.serviceId);
  if (service && isForOnCall(turn.state, call, service)) askOnCall(turn, call, service);
  else if (service && call && !isOpen(turn.state.index.catalog, service, call.receivedAt))
    overflow(turn, callId, 'closed');
  else if (call && menuOf(turn, call)) sayMenu(turn, call, 1);
  else approachQueue(turn, callId, since);
}

function sayMenu(turn: Turn, call: Call, time: number): void {
  const { callId } = call;
  turn.emit({ type: 'call.menuStarted', callId, time });
  const playId = playIdAt(turn.state.domainId, turn.state.seq);
  const files = filesOf(turn.state.index.catalog, [menuOf(turn, call)?.prompt]);
  if (files.length > 0) turn.command(call.gatewayId, { type: 'play', callId, playId, files, repeat: false });
}

const menuOf = (turn: Turn, call: Call): ServiceDefinition['menu'] =>
  turn.state.index.catalog.services.get(call.serviceId)?.menu;

/** A key counts at once, however far the prompt is; a wrong one has it said again. */
export function menuKey(turn: Turn, call: InMenu, key: string): void {
  const choice = menuOf(turn, call)?.choices.find((each) => each.key === key);
  if (choice) follow(turn, call, { target: choice.target, key });
  else menuOver(turn, call);
}

/** Nothing, or nothing that counts, was pressed in time. */
export function menuOver(turn: Turn, call: InMenu): void {
  const menu = menuOf(turn, call);
  if (menu && call.stage.time < menu.times) sayMenu(turn, call, call.stage.time + 1);
  else follow(turn, call, { target: menu?.otherwise ?? { kind: 'stay' }, key: undefined });
}

/** What the service does not have after all leads to its queue: nobody falls out of a menu. */
function follow(turn: Turn, call: Call, { target, key }: { target: KeyTarget; key: string | undefined }): void {
  const { callId } = call;
  turn.emit({ type: 'call.choiceMade', callId, where: 'menu', target, ...(key === undefined ? {} : { key }) });
  const leads = target.kind === 'voicemail' || target.kind === 'callback';
  const chosen = turn.state.calls.get(callId);
  if (leads && chosen && goElsewhere(turn, chosen, target.kind)) return;
  approachQueue(turn, callId, turn.at);
}
