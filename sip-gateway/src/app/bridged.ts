import { readSdp } from '../core/sdp.ts';
import { type Call, type Leg, type World } from './call.ts';

/** How often the media server is asked whether a browser has been heard: it needs some 40 ms. */
const ASK_EVERY_MS = 5;
/** From here on the page has some trouble, and a few milliseconds are nothing any more. */
const SELDOM_AFTER_MS = 150;
const SELDOM_MS = 50;
/** Whoever sends no sound at all. */
const PATIENCE_MS = 1_000;

/**
 * Tells `leg.bridged`: T1 of the pick-up time (kpi.md). A telephone speaks from its 200 OK on, so that the join is the instant.
 * A browser has to agree on keys first and the caller hears nothing before, so the media server is asked until its first sound
 * has come; one that sends none counts as heard after a second. Telephones are not asked about: each question costs the media
 * server, and at 60 calls/s they would be thousands a second. Nothing waits for this: the two are joined already.
 */
export function tellBridged(world: World, call: Call, leg: Leg): void {
  const joinedAt = world.now();
  const isGone = () => !call.open || leg.status === 'released';
  const tell = () => {
    world.events.publish({ type: 'leg.bridged', callId: call.callId, legId: leg.legId, bridgedAt: world.now() });
  };
  const ask = async (): Promise<void> => {
    if (isGone()) return;
    const heard = await world.media.hasBeenHeard(call.callId, leg.legId).catch(() => true);
    if (isGone()) return;
    const waitedMs = world.now() - joinedAt;
    if (heard || leg.status === 'held' || waitedMs >= PATIENCE_MS) return tell();
    setTimeout(() => void ask(), waitedMs < SELDOM_AFTER_MS ? ASK_EVERY_MS : SELDOM_MS);
  };
  if (isBrowser(leg)) void ask();
  else if (!isGone()) tell();
}

function isBrowser({ sdp }: Leg): boolean {
  const read = readSdp(sdp);
  return typeof read !== 'string' && read.profile === 'webrtc';
}
