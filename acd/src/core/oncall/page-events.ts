import type { CallId, TelephonyEvent, TelephonyEventOf } from '@decroche/protocol';
import type { EngineState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { accept } from './acceptance.ts';
import type { Alert, Page } from './alert.ts';
import { pageOver } from './escalation.ts';
import { isPageCall, sayWhat, type PageEnd } from './paging.ts';

/** An open page and its alert. */
export interface OpenPage {
  readonly alert: Alert;
  readonly page: Page;
}

type CallEvent = Extract<TelephonyEvent, { callId: CallId }>;

/**
 * What a gateway tells about somebody who is paged.
 *
 * @returns whether the event was about a page: calls that ring somebody on call are no calls of callers.
 */
export function decideOnPages(turn: Turn, event: TelephonyEvent): boolean {
  if (!('callId' in event)) return false;
  const open = openPageOf(turn.state, event);
  if (open) tellPage(turn, open, event);
  else if (!isPageCall(turn.state, event.callId)) return false;
  else pageCallOver(turn, event);
  return true;
}

function openPageOf(state: EngineState, event: CallEvent): OpenPage | undefined {
  const legId = 'legId' in event ? event.legId : undefined;
  for (const alertId of state.index.paging) {
    const alert = state.alerts.get(alertId);
    const page = alert?.pages.find(
      (each) => each.callId === event.callId && (each.means === 'telephone' || each.legId === legId),
    );
    if (alert && page) return { alert, page };
  }
  return undefined;
}

/** Its last word has been said, or somebody picked up just as it was withdrawn. */
function pageCallOver(turn: Turn, event: CallEvent): void {
  const { callId } = event;
  const alone = event.type === 'leg.answered' || event.type === 'play.finished' || event.type === 'command.failed';
  if (!alone) return turn.ignore('this page is over');
  for (const gatewayId of turn.state.gateways.keys()) {
    turn.command(gatewayId, { type: 'releaseCall', callId, cause: 'normal' });
  }
}

function tellPage(turn: Turn, { alert, page }: OpenPage, event: CallEvent): void {
  const { alertId } = alert;
  const { pageId, responderId, answered } = page;
  switch (event.type) {
    case 'leg.ringing':
      if (page.rang || answered) return turn.ignore('known to ring');
      return turn.emit({ type: 'alert.pageRang', alertId, pageId, responderId });
    case 'leg.answered':
      if (answered) return turn.ignore('known to be picked up');
      turn.emit({ type: 'alert.pageAnswered', alertId, pageId, responderId, answeredAt: event.answeredAt });
      return sayWhat(turn, alert, page);
    case 'dtmf.received':
      return answered ? key(turn, { alert, page }, event.digit) : turn.ignore('nobody has picked up');
    case 'leg.released':
      return pageOver(turn, alert, page, { ...resultOf(page, event), cause: event.cause, legGone: true });
    case 'command.failed':
      if (event.commandType === 'play' || event.commandType === 'playToLeg') return turn.ignore('a key still counts');
      return pageOver(turn, alert, page, { result: 'failed', cause: event.cause });
    default:
      return turn.ignore('nothing of this page changes');
  }
}

/** 1 takes it, 2 declines it, 3 passes it on. Anything else is no answer. */
function key(turn: Turn, { alert, page }: OpenPage, digit: string): void {
  const lastWord = turn.state.onCallPlan?.prompts?.passedOn;
  switch (digit) {
    case '1':
      return accept(turn, alert.alertId, page.responderId, page);
    case '2':
      return pageOver(turn, alert, page, { result: 'declined', lastWord });
    case '3':
      return pageOver(turn, alert, page, { result: 'passedOn', lastWord });
    default:
      return turn.ignore('this key means nothing');
  }
}

/** Who picks up and hangs up without a key has taken nothing: a voicemail does just that. */
function resultOf({ answered }: Page, { cause }: TelephonyEventOf<'leg.released'>): Pick<PageEnd, 'result'> {
  if (answered) return { result: 'noKey' };
  switch (cause) {
    case 'busy':
      return { result: 'busy' };
    case 'rejected':
      return { result: 'declined' };
    case 'noAnswer':
    case 'cancelled':
    case 'timeout':
      return { result: 'noAnswer' };
    default:
      return { result: 'failed' };
  }
}
