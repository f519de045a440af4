/**
 * The browser's telephone: two small machines side by side, because a line that drops does not end a conversation.
 *
 *   line     off ─▶ connecting ─▶ registered ─▶ lost ─(delay)─▶ connecting …
 *                       └─▶ refused (a person must act)            any ─▶ off
 *
 *   session  none ─▶ expected ─▶ answering ─▶ inCall ─▶ ending ─▶ none
 *             └─▶ ringing ──────▲    └─▶ none      └──────────────▲
 *
 * `expected`: the agent pressed "answer" on the screen pop before the INVITE reached this page; it is then taken at once.
 */
import { assertNever } from '@decroche/protocol';

/** The registration of this page as a SIP user agent. */
export type Line =
  | { readonly status: 'off' }
  | { readonly status: 'connecting'; readonly attempt: number }
  | { readonly status: 'registered' }
  | { readonly status: 'lost'; readonly attempt: number; readonly retryAt: number }
  | { readonly status: 'refused'; readonly why: string };

/** How the voice itself is doing, as ICE reports it; `unstable` often mends itself, `interrupted` does not. */
export type Media = 'opening' | 'flowing' | 'unstable' | 'interrupted';

/** What an INVITE says it belongs to (X-Decroche-Offer, X-Decroche-Call). */
export interface Invite {
  readonly sessionId: string;
  readonly offerId?: string;
  readonly callId?: string;
}

/** The one conversation of this page. A second INVITE is refused busy, unless the acd's offer says that the first is over. */
export type Session =
  | { readonly status: 'none' }
  | { readonly status: 'expected'; readonly offerId: string }
  | { readonly status: 'ringing'; readonly invite: Invite }
  | { readonly status: 'answering'; readonly invite: Invite }
  | { readonly status: 'inCall'; readonly invite: Invite; readonly muted: boolean; readonly media: Media }
  | { readonly status: 'ending'; readonly invite: Invite };

/** The whole telephone. */
export interface PhoneState {
  readonly line: Line;
  readonly session: Session;
  /** Why the last answer did not work, until the next call: shown to the agent. */
  readonly failure?: 'microphone' | 'media' | 'gone';
}

/** What happens to the telephone: the agent, the network, the desk, the SIP side. */
export type PhoneInput =
  | { readonly type: 'startRequested' }
  | { readonly type: 'stopRequested' }
  | { readonly type: 'retryDue' }
  /** The page came back from sleep, or the network did: no reason to wait out the delay. */
  | { readonly type: 'networkReturned' }
  | { readonly type: 'registered' }
  | { readonly type: 'connectionLost' }
  | { readonly type: 'registrationRefused'; readonly why: string }
  | { readonly type: 'invited'; readonly invite: Invite }
  | { readonly type: 'answerRequested'; readonly offerId: string }
  /** The desk no longer shows an offer: whatever rang or was expected for it is void. */
  | { readonly type: 'offerGone' }
  /** The desk has done with this call; its BYE may have been lost with an older connection. */
  | { readonly type: 'callGone'; readonly callId: string }
  | { readonly type: 'established'; readonly sessionId: string }
  | { readonly type: 'answerFailed'; readonly sessionId: string; readonly why: 'microphone' | 'media' | 'gone' }
  | { readonly type: 'mediaChanged'; readonly sessionId: string; readonly media: Media }
  | { readonly type: 'muteToggled' }
  | { readonly type: 'hangUpRequested' }
  | { readonly type: 'ended'; readonly sessionId: string };

/** What its adapters must do. */
export type PhoneEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'disconnect' }
  | { readonly type: 'retryLater'; readonly delayMs: number }
  | { readonly type: 'accept'; readonly sessionId: string }
  | { readonly type: 'refuseBusy'; readonly sessionId: string }
  | { readonly type: 'hangUp'; readonly sessionId: string }
  | { readonly type: 'setMuted'; readonly sessionId: string; readonly muted: boolean }
  | { readonly type: 'restartIce'; readonly sessionId: string };

/** A state and what follows from it. */
export interface PhoneStep {
  readonly state: PhoneState;
  readonly effects: readonly PhoneEffect[];
}

/** Before the shift. */
export const phoneAtRest: PhoneState = { line: { status: 'off' }, session: { status: 'none' } };

/** Longest pause between two attempts to register again (pains 16): a repaired network is noticed within it. */
const LONGEST_RETRY_MS = 15_000;

/** 0.5 s, 1 s, 2 s … up to {@link LONGEST_RETRY_MS}. */
export function retryDelayMs(attempt: number): number {
  return Math.min(LONGEST_RETRY_MS, 500 * 2 ** Math.max(0, attempt - 1));
}

const same = (state: PhoneState): PhoneStep => ({ state, effects: [] });
const goOn = (state: PhoneState, ...effects: PhoneEffect[]): PhoneStep => ({ state, effects });
const withLine = (state: PhoneState, line: Line): PhoneState => ({ ...state, line });
const withSession = (state: PhoneState, session: Session): PhoneState => ({ line: state.line, session });

/** The id of the SIP session under way, if one is. */
function sessionIdOf(session: Session): string | undefined {
  return 'invite' in session ? session.invite.sessionId : undefined;
}

function connect(state: PhoneState, attempt: number): PhoneStep {
  return goOn(withLine(state, { status: 'connecting', attempt }), { type: 'connect' });
}

function onConnectionLost(state: PhoneState, now: number): PhoneStep {
  const { line } = state;
  if (line.status === 'off' || line.status === 'lost' || line.status === 'refused') return same(state);
  const attempt = line.status === 'connecting' ? line.attempt + 1 : 1;
  const delayMs = retryDelayMs(attempt);
  return goOn(withLine(state, { status: 'lost', attempt, retryAt: now + delayMs }), { type: 'retryLater', delayMs });
}

