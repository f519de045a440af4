import type { PartyRef, TelephonyEventOf } from '@decroche/protocol';
import { filesOf } from '../catalog.ts';
import { deadlines } from '../deadlines.ts';
import { playIdAt } from '../prompts.ts';
import { hasCaller, type Call } from '../call.ts';
import type { StageOf } from '../stage.ts';
import type { Turn } from '../turn.ts';
import { pendingCallback, placeCallback, type InheritedLine } from './callback.ts';
import { callbackIdAt } from './callback-requests.ts';
import { endCall } from './ending.ts';
import { enqueue, standingQueue } from './enqueue.ts';
import { playMusic } from './music.ts';
import { withdrawOffers } from './offer.ts';
import { overflow } from './overflow.ts';
import { joinQueue } from './treatment.ts';

/** Questions in all before a caller who can not be understood goes back to the line. */
const MOST_QUESTIONS = 6;
/** Longest telephone number (E.164), with a prefix to dial out. */
const MAXIMUM_DIGITS = 18;

/**
 * Asks a caller where to ring them back, if their service does that: their own number is read to them, or they type one.
 * They keep their place meanwhile; who hangs up or can not be understood has lost nothing.
 *
 * @returns whether the dialogue has begun; if not, nothing has changed and the caller stays where they are.
 */
export function offerCallback(turn: Turn, call: Call): boolean {
  const service = turn.state.index.catalog.services.get(call.serviceId);
  if (!service?.callback || service.childProtection || !hasCaller(call)) return false;
  withdrawOffers(turn, call.callId, 'overflow');
  const own = turn.state.calls.get(call.callId) ?? call;
  if (own.partyRef === undefined) askNumber(turn, own, 1);
  else askToConfirm(turn, own, { partyRef: own.partyRef, time: 1 });
  return true;
}

type Asking = Call & { readonly stage: StageOf<'callbackDialogue'> };

const isAsking = (call: Call | undefined): call is Asking => call?.stage.status === 'callbackDialogue';

function askToConfirm(turn: Turn, call: Call, asked: { readonly partyRef: PartyRef; readonly time: number }): void {
  const { callId, gatewayId } = call;
  const { catalog } = turn.state.index;
  const definition = catalog.services.get(call.serviceId)?.callback;
  turn.emit({ type: 'call.callbackOffered', callId, ask: 'confirm', ...asked });
  turn.command(gatewayId, {
    ...{ type: 'playNumber', callId, playId: playIdAt(turn.state.domainId, turn.state.seq), partyRef: asked.partyRef },
    digits: filesOf(catalog, definition?.digits ?? []),
    before: filesOf(catalog, [definition?.confirm]),
    after: [],
  });
}

function askNumber(turn: Turn, call: Call, time: number): void {
  const { callId, gatewayId, legId } = call;
  const { catalog } = turn.state.index;
  const prompt = catalog.services.get(call.serviceId)?.callback?.askNumber;
  turn.emit({ type: 'call.callbackOffered', callId, ask: 'number', time });
  const asking = turn.state.calls.get(callId);
  if (!isAsking(asking)) return;
  const { playId, collectId } = asking.stage;
  const files = filesOf(catalog, [prompt]);
  if (files.length > 0) turn.command(gatewayId, { type: 'play', callId, playId, files, repeat: false });
  turn.command(gatewayId, {
    ...{
      type: 'collectNumber',
      callId,
      legId,
      collectId,
      maximumDigits: MAXIMUM_DIGITS,
      timeoutMs: deadlines.keyPauseMs,
    },
  });
}

/** 1 confirms, 2 asks for another number; any other key, or none, and the number is read again. */
export function dialogueKey(turn: Turn, call: Call, key: string): void {
  if (!isAsking(call) || call.stage.ask !== 'confirm') return;
  if (key === '1') return accept(turn, call);
  if (key === '2') return again(turn, call, 'number');
  again(turn, call, 'confirm');
}

/** Nothing was pressed, or nothing that can be understood. */
export function dialogueOverdue(turn: Turn, call: Call): void {
  if (isAsking(call)) again(turn, call, call.stage.ask);
}

/** What was to be said could not be: nobody can confirm what they have not heard. */
export function dialogueFailed(turn: Turn, call: Call): void {
  if (isAsking(call)) backToLine(turn, call);
}

/** A number was typed, or not. */
export function numberCollected(turn: Turn, call: Call, event: TelephonyEventOf<'number.collected'>): void {
  if (!isAsking(call) || call.stage.collectId !== event.collectId) return turn.ignore('no number is awaited');
  if (event.endedBy === 'callerGone') return turn.ignore('the end of their leg follows');
  const { time } = call.stage;
  if (event.partyRef === undefined) return again(turn, call, 'number');
  if (time >= MOST_QUESTIONS) return backToLine(turn, call);
  askToConfirm(turn, call, { partyRef: event.partyRef, time: time + 1 });
}

function again(turn: Turn, call: Asking, ask: 'confirm' | 'number'): void {
  const { partyRef, time } = call.stage;
  if (time >= MOST_QUESTIONS) return backToLine(turn, call);
  if (ask === 'confirm' && partyRef !== undefined) return askToConfirm(turn, call, { partyRef, time: time + 1 });
  askNumber(turn, call, time + 1);
}

/** Where they were before: in their place, or on their way into the line. */
function backToLine(turn: Turn, call: Asking): void {
  const { callId, place } = call;
  turn.command(call.gatewayId, { type: 'stopPlaying', callId });
  if (!place) return joinQueue(turn, call, turn.at);
  const queueId = standingQueue(turn, call, place.queueId);
  if (queueId === undefined) return overflow(turn, callId, 'nobodyLoggedIn');
  const { queuedAt } = place;
  enqueue(turn, call, { queueId, queuedAt, because: 'returned', needs: call.needs });
  playMusic(turn, callId);
}

/**
 * Confirmed: a call of its own takes over the place, and this one ends with a last word. Asked twice is asked once, but one
 * who was rung back and can not wait now is rung again. What the service no longer does is not promised.
 */
function accept(turn: Turn, call: Asking): void {
  const { callId, gatewayId, serviceId, stage } = call;
  const { partyRef } = stage;
  const service = turn.state.index.catalog.services.get(serviceId);
  if (partyRef === undefined) return;
  if (!service?.callback || service.childProtection) return backToLine(turn, call);
  const pending = pendingCallback(turn, partyRef, { serviceId, besides: callId });
  const callbackId = pending?.callId ?? callbackIdAt(turn);
  const inherited = lineOf(call);
  turn.emit({ type: 'call.callbackRequested', callId, callbackId });
  const playId = playIdAt(turn.state.domainId, turn.state.seq);
  if (!pending) {
    const wish = { serviceId, partyRef, gatewayId, mode: 'keepPlace', dueAt: turn.at, answersCallId: callId } as const;
    placeCallback(turn, callbackId, { ...wish, by: 'caller' }, inherited);
  }
  const files = filesOf(turn.state.index.catalog, [service.callback.accepted]);
  if (files.length > 0) return turn.command(gatewayId, { type: 'play', callId, playId, files, repeat: false });
  endCall(turn, callId, {
    ...{ outcome: 'callbackRequested', cause: 'normal', by: 'system', endedAt: turn.at, tell: 'release' },
  });
}

function lineOf({ place, needs }: Call): InheritedLine | undefined {
  return place && { queueId: place.queueId, priority: place.priority, needs, since: place.placeAt };
}
