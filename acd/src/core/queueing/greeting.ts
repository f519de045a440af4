import type { Instant } from '@decroche/protocol';
import { filesOf } from '../catalog.ts';
import { isForOnCall } from '../oncall/caller.ts';
import { playIdAt } from '../prompts.ts';
import type { Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { welcomed } from './menu.ts';
import { overflow } from './overflow.ts';
import { reasonToOverflow } from './treatment.ts';

/** The caller hears us: the welcome, or what the closed door says, or what comes after the welcome. */
export function greet(turn: Turn, call: Call, answeredAt: Instant): void {
  const service = turn.state.index.catalog.services.get(call.serviceId);
  if (!service) return;
  const { callId } = call;
  const reason = isForOnCall(turn.state, call, service) ? undefined : reasonToOverflow(turn, call, service);
  if (reason !== undefined) return overflow(turn, callId, reason);
  const files = filesOf(turn.state.index.catalog, [service.welcome]);
  if (files.length === 0) return welcomed(turn, callId, answeredAt);
  turn.emit({ type: 'call.welcomed', callId });
  const playId = playIdAt(turn.state.domainId, turn.state.seq);
  turn.command(call.gatewayId, { type: 'play', callId, playId, files, repeat: false });
}
