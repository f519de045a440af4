import { causeOfBye } from '../../core/sip-cause.ts';
import { answerInForce, readSdp } from '../../core/sdp.ts';
import {
  ALLOW,
  type Confirmed,
  type Dialogs,
  MIN_SESSION_S,
  reply,
  sessionTimer,
  timerTooShort,
  warning,
} from './dialogs.ts';
import type { SipRequest, SipResponder } from './srf.ts';

/** One request inside a dialog, with all that is needed to treat it. */
interface InDialog {
  readonly dialogs: Dialogs;
  readonly dialogId: string;
  readonly dialog: Confirmed;
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
  MESSAGE: ({ response }) => reply(response, 415, { headers: { Accept: 'application/sdp' } }),
};

/** Treats a request inside a dialog. */
export function handleInDialog(given: InDialog): void {
  const treat = treatments[given.request.method];
  if (treat) treat(given);
  else reply(given.response, 405, { headers: { Allow: ALLOW } });
}

function bye({ dialogs, dialogId, dialog, request, response }: InDialog): void {
  dialogs.remove(dialogId);
  reply(response, 200);
  dialog.gone();
  const reason = request.get('Reason');
  const sip = reason === undefined ? 'BYE' : `BYE ${reason.slice(0, 150)}`;
  dialog.listener.ended({ cause: causeOfBye(reason), sip });
}

/** re-INVITE and UPDATE: a session refresh or a hold. The media stay where they are, so our description is the one in force. */
function renegotiate({ dialog, request, response }: InDialog): void {
  if (timerTooShort(request)) return reply(response, 422, { headers: { 'Min-SE': String(MIN_SESSION_S) } });
  const headers = sessionTimer(request);
  if (!request.body) {
    return reply(response, 200, request.method === 'INVITE' ? { headers, body: dialog.localSdp } : { headers });
  }
  const offered = readSdp(request.body);
  if (typeof offered === 'string') return reply(response, 488, { headers: warning(offered) });
  dialog.localSdp = answerInForce(dialog.localSdp, offered.direction);
  reply(response, 200, { headers, body: dialog.localSdp });
  dialog.listener.directionChanged(offered.direction);
}

const TARGET = /<?\s*((?:sips?|tel):[^\s<>?]{1,150})/i;

/** Blind transfer from the phone (RFC 3515). Only the called side may: a caller does not move themselves about. */
function refer({ dialogs, dialogId, dialog, request, response }: InDialog): void {
  if (dialog.side === 'caller') return reply(response, 403, { headers: warning('a caller may not transfer') });
  const referTo = request.get('Refer-To') ?? '';
  const target = TARGET.exec(referTo)?.[1];
  if (target === undefined) return reply(response, 400, { headers: warning('no usable Refer-To') });
  if (/[?&]replaces=/i.test(referTo)) {
    return reply(response, 501, { headers: warning('attended transfer is asked for in the console') });
  }
  reply(response, 202);
  dialogs.request(dialogId, 'NOTIFY', {
    headers: { Event: 'refer', 'Subscription-State': 'active;expires=60', 'Content-Type': 'message/sipfrag' },
    body: 'SIP/2.0 100 Trying\r\n',
  });
  dialog.listener.transferRequested(target);
}
