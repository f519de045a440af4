import type { Logger } from '@decroche/platform';
import { between, oneOf, pause } from './chance.ts';
import { CallRefused, type Phones } from './phone.ts';
import type { Sentences } from './sentences.ts';
import { speak, type Voice } from './speech.ts';

const VARIANTS = ['m1', 'm3', 'm5', 'm7', 'f1', 'f2', 'f4', 'f5'];
/** Share of callers who give up early. */
const IMPATIENT = 0.1;

/** Whom somebody calls, from which number, and what they say. */
export interface RobotCaller {
  readonly target: string;
  readonly number: string;
  readonly says: Sentences;
}

/** One caller's visit: calls, says what is the matter now and then, leaves when the agent does or when out of patience. */
export async function visit(phones: Phones, { target, number, says }: RobotCaller, log: Logger): Promise<void> {
  const voice: Voice = { variant: oneOf(VARIANTS), speed: Math.round(between(135, 175)) };
  const patienceMs = Math.random() < IMPATIENT ? between(6_000, 30_000) : between(150_000, 300_000);
  try {
    const call = await phones.call(target, number);
    log.info('a caller is in');
    const leaving = pause(patienceMs, call.ended).then(() => call.hangUp());
    await pause(between(4_000, 9_000), call.ended);
    await call.line.say(await speak(oneOf(says.first), voice));
    let over = false;
    void call.ended.then(() => (over = true));
    while (!over) {
      await pause(between(9_000, 18_000), call.ended);
      if (!over) await call.line.say(await speak(oneOf(says.then), voice));
    }
    await leaving;
    log.info({ endedBy: (await call.ended) === 'us' ? 'caller' : 'centre' }, 'a caller has left');
  } catch (error) {
    if (!(error instanceof CallRefused)) throw error;
    log.warn({ status: error.status }, 'a caller was refused');
  }
}
