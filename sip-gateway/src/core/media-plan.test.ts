import type { LegId } from '@decroche/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bridge, callerAlone } from './bridge.ts';
import {
  type MediaOperation,
  type MediaPlan,
  planAfterPlay,
  planArrive,
  planAwait,
  planHold,
  planJoin,
  planOpen,
  planPart,
  planPlay,
  planRecord,
  planRetrieve,
  planRing,
  planRinging,
  planStop,
} from './media-plan.ts';
import { planMove } from './move-plan.ts';
import { afterWhisper, planWhisper } from './whisper-plan.ts';

const a = 'a' as LegId;
const b = 'b' as LegId;
const words = (plan: MediaPlan) =>
  plan.operations.map((operation) =>
    [operation.do, 'legId' in operation && operation.legId, 'party' in operation && operation.party]
      .filter(Boolean)
      .join(' '),
  );
const after = (...steps: ((bridge: Bridge) => MediaPlan)[]) =>
  steps.reduce((bridge, step) => step(bridge).bridge, callerAlone);

test('in a conversation the caller hears what is said to them instead of the other party, who is heard again afterwards', () => {
  const talking = after(ring(a), join(a));
  const asked = planPlay(talking, 'question.wav', false);
  expect(words(asked)).toEqual(['block a', 'play']);
  const again = planPlay(asked.bridge, 'another.wav', false);
  expect(words(again)).toEqual(['play']);
  expect(words(planAfterPlay(again.bridge))).toEqual(['unblock a']);
  expect(planAfterPlay(again.bridge).bridge).toEqual(talking);
  expect(words(planStop(asked.bridge))).toEqual(['stop', 'unblock a']);
  const held = planHold(asked.bridge, a, 'music.wav');
  expect(words(planRetrieve(held.bridge, a))).toEqual(['stop', 'unblock caller', 'unblock a']);
  expect(planPart(asked.bridge, a).bridge.hushed).toBeUndefined();
});

const music = (bridge: Bridge) => planPlay(bridge, 'music.wav', true);
const ring =
  (legId: LegId, early = false) =>
  (bridge: Bridge) =>
    planRing(bridge, { legId, profile: 'plain', early });
const join = (legId: LegId) => (bridge: Bridge) => planJoin(bridge, legId, 'v=0');
const hold = (legId: LegId) => (bridge: Bridge) => planHold(bridge, legId, 'music.wav');

test('a waiting caller in music costs half: their own sound is dropped once', () => {
  expect(words(music(callerAlone))).toEqual(['play', 'block caller']);
  expect(words(music(after(music)))).toEqual(['play']);
  expect(words(planPlay(callerAlone, 'welcome.wav', false))).toEqual(['play']);
});

test('ringing re-attaches the caller right after the offer', () => {
  expect(words(ring(a)(after(music)))).toEqual(['offerBranch a', 'attachCaller']);
  expect(words(ring(a)(after(music, ring(a))))).toEqual([]);
});

test('whoever rings besides, a party who is joined stays joined', () => {
  expect(words(ring(b)(after(music, ring(a), join(a), hold(a))))).toEqual(['offerBranch b', 'answerBranch a']);
});

test('joining opens the caller before the answer and stops the music after it', () => {
  expect(words(join(a)(after(music, ring(a))))).toEqual(['unblock caller', 'answerBranch a', 'stop']);
  expect(words(join(a)(after(ring(a))))).toEqual(['answerBranch a']);
  expect(words(join(a)(callerAlone))).toEqual([]);
});

test('a trunk is not heard before it answers', () => {
  expect(words(ring(a, true)(after(music)))).toEqual(['offerBranch a', 'block a', 'attachCaller']);
  expect(words(join(a)(after(ring(a, true))))).toEqual(['unblock a', 'answerBranch a']);
});

test('hold parts both and plays; retrieving undoes it', () => {
  const talking = after(music, ring(a), join(a));
  expect(words(hold(a)(talking))).toEqual(['block a', 'block caller', 'play']);
  expect(words(planRetrieve(hold(a)(talking).bridge, a))).toEqual(['stop', 'unblock caller', 'unblock a']);
  expect(words(planRetrieve(talking, a))).toEqual([]);
});

test('a party who leaves is deleted after the caller was attached, and the music starts again', () => {
  const talking = after(music, ring(a), join(a));
  expect(words(planPart(talking, a))).toEqual(['attachCaller', 'deleteBranch a']);
  expect(words(planPart(hold(a)(talking).bridge, a))).toEqual(['attachCaller', 'deleteBranch a', 'play']);
  expect(words(planPart(after(music, ring(a)), a))).toEqual(['deleteBranch a', 'play']);
});

test('a transfer: the second party rings in music and takes the place of the first', () => {
  const consulting = after(music, ring(a), join(a), hold(a), ring(b));
  expect(words(join(b)(consulting))).toEqual(['deleteBranch a', 'unblock caller', 'answerBranch b', 'stop']);
  expect(join(b)(consulting).bridge).toMatchObject({ joined: b, held: false, branches: [{ legId: b }] });
});

test('a message is taken from an open caller', () => {
  expect(words(planRecord(after(music), 'v=0', 'silence.wav'))).toEqual(['unblock caller', 'attachSink', 'play']);
});

const await_ = (legId: LegId) => (bridge: Bridge) => planAwait(bridge, legId, 'v=0');
const hearRinging = (legId: LegId) => (bridge: Bridge) => planRinging(bridge, legId, 'ringing.wav');

