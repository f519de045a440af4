import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { phoneAtRest, retryDelayMs, stepPhone, type PhoneInput, type PhoneState, type Session } from './phone.ts';

const NOW = 1_000_000;
const invite = { sessionId: 's1', offerId: 'o1', callId: 'c1' };
const registered: PhoneState = { line: { status: 'registered' }, session: { status: 'none' } };
const withSession = (session: Session): PhoneState => ({ ...registered, session });
const inCall: Session = { status: 'inCall', invite, muted: false, media: 'flowing' };

function run(state: PhoneState, ...inputs: PhoneInput[]) {
  let effects: readonly unknown[] = [];
  for (const input of inputs) ({ state, effects } = stepPhone(state, input, NOW));
  return { state, effects };
}

describe('the line', () => {
  it.each<[string, PhoneState, PhoneInput, PhoneState['line'], readonly unknown[]]>([
    ['starts', phoneAtRest, { type: 'startRequested' }, { status: 'connecting', attempt: 0 }, [{ type: 'connect' }]],
    ['does not start twice', registered, { type: 'startRequested' }, registered.line, []],
    [
      'waits half a second after the first loss',
      registered,
      { type: 'connectionLost' },
      { status: 'lost', attempt: 1, retryAt: NOW + 500 },
      [{ type: 'retryLater', delayMs: 500 }],
    ],
    [
      'waits longer after each failed attempt',
      { ...registered, line: { status: 'connecting', attempt: 3 } },
      { type: 'connectionLost' },
      { status: 'lost', attempt: 4, retryAt: NOW + 4000 },
      [{ type: 'retryLater', delayMs: 4000 }],
    ],
    [
      'connects at once when the network returns',
      { ...registered, line: { status: 'lost', attempt: 4, retryAt: NOW + 4000 } },
      { type: 'networkReturned' },
      { status: 'connecting', attempt: 4 },
      [{ type: 'connect' }],
    ],
    ['ignores a late timer', registered, { type: 'retryDue' }, registered.line, []],
    [
      'does not try again by itself after a refusal',
      { ...registered, line: { status: 'refused', why: 'forbidden' } },
      { type: 'connectionLost' },
      { status: 'refused', why: 'forbidden' },
      [],
    ],
    ['stays off when a late registration arrives', phoneAtRest, { type: 'registered' }, { status: 'off' }, []],
  ])('%s', (...[, given, input, line, effects]) => {
    const step = stepPhone(given, input, NOW);
    expect(step.state.line).toEqual(line);
    expect(step.effects).toEqual(effects);
  });

  it('keeps the conversation when the registration is lost', () => {
    expect(run(withSession(inCall), { type: 'connectionLost' }).state.session).toEqual(inCall);
  });

  it('hangs up and disconnects at the end of the shift', () => {
    expect(run(withSession(inCall), { type: 'stopRequested' })).toEqual({
      state: phoneAtRest,
      effects: [{ type: 'hangUp', sessionId: 's1' }, { type: 'disconnect' }],
    });
  });

  it('never waits more than 15 s', () => {
    expect(retryDelayMs(1)).toBe(500);
    expect(retryDelayMs(40)).toBe(15_000);
  });
});

