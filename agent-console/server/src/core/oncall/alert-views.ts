import type { AlertFile, AlertGlance } from '@decroche/protocol';
import type { AlertBoard, BoardAlert } from './alert-state.ts';
import { alertInWords, type NameOf } from './alert-words.ts';

/** What a responder is called, by the plan that the acd follows. */
export const responderNameOf =
  (board: AlertBoard): NameOf =>
  (accountId) =>
    board.plan?.responders.find(({ responderId }) => responderId === accountId)?.name ?? accountId;

/** An alert in one line. */
export function alertGlance(board: AlertBoard, alert: BoardAlert, nameOf = responderNameOf(board)): AlertGlance {
  const asking = alert.pages.findLast(({ result }) => result === undefined);
  const equipment = board.plan?.equipment.find(({ equipmentId }) => equipmentId === alert.equipmentId);
  const { alertId, source, status, openedAt, times, serviceId, acceptedBy, acceptedAt, callerWaits } = alert;
  return {
    ...{ alertId, source, status, openedAt, times, serviceId, callerWaits },
    title: alert.content.title,
    equipmentName: equipment?.name ?? alert.equipmentId,
    acceptedBy: acceptedBy === undefined ? undefined : nameOf(acceptedBy),
    acceptedAt: acceptedBy === undefined ? undefined : acceptedAt,
    asking: asking && {
      ...{ name: nameOf(asking.responderId), means: asking.means, since: asking.at },
      rings: asking.rings && asking.answeredAt === undefined,
    },
  };
}

/** All that is known of an alert. */
export function alertFile(board: AlertBoard, alert: BoardAlert, nameOf: NameOf): AlertFile {
  const policy = board.plan?.policies.find(({ policyId }) => policyId === alert.policyId);
  const since = (at: number | undefined): number | undefined =>
    at === undefined ? undefined : Math.max(0, at - (alert.dueFromAt ?? alert.openedAt));
  return {
    alert: alertGlance(board, alert, nameOf),
    content: alert.content,
    policyName: policy?.name ?? alert.policyId,
    callId: alert.callId,
    ticket: board.tickets.get(alert.alertId),
    timeline: alert.timeline.map(({ seq, at, event }) => ({
      ...{ seq, at, type: event.type, text: alertInWords(event, nameOf) },
    })),
    pages: alert.pages.map(({ responderId, means, at, answeredAt, result }) => ({
      ...{ name: nameOf(responderId), means, at, answeredAt, result },
    })),
    response: {
      remoteTargetMs: policy?.targets.remoteMs ?? 0,
      onSiteTargetMs: policy?.targets.onSiteMs ?? 0,
      acceptedMs: since(alert.acceptedAt),
      remoteMs: since(alert.remoteAt),
      onSiteMs: since(alert.onSiteAt),
    },
    mobilised: alert.mobilised.map((each) => ({ ...each, name: nameOf(each.responderId) })),
    closedAt: alert.closedAt,
    resolution: alert.resolution,
  };
}
