import { describe, expect, test } from 'vitest';
import { aCallback, aDefinition, aQueue, aService, anAgent, officeHours } from './builders.ts';
import { aChoice, aMessage, aMessageFor, publish, withdraw } from './messages.ts';
import { World } from './world.ts';

/** Ana is in service, and busy with something else. */
async function busyCentre(definition = aDefinition()): Promise<World> {
  const world = await World.open({ definition });
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  return world;
}

/** A caller at the beginning of the message. */
async function hearing(world: World, number = '8008') {
  const caller = await world.dials(number);
  await world.pass(3_000);
  return caller;
}

describe('inform, then queue', () => {
  test('the message comes after the welcome and before the line; the wait begins when it has been said', async () => {
    const world = await busyCentre();
    const dissuasionId = await publish(world);
    const caller = await hearing(world);
    expect(caller.hears).toEqual(['mail-down']);
    const at = world.clock.now();
    await world.pass(8_000);
    expect(caller.hears).toEqual(['music']);
    expect(await world.events('call.dissuasionStarted')).toMatchObject([{ dissuasionId, callId: caller.callId }]);
    expect(await world.events('call.dissuasionHeard')).toHaveLength(1);
    expect(await world.events('call.queued')).toMatchObject([{ queuedAt: at + 8_000 }]);
  });

  test('a free agent takes the caller as soon as it has been said', async () => {
    const world = await World.open();
    await world.ready('ana');
    await publish(world);
    const caller = await hearing(world);
    expect(caller.offeredTo).toBeUndefined();
    await world.pass(8_000);
    expect(caller.offeredTo).toBe('ana');
  });

  test('who leaves during the message was dissuaded, not lost', async () => {
    const world = await busyCentre();
    await publish(world);
    const caller = await hearing(world);
    await world.pass(4_000);
    await caller.hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'dissuadedLeft', by: 'caller' });
    expect(await world.events('call.dissuasionHeard')).toEqual([]);
  });

  test('several are said one after the other, the latest publication first, none twice', async () => {
    const world = await busyCentre();
    await publish(world, aMessage({ file: 'prompts/old.wav' }));
    await publish(world, aMessage({ file: 'prompts/new.wav' }));
    const caller = await hearing(world);
    expect(caller.hears).toEqual(['new']);
    await world.pass(8_000);
    expect(caller.hears).toEqual(['old']);
    await world.pass(8_000);
    expect(caller.stage).toBe('queued');
  });

  test('one that can not be played stops nobody', async () => {
    const world = await busyCentre();
    await publish(world, aMessage({ mode: 'informThenRelease' }));
    world.gateway.failsAt('play');
    const caller = await world.dials();
    expect(caller.stage).toBe('queued');
  });

  test('one whose end is never told does not last for ever', async () => {
    const world = await busyCentre();
    await publish(world);
    const caller = await hearing(world);
    world.gateway.playing.clear();
    await world.pass(8_000 + 5_000);
    expect(caller.stage).toBe('queued');
  });

  test('a closed service says that it is closed, and nothing else', async () => {
    const world = await World.open({ at: Date.parse('2026-03-02T20:00+01:00') });
    await publish(world);
    const caller = await world.dials();
    expect(caller.hears).toEqual(['closed', 'greeting', 'beep']);
    await world.pass(60_000);
    expect(await world.events('call.dissuasionStarted')).toEqual([]);
  });
});

describe('inform, then release', () => {
  test('the message ends the call', async () => {
    const world = await busyCentre();
    await publish(world, aMessage({ mode: 'informThenRelease' }));
    const caller = await hearing(world);
    await world.pass(8_000);
    expect(await caller.ending()).toMatchObject({ outcome: 'dissuadedReleased', by: 'system', cause: 'normal' });
    expect(world.gateway.legs.get(caller.legId)?.status).toBe('released');
    expect(await world.events('call.queued')).toEqual([]);
  });

  test('withdrawn while it is being said, it sends nobody away any more', async () => {
    const world = await busyCentre();
    const dissuasionId = await publish(world, aMessage({ mode: 'informThenRelease' }));
    const caller = await hearing(world);
    await withdraw(world, dissuasionId);
    await world.pass(8_000);
    expect(caller.stage).toBe('queued');
  });
});

