import { describe, expect, test } from 'vitest';
import { definitionFaults } from '../../acd/src/core/definition-faults.ts';
import { aCallback, aQueue, aService } from './builders.ts';
import { handOver, helpline, onDuty, received, SILENT_CALLER } from './helpline.ts';
import { aChoice, aMessageFor, draft, publish } from './messages.ts';
import { World, type Caller } from './world.ts';

const open = () => World.open({ definition: helpline() });

/** The line goes dead, as the gateway notices. */
async function isCut(world: World, { callId, legId }: Caller): Promise<void> {
  const leg = { type: 'leg.released', callId, legId, releasedAt: world.clock.now() } as const;
  await world.says({ ...leg, cause: 'mediaLost', by: 'party' });
}

describe('first reception', () => {
  test('hands the caller over with their needs and the time they waited, and is free at once', async () => {
    const world = await open();
    await onDuty(world, 'ruth');
    const caller = await world.dialsAndWaits('119', { partyRef: 'child' });
    await world.pass(20_000);
    await world.agent('ruth').asks('agent.readyRequested');
    await world.agent('ruth').answers();
    await world.ready('new', 'leo');
    expect(await handOver(world, caller)).toBe('accepted');
    // `new` has been free for longer, and has not learnt to listen yet.
    expect(caller.offeredTo).toBe('leo');
    expect(world.agent('ruth').status).toBe('ready');
    expect((await world.events('call.queued')).at(-1)).toMatchObject({
      ...{ queueId: 'listening', because: 'transfer', priority: 0 },
      needs: [{ skillId: 'listening', level: 1 }],
    });
  });

  test('any other transfer is still for whoever it is made to, whatever the service asked for', async () => {
    const world = await open();
    await world.ready('ruth', 'lea');
    const caller = await received(world);
    await world
      .agent('ruth')
      .asksAbout(caller, 'call.transferRequested', { target: { kind: 'queue', queueId: 'minors' } });
    expect((await world.events('call.queued')).at(-1)?.needs).toBeUndefined();
  });

  test('keeps the caller when no listener is there', async () => {
    const world = await open();
    await world.ready('ruth');
    const caller = await received(world);
    expect(await handOver(world, caller)).toBe('targetUnavailable');
    expect([caller.stage, world.agent('ruth').status]).toEqual(['talking', 'talking']);
  });

  test('minors come before those who have waited longer', async () => {
    const world = await open();
    await world.ready('ruth');
    const adult = await received(world);
    await onDuty(world, 'lea');
    await handOver(world, adult);
    await world.pass(60_000);
    const minor = await world.dialsAndWaits('115');
    await world.agent('lea').asks('agent.readyRequested');
    expect([minor.offeredTo, adult.offeredTo]).toEqual(['lea', undefined]);
  });
});

describe('a child who was cut and calls again', () => {
  test('reaches the same listener first, past first reception, though they had been handed over', async () => {
    const world = await open();
    await world.ready('ruth', 'lea', 'leo');
    const first = await received(world);
    await handOver(world, first);
    expect(first.offeredTo).toBe('lea');
    await world.agent('lea').answers();
    await world.pass(120_000);
    await isCut(world, first);
    await world.pass(60_000);
    const again = await world.dialsAndWaits('119', { partyRef: 'child' });
    expect(again.offeredTo).toBe('lea');
    expect((await world.events('offer.made')).at(-1)).toMatchObject({ because: 'sameAgent' });
    expect((await world.events('call.queued')).at(-1)).toMatchObject({ queueId: 'listening' });
  });

  test('waits for that listener a while, then is for the other listeners, not for reception again', async () => {
    const world = await open();
    await world.ready('ruth', 'lea', 'leo');
    const first = await received(world);
    await handOver(world, first);
    await world.agent('lea').answers();
    await world.pass(60_000);
    await isCut(world, first);
    const other = await received(world, { partyRef: 'other' });
    await world.agent('leo').asks('agent.pauseRequested', { reason: 'lunch' });
    await handOver(world, other);
    await world.agent('lea').answers();
    await world.agent('leo').asks('agent.readyRequested');
    const again = await world.dialsAndWaits('119', { partyRef: 'child' });
    expect(again.offeredTo).toBeUndefined();
    await world.pass(30_000);
    expect(again.offeredTo).toBe('leo');
  });

  test('may have hung up themselves: somebody came in', async () => {
    const world = await open();
    await world.ready('ruth', 'lea');
    const first = await received(world);
    await handOver(world, first);
    await world.agent('lea').answers();
    await world.pass(120_000);
    await first.hangsUp();
    expect((await world.dialsAndWaits('119', { partyRef: 'child' })).offeredTo).toBe('lea');
  });

  test('is received anew when the listener had ended it, has gone, or too much time has passed', async () => {
    const world = await open();
    await world.ready('ruth', 'lea');
    const talk = async () => {
      const caller = await received(world);
      await handOver(world, caller);
      await world.agent('lea').answers();
      await world.pass(20_000);
      return caller;
    };
    await talk();
    await world.agent('lea').hangsUp();
    await talk().then((caller) => isCut(world, caller));
    await world.pass(600_001);
    await talk().then((caller) => isCut(world, caller));
    await world.agent('lea').asks('agent.logoutRequested');
    expect((await world.dialsAndWaits('119', { partyRef: 'child' })).offeredTo).toBe('ruth');
    const queued = (await world.events('call.queued')).filter((each) => each.because === undefined);
    expect(queued.map((each) => each.queueId)).toEqual(['reception', 'reception', 'reception', 'reception']);
  });

  test('who was cut while first reception still talked with them comes back to it', async () => {
    const world = await open();
    await world.ready('ruth', 'lea');
    await isCut(world, await received(world));
    const again = await world.dialsAndWaits('119', { partyRef: 'child' });
    expect(again.offeredTo).toBe('ruth');
    expect((await world.events('offer.made')).at(-1)).toMatchObject({ because: 'sameAgent' });
  });
});

