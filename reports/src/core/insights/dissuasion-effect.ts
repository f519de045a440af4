/** What each dissuasion message did (C4): to whom it was said, what they chose, and what became of those who stayed. */
import type { CallRecord, DissuasionEffect, DissuasionId } from '@decroche/protocol';

type After = keyof DissuasionEffect['afterStaying'];
type Way = 'left' | 'released' | 'attached' | 'voicemail' | 'callback' | 'stayed';

/** One message in one call. Said twice, it counts once, with what followed the last time. */
interface Saying {
  readonly record: CallRecord;
  readonly startedAt: number;
  readonly heard: boolean;
  readonly way: Way;
}

/** Only the last message of a call can have ended it. */
const LAST_WORD: Partial<Record<NonNullable<CallRecord['outcome']>, Way>> = {
  dissuadedLeft: 'left',
  dissuadedReleased: 'released',
  attachedToIncident: 'attached',
};

function sayingOf(record: CallRecord, dissuasionId: DissuasionId): Saying {
  const times = record.dissuasions.filter((said) => said.dissuasionId === dissuasionId);
  const last = times.at(-1)!;
  const { startedAt, choice } = last;
  const ended = record.dissuasions.at(-1) === last && record.outcome ? LAST_WORD[record.outcome] : undefined;
  const chosen = choice === 'attach' ? 'attached' : choice === 'stay' ? undefined : choice;
  return { record, startedAt, heard: times.some(({ heard }) => heard), way: chosen ?? ended ?? 'stayed' };
}

function fateOf({ answeredAt, outcome }: CallRecord): After {
  if (answeredAt !== undefined) return 'answered';
  if (outcome === undefined) return 'inProgress';
  return outcome === 'abandonedInQueue' || outcome === 'abandonedWhileRinging' || outcome === 'abandonedInMenu'
    ? 'abandoned'
    : 'other';
}

function effectOf(dissuasionId: DissuasionId, sayings: readonly Saying[]): DissuasionEffect {
  const count = (way: Way): number => sayings.filter((saying) => saying.way === way).length;
  const stayed = sayings.filter(({ way }) => way === 'stayed').map(({ record }) => fateOf(record));
  const fate = (after: After): number => stayed.filter((one) => one === after).length;
  const times = sayings.map(({ startedAt }) => startedAt);
  return {
    ...{ dissuasionId, saidTo: sayings.length, heard: sayings.filter(({ heard }) => heard).length },
    ...{ left: count('left'), released: count('released'), attached: count('attached') },
    ...{ voicemail: count('voicemail'), callback: count('callback'), stayed: stayed.length },
    afterStaying: {
      ...{ answered: fate('answered'), abandoned: fate('abandoned') },
      ...{ inProgress: fate('inProgress'), other: fate('other') },
    },
    firstSaidAt: times.reduce((first, at) => Math.min(first, at), Infinity),
    lastSaidAt: times.reduce((last, at) => Math.max(last, at), 0),
  };
}

/** The effect of each message, over some calls; the message said last comes first. */
export function dissuasionEffects(records: readonly CallRecord[]): DissuasionEffect[] {
  const sayings = new Map<DissuasionId, Saying[]>();
  for (const record of records) {
    for (const dissuasionId of new Set(record.dissuasions.map((said) => said.dissuasionId))) {
      const saying = sayingOf(record, dissuasionId);
      const known = sayings.get(dissuasionId);
      if (known) known.push(saying);
      else sayings.set(dissuasionId, [saying]);
    }
  }
  return [...sayings].map(([id, said]) => effectOf(id, said)).sort((a, b) => b.lastSaidAt - a.lastSaidAt);
}