test('an agent who answers before the caller of an opened call is connected, and nothing passes until they are joined', () => {
  expect(words(planOpen())).toEqual(['attachCaller', 'block caller']);
  const rung = after(planOpen, ring(a));
  expect(words(await_(a)(rung))).toEqual(['block a', 'answerBranch a']);
  const waiting = after(planOpen, ring(a), await_(a), hearRinging(a));
  expect(words(hearRinging(a)(waiting))).toEqual([]);
  expect(words(planArrive(waiting))).toEqual(['stopTo a', 'attachCaller']);
  expect(words(join(a)(planArrive(waiting).bridge))).toEqual(['unblock caller', 'unblock a', 'answerBranch a']);
});

test('an agent who gives up waiting leaves the opened call as it was', () => {
  const waiting = after(planOpen, ring(a), await_(a), hearRinging(a));
  expect(words(planPart(waiting, a))).toEqual(['deleteBranch a']);
  expect(planPart(waiting, a).bridge).toEqual(planOpen().bridge);
});

test('nobody waits for a caller who is there', () => {
  expect(words(await_(a)(after(ring(a))))).toEqual([]);
  expect(words(await_(a)(after(planOpen, ring(a), join(a))))).toEqual([]);
  expect(words(await_(a)(after(planOpen)))).toEqual([]);
});

test('of several who ring, the one who is joined stays joined while the others leave', () => {
  const joined = after(music, ring(a), ring(b), join(b));
  expect(words(planPart(joined, a))).toEqual(['deleteBranch a']);
  expect(planPart(joined, a).bridge).toMatchObject({ joined: b, branches: [{ legId: b }] });
});

const whisper =
  (legId: LegId, repeat = true) =>
  (bridge: Bridge) =>
    planWhisper(bridge, { legId, sdp: 'v=0', file: 'whisper.wav', repeat });

test('a whisper is heard by one who is heard by nobody: closed before they are connected, the caller attached again after it', () => {
  const rung = after(music, ring(a));
  expect(words(whisper(a)(rung))).toEqual(['block a', 'answerBranch a', 'attachCaller', 'playTo a']);
  expect(words(whisper(a)(after(music, ring(a, true))))).toEqual(['answerBranch a', 'attachCaller', 'playTo a']);
  expect(words(whisper(a)(whisper(a)(rung).bridge))).toEqual(['playTo a']);
  expect(words(whisper(b)(after(ring(a), ring(b), join(a))))).toEqual(['block b', 'answerBranch b', 'answerBranch a', 'playTo b']); // prettier-ignore
  expect(words(whisper(a)(after(planOpen, ring(a), await_(a))))).toEqual(['playTo a']);
});

test('joining ends a whisper that is not over; nobody is whispered to who is joined, or not there', () => {
  const whispered = after(music, ring(a, true), whisper(a));
  expect(words(join(a)(whispered))).toEqual(['stopTo a', 'unblock caller', 'unblock a', 'answerBranch a', 'stop']);
  expect(words(join(a)(afterWhisper(whispered, a)))).not.toContain('stopTo a');
  expect(join(a)(whispered).bridge.branches).toEqual([expect.not.objectContaining({ whispered: true })]);
  expect(words(whisper(a)(after(ring(a), join(a))))).toEqual([]);
  expect(words(whisper(b)(after(ring(a))))).toEqual([]);
});

test('a party whose sound moves before they are joined is parted from the caller again', () => {
  const told = (bridge: Bridge) => words(planMove(bridge, a, 'v=0'));
  expect(told(after(music, ring(a), whisper(a)))).toEqual(['moveBranch a', 'attachCaller']);
  expect(told(after(music, ring(a), join(a)))).toEqual(['moveBranch a']);
  expect(planMove(after(music, ring(a), whisper(a)), a, 'v=0').toldBy).toBe(0);
});

type Step = (bridge: Bridge) => MediaPlan;
const steps = fc.array(
  fc.constantFrom<Step>(
    music,
    planStop,
    planArrive,
    ...[a, b].flatMap((leg): Step[] => [
      ring(leg),
      ring(leg, true),
      join(leg),
      hold(leg),
      await_(leg),
      hearRinging(leg),
      whisper(leg),
      (bridge) => planRetrieve(bridge, leg),
      (bridge) => planPart(bridge, leg),
    ]),
  ),
);

/** The media server as far as blocking goes. */
const blockedAt = (blocked: Set<string>, operations: readonly MediaOperation[]) => {
  for (const operation of operations) {
    if (operation.do === 'block') blocked.add(operation.party);
    if (operation.do === 'unblock') blocked.delete(operation.party);
    if (operation.do === 'deleteBranch') blocked.delete(operation.legId);
  }
};

test('whatever happens, two who are joined and not on hold hear each other, and nobody hears one who is whispered to', () => {
  fc.assert(
    fc.property(fc.boolean(), steps, (opened, given) => {
      const blocked = new Set<string>(opened ? ['caller'] : []);
      let bridge = opened ? planOpen().bridge : callerAlone;
      for (const step of given) {
        const plan = step(bridge);
        blockedAt(blocked, plan.operations);
        bridge = plan.bridge;
        expect(blocked.has('caller')).toBe(bridge.callerBlocked);
        const apart = bridge.branches.filter(({ legId, whispered }) => whispered && legId !== bridge.joined);
        expect(apart.filter(({ legId }) => !blocked.has(legId))).toEqual([]);
        if (bridge.joined === undefined || bridge.held) continue;
        expect(blocked.has('caller')).toBe(false);
        expect(blocked.has(bridge.joined)).toBe(false);
      }
    }),
  );
});
