import { causeOfBye } from '../../core/sip-cause.ts';
import { type Direction, hasMoved, nextAnswer, readSdp } from '../../core/sdp.ts';
import { ALLOW, type Confirmed, type Dialogs, reply, sessionTimer, timerTooShort } from './dialogs.ts';
import type { Refusals } from './refusals.ts';
import type { SipRequest, SipResponder } from './srf.ts';

/** One request inside a dialog, with all that is needed to treat it. */
interface InDialog {
  readonly dialogs: Dialogs;
  readonly dialogId: string;
  readonly dialog: Confirmed;
  readonly refusals: Refusals;
  readonly request: SipRequest;
  readonly response: SipResponder;
}

const treatments: Readonly<Record<string, (given: InDialog) => void>> = {
  ACK: () => undefined,
  BYE: bye,
  INVITE: renegotiate,
  UPDATE: renegotiate,
  REFER: refer,
  // Keys come in the sound (RFC 4733); INFO is answered so that phones which send both do not complain.
  INFO: ({ response }) => reply(response, 200),
  OPTIONS: ({ response }) => reply(response, 200, { headers: { Allow: ALLOW, Accept: 'application/sdp' } }),
  NOTIFY: ({ response }) => reply(response, 200),
  PRACK: ({ response }) => reply(response, 200),
  MESSAGE: (given) => refuse(given, 415, 'no messages are taken here'),
};

/** Treats a request inside a dialog. */
export function handleInDialog(given: InDialog): void {
  const treat = treatments[given.request.method];
  if (treat) treat(given);
  else refuse(given, 405, 'this method is not known here');
}

function refuse({ refusals, request, response }: InDialog, status: number, reason: string): void {
  refusals.refuse(request, response, status, reason);
}

function bye({ dialogs, dialogId, dialog, request, response }: InDialog): void {
  dialogs.remove(dialogId);
  reply(response, 200);
  dialog.gone();
  const reason = request.get('Reason');
  const sip = reason === undefined ? 'BYE' : `BYE ${reason.slice(0, 150)}`;
  dialog.listener.ended({ cause: causeOfBye(reason), sip });
}

/** re-INVITE and UPDATE: a session refresh, a hold, or media that moved. Only the last concerns the media server. */
function renegotiate(given: InDialog): void {
  const { dialog, request, response } = given;
  if (timerTooShort(request)) return refuse(given, 422, 'the session timer is too short');
  if (!request.body) {
    const headers = sessionTimer(request);
    return reply(response, 200, request.method === 'INVITE' ? { headers, body: dialog.localSdp } : { headers });
  }
  const offered = readSdp(request.body);
  if (typeof offered === 'string') return refuse(given, 488, offered);
  if (!hasMoved(dialog.remoteSdp, request.body)) return agree(given, undefined, offered.direction);
  dialog.listener.moved(request.body).then(
    (fresh) => agree(given, fresh, offered.direction),
    () => refuse(given, 500, 'the media server did not follow'),
  );
}

function agree({ dialog, request, response }: InDialog, fresh: string | undefined, direction: Direction): void {
  dialog.remoteSdp = request.body ?? dialog.remoteSdp;
  dialog.localSdp = nextAnswer(dialog.localSdp, fresh, direction);
  reply(response, 200, { headers: sessionTimer(request), body: dialog.localSdp });
  dialog.listener.directionChanged(direction);
}

const TARGET = /<?\s*((?:sips?|tel):[^\s<>?]{1,150})/i;

/** Blind transfer from the phone (RFC 3515). Only the called side may: a caller does not move themselves about. */
function refer(given: InDialog): void {
  const { dialogs, dialogId, dialog, request, response } = given;
  if (dialog.side === 'caller') return refuse(given, 403, 'a caller may not transfer');
  const referTo = request.get('Refer-To') ?? '';
  const target = TARGET.exec(referTo)?.[1];
  if (target === undefined) return refuse(given, 400, 'no usable Refer-To');
  if (/[?&]replaces=/i.test(referTo)) {
    return refuse(given, 501, 'attended transfer is asked for in the console');
  }
  reply(response, 202);
  dialogs.tellTransfer(dialogId, 'asked');
  dialog.listener.transferRequested(target);
}
