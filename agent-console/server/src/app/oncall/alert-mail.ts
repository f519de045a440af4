import type { Logger } from '@decroche/platform';
import type { AlertId, OnCallPlan } from '@decroche/protocol';
import type { Board } from '../../core/board/state.ts';
import { openAlertsOf } from '../../core/oncall/alert-state.ts';
import { causeOf, policyOfRecipient, readMonitoringSubject } from '../../core/oncall/monitoring-mail.ts';
import type { Audit } from '../audit.ts';
import { equipmentOf, type Alerting, type AlertWish } from './alerting.ts';

/** A mail that came in for those on call. */
export interface AlertMail {
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Of the machine that brought it. */
  readonly address: string;
}

/** What becomes of it. */
export type AlertMailResult =
  | { readonly result: 'opened' | 'noted'; readonly alertId: AlertId }
  /** A recovery of what nobody was alerted about. */
  | { readonly result: 'ignored' }
  | { readonly result: 'refused'; readonly reason: string };

/** Takes mails of monitoring. @throws Fault `timeout` when the acd does not answer: to be brought again later. */
export type TakeAlertMail = (mail: AlertMail) => Promise<AlertMailResult>;

const DETAIL_CHARACTERS = 4_000;
const NO_POLICY = 'no policy for this host';

/** Opens alerts from mails; a recovery becomes a note on the alert of the same cause. */
export function createAlertMail(options: {
  readonly alerting: Alerting;
  readonly audit: Pick<Audit, 'note'>;
  readonly plan: () => OnCallPlan;
  readonly board: Board;
  readonly logger: Logger;
}): TakeAlertMail {
  const { alerting, audit, board, logger } = options;
  return async ({ recipients, subject, text, address }) => {
    const plan = options.plan();
    const said = readMonitoringSubject(
      subject,
      plan.equipment.map(({ name }) => name),
    );
    const dedupKey = causeOf(said);
    const open = openAlertsOf(board.onCall).findLast((alert) => alert.dedupKey === dedupKey);
    if (said.kind === 'recovery' || said.kind === 'note') {
      if (!open) return { result: 'ignored' };
      const reply = await alerting.note(open.alertId, `Supervision : ${said.title}`, 'system');
      return reply.result === 'accepted'
        ? { result: 'noted', alertId: open.alertId }
        : { result: 'refused', reason: reply.reason };
    }
    const policyId = policyFor(plan, recipients, said.host);
    const wish: AlertWish = {
      ...{ source: 'mail', title: said.title, detail: text.trim().slice(0, DETAIL_CHARACTERS), dedupKey },
      ...{ host: said.host, policyId },
    };
    const opened = await alerting.open(wish, 'system');
    // What a mail says is anybody's text: it is repeated in no log and no answer.
    if (opened.result === 'noPolicy') return { result: 'refused', reason: NO_POLICY };
    if (opened.result === 'refused') return { result: 'refused', reason: opened.reason };
    logger.info({ alertId: opened.alertId }, 'an alert came by mail');
    const act = { identity: undefined, address, action: 'alert.opened', target: opened.alertId, detail: 'by mail' };
    await audit.note(act);
    return opened;
  };
}

/** The one that the recipient names; else the equipment's own, for which nothing is said here; else the only one there is. */
function policyFor(plan: OnCallPlan, recipients: readonly string[], host: string | undefined): string | undefined {
  const named = recipients.map(policyOfRecipient).find((policyId) => policyId !== undefined);
  if (named !== undefined) return named;
  if (equipmentOf(plan, host)) return undefined;
  return plan.policies.length === 1 ? plan.policies[0]?.policyId : undefined;
}
