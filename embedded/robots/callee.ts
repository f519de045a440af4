import type { Logger } from '@decroche/platform';
import { between, oneOf, pause } from './chance.ts';
import type { Ringing } from './phone.ts';
import { CALLEES } from './sentences.ts';
import { speak } from './speech.ts';

/** Share of rings that nobody hears. */
const UNHEARD = 0.25;
/** What somebody on call says by a key: mostly yes. Somebody who is rung back may press what they like. */
const KEYS = ['1', '1', '1', '1', '2', '3'];
/** Share of those who pick up and press nothing, as a voicemail does. */
const VOICEMAIL = 0.15;

/** Somebody outside whom the centre rings: on call, or to be rung back. */
export async function pickUp(ringing: Ringing, log: Logger): Promise<void> {
  if (Math.random() < UNHEARD) return;
  let withdrawn = false;
  void ringing.cancelled.then(() => (withdrawn = true));
  await pause(between(3_000, 12_000), ringing.cancelled);
  if (withdrawn) return;
  const call = await ringing.answer();
  log.info('somebody outside picked up');
  let over = false;
  void call.ended.then(() => (over = true));
  await pause(between(5_000, 9_000), call.ended);
  if (!over && Math.random() >= VOICEMAIL) call.line.press(oneOf(KEYS));
  const voice = { variant: oneOf(['m2', 'f3', 'm6']), speed: Math.round(between(140, 165)) };
  const until = performance.now() + between(40_000, 90_000);
  while (!over && performance.now() < until) {
    await pause(between(4_000, 9_000), call.ended);
    if (!over) await call.line.say(await speak(oneOf(CALLEES.then), voice));
  }
  await call.hangUp();
}
