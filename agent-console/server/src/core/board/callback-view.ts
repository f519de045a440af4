import type { BoardView, Callback, CallbackStage } from '@decroche/protocol';
import { pendingCallbacks } from './fold-callback.ts';
import { callerName, serviceNameOf } from './names.ts';
import type { Board, BoardCall } from './state.ts';
import type { CallerOf } from './views.ts';

/** Where a call-back is, as people would say it. */
function stageOf(call: BoardCall): CallbackStage {
  switch (call.stage) {
    case 'dialling':
      return 'dialling';
    case 'queued':
      return 'waiting';
    case 'offered':
    case 'connecting':
      return 'offered';
    case 'placed':
      return 'scheduled';
    default:
      return 'talking';
  }
}

/** The queue it waits in, or will. */
const queueOf = (board: Board, call: BoardCall) =>
  call.queueId ?? board.definition?.services.find((service) => service.serviceId === call.serviceId)?.queueId;

const byDueTime = (a: BoardCall, b: BoardCall): number => (a.callback?.dueAt ?? 0) - (b.callback?.dueAt ?? 0);

/** People to be rung back, by due time. */
export function callbacksOf(board: Board, callerOf: CallerOf, nameOf: (accountId: string) => string): Callback[] {
  return [...pendingCallbacks(board)].sort(byDueTime).flatMap((call) => {
    const { callback, serviceId } = call;
    if (!callback || serviceId === undefined) return [];
    const { dueAt, mode, attempts, postponed, answersCallId } = callback;
    const queueId = queueOf(board, call);
    return [
      {
        ...{ callId: call.callId, serviceId, serviceName: serviceNameOf(board, serviceId) },
        ...(queueId === undefined ? {} : { queueId }),
        caller: callerOf(call.partyRef),
        placedAt: call.receivedAt,
        ...{ dueAt, mode, attempts, stage: stageOf(call) },
        ...(postponed === undefined ? {} : { postponed }),
        by: nameOf(callback.by),
        ...(answersCallId === undefined ? {} : { answersCallId }),
      },
    ];
  });
}

/** Those who are in no queue: their time has not come, or their telephone rings. */
export function callbacksOnWall(board: Board, callerOf: CallerOf): BoardView['callbacks'] {
  return pendingCallbacks(board)
    .filter((call) => call.stage === 'placed' || (call.stage === 'dialling' && call.offers.length === 0))
    .sort(byDueTime)
    .map((call) => {
      const caller = callerOf(call.partyRef);
      return {
        callId: call.callId,
        serviceName: serviceNameOf(board, call.serviceId),
        queueId: queueOf(board, call),
        number: caller.number,
        name: callerName(caller),
        dueAt: call.callback?.dueAt ?? call.receivedAt,
        attempts: call.callback?.attempts ?? 0,
      };
    });
}
