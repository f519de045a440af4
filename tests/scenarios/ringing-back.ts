import type { AcdRequest, CallbackDefinition, Definition, Reply, ServiceDefinition } from '@decroche/protocol';
import { aCallback, aDefinition, aService } from './builders.ts';
import { CallbackActor, World, type Caller } from './world.ts';

/** The small organisation, whose callers may ask to be rung back by key 9 while they wait. */
export const ringingBack = (
  callback: Partial<CallbackDefinition> = {},
  service: Partial<ServiceDefinition> = {},
  definition: Partial<Definition> = {},
): Definition =>
  aDefinition({
    services: [
      aService('desk', {
        callback: aCallback(callback),
        waitingKeys: [{ key: '9', target: { kind: 'callback' } }],
        ...service,
      }),
    ],
    ...definition,
  });

/** A centre that rings people back: its gateway has said that it is there. */
export async function openRingingBack(definition: Definition = ringingBack(), at?: number): Promise<World> {
  const world = await World.open({ definition, ...(at === undefined ? {} : { at }) });
  await world.census();
  return world;
}

/** A caller who waits asks to be rung back on their own number, and hears that they will be. */
export async function asksToBeRungBack(world: World, caller: Caller): Promise<CallbackActor> {
  await caller.presses('9');
  await caller.presses('1');
  return world.callbackOf(caller.callId);
}

/** Someone of the house wants somebody rung back. */
export async function wantsRungBack(
  world: World,
  change: Partial<Extract<AcdRequest, { type: 'callback.requested' }>> = {},
): Promise<CallbackActor> {
  const reply = await askForCallback(world, change);
  if (reply.result !== 'accepted' || reply.created === undefined) throw new Error(JSON.stringify(reply));
  return new CallbackActor(world, reply.created as never);
}

/** The same, whatever the answer. */
export const askForCallback = (
  world: World,
  change: Partial<Extract<AcdRequest, { type: 'callback.requested' }>> = {},
): Promise<Reply> =>
  world.request({
    ...{ type: 'callback.requested', partyRef: 'party-x' as never, serviceId: 'desk' as never, ...change },
  });
