import type { AcdRequest } from '@decroche/protocol';
import { describe, expect, test } from 'vitest';
import { ANA, CALL, Situation, type StageName } from '../../../tests/scenarios/situation.ts';

const callId = CALL.callId;
const number = { kind: 'number', number: '+33561000000' } as const;

const REQUESTS = {
  login: { type: 'agent.loginRequested', ...ANA },
  logout: { type: 'agent.logoutRequested', ...ANA },
  ready: { type: 'agent.readyRequested', ...ANA },
  pause: { type: 'agent.pauseRequested', ...ANA, reason: 'lunch' },
  next: { type: 'agent.nextStateRequested', ...ANA, next: { status: 'notReady', reason: 'lunch' } },
  cancelNext: { type: 'agent.nextStateRequested', ...ANA },
  extend: { type: 'agent.wrapUpExtendRequested', ...ANA, byMs: 1_000 },
  endWrapUp: { type: 'agent.wrapUpEndRequested', ...ANA },
  decline: { type: 'offer.declineRequested', ...ANA, offerId: 'none' as never },
  hold: { type: 'call.holdRequested', ...ANA, callId },
  retrieve: { type: 'call.retrieveRequested', ...ANA, callId },
  transfer: { type: 'call.transferRequested', ...ANA, callId, target: number },
  hangUp: { type: 'call.hangUpRequested', ...ANA, callId },
} as const satisfies Record<string, AcdRequest>;

/** What Ana does when she asks. `wrapUp`: her call has just ended. `loggedOut`: she has gone home. */
type Doing = StageName | 'wrapUp' | 'loggedOut';

function situationOf(doing: Doing): Situation {
  if (doing === 'loggedOut') return Situation.at('message');
  if (doing !== 'wrapUp') return Situation.at(doing);
  const situation = Situation.at('talking');
  situation.tell({ type: 'leg.released', ...CALL, releasedAt: situation.now, cause: 'normal', by: 'party' });
  return situation;
}

const OK = 'accepted';
const TABLE: Record<
  Extract<
    Doing,
    'loggedOut' | 'queued' | 'welcome' | 'ringing' | 'connecting' | 'talking' | 'held' | 'transferring' | 'wrapUp'
  >,
  Record<keyof typeof REQUESTS, string>
> = {
  loggedOut: {
    ...{ login: OK, logout: 'notLoggedIn', ready: 'notLoggedIn', pause: 'notLoggedIn', next: 'notLoggedIn' },
    ...{ cancelNext: 'notLoggedIn', extend: 'notLoggedIn', endWrapUp: 'notLoggedIn', decline: 'notLoggedIn' },
    ...{ hold: 'notLoggedIn', retrieve: 'notLoggedIn', transfer: 'notLoggedIn', hangUp: 'notLoggedIn' },
  },
  // Not ready, while somebody waits.
  queued: {
    ...{ login: 'alreadyLoggedIn', logout: OK, ready: OK, pause: OK, next: 'notNow', cancelNext: OK },
    ...{ extend: 'notInWrapUp', endWrapUp: 'notInWrapUp', decline: 'unknownOffer', hold: 'notOnThisCall' },
    ...{ retrieve: 'notOnThisCall', transfer: 'notOnThisCall', hangUp: 'notOnThisCall' },
  },
  // Ready, while somebody hears the welcome.
  welcome: {
    ...{ login: 'alreadyLoggedIn', logout: OK, ready: OK, pause: OK, next: 'notNow', cancelNext: OK },
    ...{ extend: 'notInWrapUp', endWrapUp: 'notInWrapUp', decline: 'unknownOffer', hold: 'notOnThisCall' },
    ...{ retrieve: 'notOnThisCall', transfer: 'notOnThisCall', hangUp: 'notOnThisCall' },
  },
  ringing: {
    ...{ login: 'alreadyLoggedIn', logout: 'busyWithCall', ready: 'busyWithCall', pause: 'busyWithCall', next: OK },
    ...{ cancelNext: OK, extend: 'notInWrapUp', endWrapUp: 'notInWrapUp', decline: 'unknownOffer' },
    ...{ hold: 'callNotConnected', retrieve: 'callNotConnected', transfer: 'callNotConnected' },
    hangUp: 'callNotConnected',
  },
  connecting: {
    ...{ login: 'alreadyLoggedIn', logout: 'busyWithCall', ready: 'busyWithCall', pause: 'busyWithCall', next: OK },
    ...{ cancelNext: OK, extend: 'notInWrapUp', endWrapUp: 'notInWrapUp', decline: 'unknownOffer' },
    ...{ hold: 'callNotConnected', retrieve: 'callNotConnected', transfer: 'callNotConnected' },
    hangUp: 'callNotConnected',
  },
  talking: {
    ...{ login: 'alreadyLoggedIn', logout: 'busyWithCall', ready: 'busyWithCall', pause: 'busyWithCall', next: OK },
    ...{ cancelNext: OK, extend: 'notInWrapUp', endWrapUp: 'notInWrapUp', decline: 'unknownOffer', hold: OK },
    ...{ retrieve: 'notHeld', transfer: OK, hangUp: OK },
  },
  held: {
    ...{ login: 'alreadyLoggedIn', logout: 'busyWithCall', ready: 'busyWithCall', pause: 'busyWithCall', next: OK },
    ...{ cancelNext: OK, extend: 'notInWrapUp', endWrapUp: 'notInWrapUp', decline: 'unknownOffer' },
    ...{ hold: 'alreadyHeld', retrieve: OK, transfer: OK, hangUp: OK },
  },
  transferring: {
    ...{ login: 'alreadyLoggedIn', logout: 'busyWithCall', ready: 'busyWithCall', pause: 'busyWithCall', next: OK },
    ...{ cancelNext: OK, extend: 'notInWrapUp', endWrapUp: 'notInWrapUp', decline: 'unknownOffer' },
    ...{ hold: 'transferInProgress', retrieve: 'transferInProgress', transfer: 'transferInProgress', hangUp: OK },
  },
  wrapUp: {
    ...{ login: 'alreadyLoggedIn', logout: OK, ready: OK, pause: OK, next: OK, cancelNext: OK, extend: OK },
    ...{ endWrapUp: OK, decline: 'unknownOffer', hold: 'unknownCall', retrieve: 'unknownCall' },
    ...{ transfer: 'unknownCall', hangUp: 'unknownCall' },
  },
};

describe.each(Object.entries(TABLE))('asked while %s', (doing, verdicts) => {
  test.each(Object.entries(verdicts))('%s: %s', (name, verdict) => {
    const situation = situationOf(doing as Doing);
    expect(situation.ask(REQUESTS[name as keyof typeof REQUESTS])).toBe(verdict);
  });

  test('by nobody we know: unknownAgent', () => {
    const stranger = { ...REQUESTS.ready, agentId: 'nobody' as never };
    expect(situationOf(doing as Doing).ask(stranger)).toBe('unknownAgent');
  });
});

test('an offer that has been picked up can no longer be declined', () => {
  const situation = Situation.at('connecting');
  const activity = situation.state.agents.get(ANA.agentId)?.activity;
  const offerId = (activity?.status === 'connecting' ? activity.offerId : 'none') as never;
  expect(situation.ask({ type: 'offer.declineRequested', ...ANA, offerId })).toBe('notNow');
});