describe('the session', () => {
  it('rings, is answered by a gesture, talks and ends', () => {
    let step = run(registered, { type: 'invited', invite });
    expect(step.state.session).toEqual({ status: 'ringing', invite });
    expect(step.effects).toEqual([]);
    step = run(step.state, { type: 'answerRequested', offerId: 'o1' });
    expect(step.effects).toEqual([{ type: 'accept', sessionId: 's1' }]);
    step = run(step.state, { type: 'established', sessionId: 's1' });
    expect(step.state.session).toMatchObject({ status: 'inCall', muted: false, media: 'opening' });
    expect(run(step.state, { type: 'ended', sessionId: 's1' }).state).toEqual(registered);
  });

  it('takes the INVITE at once when the agent pressed first', () => {
    const step = run(registered, { type: 'answerRequested', offerId: 'o1' }, { type: 'invited', invite });
    expect(step.state.session.status).toBe('answering');
    expect(step.effects).toEqual([{ type: 'accept', sessionId: 's1' }]);
  });

  it('rings for another offer than the one the agent had pressed for', () => {
    const step = run(registered, { type: 'answerRequested', offerId: 'o0' }, { type: 'invited', invite });
    expect(step.state.session).toEqual({ status: 'ringing', invite });
    expect(step.effects).toEqual([]);
  });

  it('forgets a press whose offer went away', () => {
    const step = run(registered, { type: 'answerRequested', offerId: 'o1' }, { type: 'offerGone' });
    expect(step.state).toEqual(registered);
  });

  it('refuses a second caller as busy', () => {
    const second = { sessionId: 's2' };
    expect(run(withSession(inCall), { type: 'invited', invite: second })).toEqual({
      state: withSession(inCall),
      effects: [{ type: 'refuseBusy', sessionId: 's2' }],
    });
  });

  it('takes an offer of the acd for the end of the call before it', () => {
    const next = { sessionId: 's2', offerId: 'o2', callId: 'c2' };
    const step = run(withSession(inCall), { type: 'invited', invite: next });
    expect(step.state.session).toEqual({ status: 'ringing', invite: next });
    expect(step.effects).toEqual([{ type: 'hangUp', sessionId: 's1' }]);
    expect(run(step.state, { type: 'ended', sessionId: 's1' }).state.session.status).toBe('ringing');
  });

  it('restarts ICE when the voice is interrupted, once', () => {
    const interrupted: PhoneInput = { type: 'mediaChanged', sessionId: 's1', media: 'interrupted' };
    const step = run(withSession(inCall), interrupted);
    expect(step.effects).toEqual([{ type: 'restartIce', sessionId: 's1' }]);
    expect(run(step.state, interrupted).effects).toEqual([]);
  });

  it('mutes and speaks again', () => {
    const step = run(withSession(inCall), { type: 'muteToggled' });
    expect(step.effects).toEqual([{ type: 'setMuted', sessionId: 's1', muted: true }]);
    expect(run(step.state, { type: 'muteToggled' }).state.session).toEqual(inCall);
  });

  it('says why an answer failed until the next call', () => {
    const failed = run(withSession({ status: 'answering', invite }), {
      type: 'answerFailed',
      sessionId: 's1',
      why: 'microphone',
    });
    expect(failed.state).toEqual({ ...registered, failure: 'microphone' });
    expect(run(failed.state, { type: 'invited', invite }).state.failure).toBeUndefined();
  });

  it('is free for the next call when the desk has done with this one and no BYE came', () => {
    expect(run(withSession(inCall), { type: 'callGone', callId: 'c1' })).toEqual({
      state: registered,
      effects: [{ type: 'hangUp', sessionId: 's1' }],
    });
    expect(run(withSession(inCall), { type: 'callGone', callId: 'c0' }).state).toEqual(withSession(inCall));
  });

  it('ignores what concerns another session', () => {
    for (const type of ['established', 'ended'] as const) {
      expect(run(withSession(inCall), { type, sessionId: 'old' }).state).toEqual(withSession(inCall));
    }
  });
});

describe('whatever happens', () => {
  const input = fc.constantFrom<PhoneInput>(
    ...([
      'startRequested',
      'stopRequested',
      'retryDue',
      'networkReturned',
      'registered',
      'connectionLost',
      'offerGone',
      'muteToggled',
      'hangUpRequested',
    ].map((type) => ({ type })) as PhoneInput[]),
    { type: 'invited', invite },
    { type: 'answerRequested', offerId: 'o1' },
    { type: 'established', sessionId: 's1' },
    { type: 'ended', sessionId: 's1' },
  );

  it('a call is never taken without a gesture', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 30 }), (inputs) => {
        let state = phoneAtRest;
        let pressed = false;
        for (const each of inputs) {
          if (each.type === 'answerRequested') pressed = true;
          const step = stepPhone(state, each, NOW);
          if (step.effects.some((effect) => effect.type === 'accept')) expect(pressed).toBe(true);
          ({ state } = step);
        }
      }),
    );
  });
});