function onLine(state: PhoneState, input: PhoneInput, now: number): PhoneStep | undefined {
  const { line } = state;
  switch (input.type) {
    case 'startRequested':
      return line.status === 'off' || line.status === 'refused' ? connect(state, 0) : same(state);
    case 'stopRequested': {
      const sessionId = sessionIdOf(state.session);
      const hangUp: PhoneEffect[] = sessionId ? [{ type: 'hangUp', sessionId }] : [];
      return goOn(phoneAtRest, ...hangUp, { type: 'disconnect' });
    }
    case 'retryDue':
    case 'networkReturned':
      return line.status === 'lost' ? connect(state, line.attempt) : same(state);
    case 'registered':
      return line.status === 'off' ? same(state) : same(withLine(state, { status: 'registered' }));
    case 'connectionLost':
      return onConnectionLost(state, now);
    case 'registrationRefused':
      return line.status === 'off' ? same(state) : same(withLine(state, { status: 'refused', why: input.why }));
    default:
      return undefined;
  }
}

function onInvited(state: PhoneState, invite: Invite): PhoneStep {
  const { session } = state;
  if (session.status === 'expected' && session.offerId === invite.offerId) {
    const accept: PhoneEffect = { type: 'accept', sessionId: invite.sessionId };
    return goOn(withSession(state, { status: 'answering', invite }), accept);
  }
  if (session.status === 'none' || session.status === 'expected') {
    return same(withSession(state, { status: 'ringing', invite }));
  }
  const over = session.status === 'inCall' || session.status === 'ending';
  if (over && invite.offerId !== undefined && invite.callId !== session.invite.callId) {
    // The acd offers a call only to an agent it knows to be free: the call here is over and its BYE was lost.
    const hangUp: PhoneEffect = { type: 'hangUp', sessionId: session.invite.sessionId };
    return goOn(withSession(state, { status: 'ringing', invite }), hangUp);
  }
  return goOn(state, { type: 'refuseBusy', sessionId: invite.sessionId });
}

function onAnswerRequested(state: PhoneState, offerId: string): PhoneStep {
  const { session } = state;
  if (session.status === 'none') return same(withSession(state, { status: 'expected', offerId }));
  if (session.status !== 'ringing') return same(state);
  // An INVITE without our header (a plain SIP peer) is taken as the call on the screen.
  if (session.invite.offerId !== undefined && session.invite.offerId !== offerId) return same(state);
  return goOn(withSession(state, { status: 'answering', invite: session.invite }), {
    type: 'accept',
    sessionId: session.invite.sessionId,
  });
}

function onMediaChanged(state: PhoneState, media: Media): PhoneStep {
  const { session } = state;
  if (session.status !== 'inCall' || session.media === media) return same(state);
  const next = withSession(state, { ...session, media });
  if (media !== 'interrupted') return same(next);
  return goOn(next, { type: 'restartIce', sessionId: session.invite.sessionId });
}

function onMuteToggled(state: PhoneState): PhoneStep {
  const { session } = state;
  if (session.status !== 'inCall') return same(state);
  const muted = !session.muted;
  const effect: PhoneEffect = { type: 'setMuted', sessionId: session.invite.sessionId, muted };
  return goOn(withSession(state, { ...session, muted }), effect);
}

function onHangUp(state: PhoneState): PhoneStep {
  const { session } = state;
  if (session.status === 'expected') return same(withSession(state, { status: 'none' }));
  if (!('invite' in session) || session.status === 'ending') return same(state);
  return goOn(withSession(state, { status: 'ending', invite: session.invite }), {
    type: 'hangUp',
    sessionId: session.invite.sessionId,
  });
}

function onCallGone(state: PhoneState, callId: string): PhoneStep {
  const { session } = state;
  if (!('invite' in session) || session.invite.callId !== callId) return same(state);
  // Free at once for the next call: the goodbye on a dead dialog may take its whole transaction time.
  return goOn(withSession(state, { status: 'none' }), { type: 'hangUp', sessionId: session.invite.sessionId });
}

function onSession(state: PhoneState, input: PhoneInput): PhoneStep {
  const { session } = state;
  switch (input.type) {
    case 'invited':
      return onInvited(state, input.invite);
    case 'answerRequested':
      return onAnswerRequested(state, input.offerId);
    case 'offerGone':
      return session.status === 'expected' ? same(withSession(state, { status: 'none' })) : same(state);
    case 'callGone':
      return onCallGone(state, input.callId);
    case 'muteToggled':
      return onMuteToggled(state);
    case 'hangUpRequested':
      return onHangUp(state);
    case 'established':
    case 'answerFailed':
    case 'mediaChanged':
    case 'ended':
      return sessionIdOf(session) === input.sessionId ? onOwnSession(state, input) : same(state);
    default:
      return same(state);
  }
}

type OwnSessionInput = Extract<PhoneInput, { sessionId: string }>;

function onOwnSession(state: PhoneState, input: OwnSessionInput): PhoneStep {
  const { session } = state;
  switch (input.type) {
    case 'established':
      if (session.status !== 'answering') return same(state);
      return same(withSession(state, { status: 'inCall', invite: session.invite, muted: false, media: 'opening' }));
    case 'answerFailed':
      return same({ line: state.line, session: { status: 'none' }, failure: input.why });
    case 'mediaChanged':
      return onMediaChanged(state, input.media);
    case 'ended':
      return same(withSession(state, { status: 'none' }));
    default:
      return assertNever(input);
  }
}

/** One step of the telephone: what becomes of it, and what its adapters must do. */
export function stepPhone(state: PhoneState, input: PhoneInput, now: number): PhoneStep {
  return onLine(state, input, now) ?? onSession(state, input);
}