describe('inform, then choice', () => {
  test('who presses nothing stays', async () => {
    const world = await busyCentre();
    await publish(world, aChoice());
    const caller = await hearing(world);
    await world.pass(8_000);
    expect(caller.stage).toBe('choosing');
    await world.pass(6_000);
    expect(caller.stage).toBe('queued');
    const [choice] = await world.events('call.dissuasionChoiceMade');
    expect(choice).toMatchObject({ choice: 'stay' });
    expect(choice).not.toHaveProperty('key');
  });

  test.each([
    ['during the message', 2_000],
    ['after it', 9_000],
  ])('1 %s: attached to the incident, no agent, no wait', async (_when, afterMs) => {
    const world = await busyCentre();
    const dissuasionId = await publish(world, aChoice());
    const caller = await hearing(world);
    await world.pass(afterMs);
    await caller.presses('1');
    expect(await world.events('call.dissuasionChoiceMade')).toMatchObject([{ choice: 'attach', key: '1' }]);
    expect(await world.events('call.attachedToIncident')).toMatchObject([
      { callId: caller.callId, dissuasionId, ticketId: 'INC-2026-00001' },
    ]);
    expect(await caller.ending()).toMatchObject({ outcome: 'attachedToIncident', by: 'system' });
  });

  test('a service with a last word says it before the end; leaving meanwhile changes nothing', async () => {
    const definition = aDefinition({ services: [aService('desk', { attached: 'position-1' as never })] });
    const world = await busyCentre(definition);
    await publish(world, aChoice());
    const [patient, hurried] = [await world.dials(), await world.dials()];
    await world.pass(3_000);
    await patient.presses('1');
    await hurried.presses('1');
    expect(patient.hears).toEqual(['position-1']);
    await hurried.hangsUp();
    expect(await hurried.ending()).toMatchObject({ outcome: 'attachedToIncident', by: 'caller' });
    await world.pass(2_000);
    expect(await patient.ending()).toMatchObject({ outcome: 'attachedToIncident', by: 'system' });
  });

  test('2: the voicemail, at once', async () => {
    const world = await busyCentre();
    await publish(world, aChoice());
    const caller = await hearing(world);
    await caller.presses('2');
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect(await world.events('call.overflowed')).toMatchObject([{ reason: 'choice' }]);
    await world.pass(6_500);
    await caller.records('message');
    expect(await caller.ending()).toMatchObject({ outcome: 'voicemailLeft' });
  });

  test('2 where there is no voicemail: they stay', async () => {
    const world = await busyCentre(aDefinition({ services: [aService('desk', { voicemail: undefined })] }));
    await publish(world, aChoice());
    const caller = await hearing(world);
    await caller.presses('2');
    expect(caller.stage).toBe('queued');
    expect(await world.events('call.dissuasionChoiceMade')).toMatchObject([{ choice: 'stay', key: '2' }]);
  });

  describe('3: to be rung back', () => {
    const withCallback = aDefinition({ services: [aService('desk', { callback: aCallback() })] });

    test('once confirmed, the call-back waits in their place', async () => {
      const world = await busyCentre(withCallback);
      await publish(world, aChoice());
      const caller = await hearing(world);
      await caller.presses('3');
      expect(caller.stage).toBe('callbackDialogue');
      expect(await world.events('call.dissuasionChoiceMade')).toMatchObject([{ choice: 'callback', key: '3' }]);
      await caller.presses('1');
      await world.pass(4_000);
      expect(await caller.ending()).toMatchObject({ outcome: 'callbackRequested' });
      expect(await world.events('call.placed')).toHaveLength(1);
    });

    test('who hangs up instead of confirming was dissuaded', async () => {
      const world = await busyCentre(withCallback);
      await publish(world, aChoice());
      const caller = await hearing(world);
      await caller.presses('3');
      await caller.hangsUp();
      expect(await caller.ending()).toMatchObject({ outcome: 'dissuadedLeft' });
    });

    test('where nobody is rung back: they stay', async () => {
      const world = await busyCentre();
      await publish(world, aChoice());
      const caller = await hearing(world);
      await caller.presses('3');
      expect(caller.stage).toBe('queued');
      expect(await world.events('call.dissuasionChoiceMade')).toMatchObject([{ choice: 'stay', key: '3' }]);
    });
  });

  test('9: they stay, without hearing the rest', async () => {
    const world = await busyCentre();
    await publish(world, aChoice());
    const caller = await hearing(world);
    await caller.presses('9');
    expect(caller.hears).toEqual(['music']);
    expect(await world.events('call.dissuasionChoiceMade')).toMatchObject([{ choice: 'stay', key: '9' }]);
  });

  test('any other key means nothing', async () => {
    const world = await busyCentre();
    await publish(world, aChoice());
    const caller = await hearing(world);
    await caller.presses('7');
    expect(caller.hears).toEqual(['mail-down']);
  });

  test('who leaves instead of choosing was dissuaded', async () => {
    const world = await busyCentre();
    await publish(world, aChoice());
    const caller = await hearing(world);
    await world.pass(9_000);
    await caller.hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'dissuadedLeft' });
  });
});