describe('nobody learns the number', () => {
  const rings = (world: World) =>
    world.gateway.done.flatMap((each) => (each.type === 'ringLeg' ? [`${each.target.kind} ${each.present}`] : []));

  test('agents and parties outside are rung by nobody; callers of other services are announced as ever', async () => {
    const world = await open();
    await world.ready('ruth', 'ana');
    const caller = await received(world);
    await world.agent('ruth').asksAbout(caller, 'call.transferRequested', { target: { kind: 'number', number: '0145000000' } }); // prettier-ignore
    await world.dialsAndWaits('8008');
    expect(rings(world)).toEqual(['device anonymous', 'number anonymous', 'device number']);
  });

  test('a telephone that transfers to an emergency number means the one outside', async () => {
    const world = await open();
    await world.ready('ruth', 'lea');
    const caller = await received(world);
    const legId = world.agent('ruth').legId!;
    await world.says({ type: 'leg.transferRequested', callId: caller.callId, legId, target: 'sip:119@decroche' });
    expect((await world.events('call.transferStarted')).at(-1)?.target).toEqual({
      kind: 'external',
      ring: { kind: 'number', number: '119' },
    });
  });
});

describe('nothing is sent back', () => {
  const children = { serviceIds: ['children' as never] };

  test('a message for these callers may promise neither news nor a call-back', async () => {
    const world = await open();
    const dissuasionId = await draft(world, aMessageFor(children, aChoiceKeys()));
    const reply = await world.request({ type: 'dissuasion.publishRequested', dissuasionId });
    expect(reply).toMatchObject({ result: 'refused', reason: 'childProtection' });
    expect(reply.result === 'refused' && reply.detail).toContain('children');
    await publish(world, aMessageFor(children));
  });

  test('of a message for everybody the key that attaches keeps them in the line, and no ticket waits to be told', async () => {
    const world = await open();
    for (const name of ['ruth', 'ana']) await onDuty(world, name);
    await publish(world, aChoice());
    const [child, other] = [await world.dialsAndWaits('119'), await world.dialsAndWaits('8008')];
    // The first time it says that they can not speak.
    await child.presses('1');
    await child.presses('1');
    await other.presses('1');
    expect(await world.events('call.dissuasionChoiceMade')).toMatchObject([{ choice: 'stay' }, { choice: 'attach' }]);
    expect((await world.events('call.attachedToIncident')).map((each) => each.callId)).toEqual([other.callId]);
  });

  test('a call-back is refused, whoever asks', async () => {
    const world = await open();
    await world.ready('ruth');
    expect(await world.request({ type: 'callback.requested', partyRef: 'child' as never, serviceId: 'children' as never })).toMatchObject({ reason: 'childProtection' }); // prettier-ignore
  });
});

/** What {@link aChoice} asks, as a change of another message. */
const aChoiceKeys = () => {
  const { mode, keys, incidentTicketId } = aChoice();
  return { mode, keys, ...(incidentTicketId === undefined ? {} : { incidentTicketId }) };
};

describe('a definition is refused, by name, that', () => {
  const faultsOf = (...given: Parameters<typeof helpline>) => definitionFaults(helpline(...given), 'main').join('; ');
  const key = (name: string, target: object) => [{ key: name, target }] as never;

  test('protects children and is otherwise sound: it is not', () => expect(faultsOf()).toBe(''));

  test.each<[string, Parameters<typeof helpline>, string]>([
    ['rings children back', [{ callback: aCallback() }], 'service children protects children'],
    ['lets them ask for it by a key', [{ waitingKeys: key('9', { kind: 'callback' }) }], 'service children protects'],
    ['gives the silent key another meaning', [{ waitingKeys: key('1', { kind: 'stay' }) }], 'another meaning'],
    ['asks two questions of one name', [{ silentCaller: twoAlike() }], 'two questions of service children'],
    ['asks what has no sound', [{ silentCaller: unsaid() }], 'service children names gone'],
    ['hands over to nobody', [{}, { queues: [...queues(), aQueue('x', { handOverTo: 'gone' as never })] }], 'x names gone'],
    ['hands over to itself', [{}, { queues: [...queues(), aQueue('x', { handOverTo: 'x' as never })] }], 'x hands callers over to itself'],
    ['has relays dial what is not its own', [{ relayNumbers: ['8008'] }], 'relay number 8008'],
  ])('%s', (_, given, said) => expect(faultsOf(...given)).toContain(said)); // prettier-ignore

  test('an ordinary service may ring back', () => {
    expect(faultsOf({}, { services: [...helpline().services, aService('back', { numbers: ['8010'], callback: aCallback() })] })).toBe(''); // prettier-ignore
  });
});

const queues = () => helpline().queues;
const twoAlike = () => ({ ...SILENT_CALLER, questions: [SILENT_CALLER.questions[0]!, SILENT_CALLER.questions[0]!] });
const unsaid = () => ({ ...SILENT_CALLER, questions: [{ questionId: 'q', label: 'q', prompt: 'gone' as never }] });
