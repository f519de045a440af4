/**
 * A dissuasion message (C4) while it is being written: what the form holds, what is still wrong with it, and what is sent.
 */
import type {
  DissuasionArming,
  DissuasionChoice,
  DissuasionContent,
  DissuasionInput,
  DissuasionMode,
} from '@decroche/protocol';
import { hasSound, soundFile, spoken, type SoundChoice } from './sound-choice.ts';

/** What a caller may choose, in the order in which it is told. */
export const CHOICES: readonly DissuasionChoice[] = ['attach', 'callback', 'voicemail', 'stay'];

/** One time of the day at which it speaks. */
export interface SpeakingHours {
  readonly from: string;
  readonly to: string;
}

/** The form. Numbers are what a person types: empty = not wanted. */
export interface DissuasionForm {
  readonly title: string;
  readonly text: string;
  readonly sound: SoundChoice;
  readonly serviceIds: readonly string[];
  readonly queueIds: readonly string[];
  readonly hours: readonly SpeakingHours[];
  readonly expiresAt?: number;
  readonly mode: DissuasionMode;
  /** The key of each choice; empty = not offered. */
  readonly keys: Readonly<Record<DissuasionChoice, string>>;
  readonly incidentTicketId?: string;
  readonly armed: boolean;
  readonly waiting: number | '';
  readonly expectedWaitSeconds: number | '';
  readonly longestWaitSeconds: number | '';
  readonly alsoToWaiting: boolean;
}

/** A message nobody has written yet: it informs everyone, who then go on. */
export const emptyMessage: DissuasionForm = {
  ...{ title: '', text: '', sound: spoken, serviceIds: [], queueIds: [], hours: [], mode: 'informThenQueue' },
  ...{ keys: { attach: '', callback: '', voicemail: '', stay: '' }, armed: false, alsoToWaiting: true },
  ...{ waiting: '', expectedWaitSeconds: '', longestWaitSeconds: '' },
};

const seconds = (ms: number | undefined): number | '' => (ms === undefined ? '' : ms / 1000);

/** The form of a message that exists. */
export function formOf(content: DissuasionContent): DissuasionForm {
  const { arming, scope } = content;
  return {
    title: content.title,
    text: content.text,
    sound: { source: 'kept', made: { file: content.file, durationMs: content.durationMs, says: content.text } },
    ...{ serviceIds: scope.serviceIds, queueIds: scope.queueIds, hours: scope.hours },
    ...(scope.expiresAt !== undefined && { expiresAt: scope.expiresAt }),
    mode: content.mode,
    keys: {
      ...emptyMessage.keys,
      ...(Object.fromEntries(content.keys.map(({ key, choice }) => [choice, key])) as DissuasionForm['keys']),
    },
    ...(content.incidentTicketId !== undefined && { incidentTicketId: content.incidentTicketId }),
    armed: arming !== undefined,
    waiting: arming?.waiting ?? '',
    expectedWaitSeconds: seconds(arming?.expectedWaitMs),
    longestWaitSeconds: seconds(arming?.longestWaitMs),
    alsoToWaiting: content.alsoToWaiting,
  };
}

/** What has to be mended before it may be kept, by the part of the form. */
export type DissuasionProblem =
  | 'titleMissing'
  | 'textMissing'
  | 'soundMissing'
  | 'hoursWrong'
  | 'expired'
  | 'noKey'
  | 'keyTwice'
  | 'incidentMissing'
  | 'armingEmpty';

const offered = ({ mode, keys }: DissuasionForm) =>
  mode === 'informThenChoice' ? CHOICES.filter((choice) => keys[choice] !== '') : [];

/** Everything wrong with it, in the order of the form. */
export function problemsOf(form: DissuasionForm, now: number): readonly DissuasionProblem[] {
  const choices = offered(form);
  const { armed, waiting, expectedWaitSeconds, longestWaitSeconds } = form;
  const found: readonly (readonly [boolean, DissuasionProblem])[] = [
    [form.title.trim() === '', 'titleMissing'],
    [form.text.trim() === '', 'textMissing'],
    [!hasSound(form.sound), 'soundMissing'],
    [form.hours.some(({ from, to }) => from === '' || to === '' || from >= to), 'hoursWrong'],
    [form.expiresAt !== undefined && form.expiresAt <= now, 'expired'],
    [form.mode === 'informThenChoice' && choices.every((choice) => choice === 'stay'), 'noKey'],
    [new Set(choices.map((choice) => form.keys[choice])).size < choices.length, 'keyTwice'],
    [choices.includes('attach') && form.incidentTicketId === undefined, 'incidentMissing'],
    [armed && [waiting, expectedWaitSeconds, longestWaitSeconds].every((value) => value === ''), 'armingEmpty'],
  ];
  return found.flatMap(([wrong, problem]) => (wrong ? [problem] : []));
}

function armingOf(form: DissuasionForm): DissuasionArming | undefined {
  if (!form.armed) return undefined;
  const { waiting, expectedWaitSeconds, longestWaitSeconds } = form;
  return {
    ...(waiting !== '' && { waiting }),
    ...(expectedWaitSeconds !== '' && { expectedWaitMs: Math.round(expectedWaitSeconds * 1000) }),
    ...(longestWaitSeconds !== '' && { longestWaitMs: Math.round(longestWaitSeconds * 1000) }),
  };
}

/** What is sent. What the mode has no use for is left out. */
export function inputOf(form: DissuasionForm): DissuasionInput {
  const choices = offered(form);
  const file = soundFile(form.sound, form.text);
  const arming = armingOf(form);
  return {
    title: form.title.trim(),
    text: form.text.trim(),
    ...(file !== undefined && { file }),
    scope: {
      serviceIds: [...form.serviceIds] as DissuasionContent['scope']['serviceIds'],
      queueIds: [...form.queueIds] as DissuasionContent['scope']['queueIds'],
      hours: [...form.hours],
      ...(form.expiresAt !== undefined && { expiresAt: form.expiresAt }),
    },
    mode: form.mode,
    keys: choices.map((choice) => ({ key: form.keys[choice], choice })),
    ...(choices.includes('attach') && {
      incidentTicketId: form.incidentTicketId as DissuasionContent['incidentTicketId'],
    }),
    ...(arming && { arming }),
    alsoToWaiting: form.alsoToWaiting,
  };
}

/** The keys in the order in which they are said: by the key itself. */
export function spokenKeys(
  form: DissuasionForm,
): readonly { readonly key: string; readonly choice: DissuasionChoice }[] {
  return offered(form)
    .map((choice) => ({ key: form.keys[choice], choice }))
    .sort((a, b) => a.key.localeCompare(b.key));
}

/** The first key nothing else is on. */
export function freeKey(form: DissuasionForm): string {
  const taken = new Set(Object.values(form.keys));
  return ['1', '2', '3', '4', '5', '6', '7', '8', '9'].find((key) => !taken.has(key)) ?? '';
}