describe('the scope', () => {
  const two = aDefinition({
    services: [aService('desk'), aService('other', { numbers: ['8009'], queueId: 'second' as never })],
    queues: [aQueue('support'), aQueue('second')],
    agents: [anAgent('ana', { queues: ['support', 'second'].map((queueId) => ({ queueId: queueId as never })) })],
  });

  test.each([
    ['a service', aMessageFor({ serviceIds: ['other' as never] })],
    ['a queue', aMessageFor({ queueIds: ['second' as never] })],
  ])('%s: its callers hear it, the others do not', async (_what, content) => {
    const world = await busyCentre(two);
    await publish(world, content);
    const [one, other] = [await world.dials('8008'), await world.dials('8009')];
    await world.pass(3_000);
    expect([one.hears, other.hears]).toEqual([['music'], ['mail-down']]);
  });

  test('hours are on the wall of the organisation, half-open, over midnight too', async () => {
    const always = officeHours({
      weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
      holidays: 'none',
    });
    const heardAt = async (time: string, hours: { from: string; to: string }): Promise<boolean> => {
      const world = await World.open({
        at: Date.parse(time) - 3_000,
        definition: aDefinition({ calendars: [always] }),
      });
      await world.ready('ana');
      await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
      await publish(world, aMessageFor({ hours: [hours] }));
      const caller = await world.dials();
      await world.pass(3_000);
      return caller.hears?.[0] === 'mail-down';
    };
    const morning = { from: '08:00', to: '10:00' };
    expect(await heardAt('2026-03-02T07:59:59.000+01:00', morning)).toBe(false);
    expect(await heardAt('2026-03-02T08:00:00.000+01:00', morning)).toBe(true);
    expect(await heardAt('2026-03-02T10:00:00.000+01:00', morning)).toBe(false);
    const night = { from: '22:00', to: '06:00' };
    expect(await heardAt('2026-03-02T23:00+01:00', night)).toBe(true);
    expect(await heardAt('2026-03-03T05:00+01:00', night)).toBe(true);
    expect(await heardAt('2026-03-03T06:00+01:00', night)).toBe(false);
    // The clocks go forward: 02:30 does not exist, the hour before and after it do.
    const late = { from: '01:00', to: '03:30' };
    expect(await heardAt('2026-03-29T01:30+01:00', late)).toBe(true);
    expect(await heardAt('2026-03-29T03:15+02:00', late)).toBe(true);
    expect(await heardAt('2026-03-29T03:30+02:00', late)).toBe(false);
    expect(await heardAt('2026-03-29T03:15+02:00', { from: '02:00', to: '03:00' })).toBe(false);
    // They go back: 02:15 comes twice, a start takes the first, an end the last.
    const twice = { from: '02:15', to: '02:45' };
    expect(await heardAt('2026-10-25T02:10+02:00', twice)).toBe(false);
    expect(await heardAt('2026-10-25T02:20+02:00', twice)).toBe(true);
    expect(await heardAt('2026-10-25T02:05+01:00', twice)).toBe(true);
    expect(await heardAt('2026-10-25T02:45+01:00', twice)).toBe(false);
  });
});
