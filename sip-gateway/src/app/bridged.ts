import { type Call, type Leg, type World } from './call.ts';

/** How often the media server is asked whether the party has been heard. */
const ASK_EVERY_MS = 5;
/** Some telephones send nothing while their microphone is shut. */
const PATIENCE_MS = 1_000;

/**
 * Tells `leg.bridged` when the party's first sound has come: a browser needs some 40 ms after its 200 OK to agree on keys,
 * and the caller hears nothing before (kpi.md: T1). Whoever sends no sound counts as heard after a second. Nothing waits
 * for this: the two are joined already.
 */
export function tellBridged(world: World, call: Call, leg: Leg): void {
  const giveUpAt = world.now() + PATIENCE_MS;
  const isGone = () => !call.open || leg.status === 'released';
  const tell = () => {
    world.events.publish({ type: 'leg.bridged', callId: call.callId, legId: leg.legId, bridgedAt: world.now() });
  };
  const ask = async (): Promise<void> => {
    if (isGone()) return;
    const heard = await world.media.hasBeenHeard(call.callId, leg.legId).catch(() => true);
    if (isGone()) return;
    if (heard || leg.status === 'held' || world.now() >= giveUpAt) tell();
    else setTimeout(() => void ask(), ASK_EVERY_MS);
  };
  void ask();
}
