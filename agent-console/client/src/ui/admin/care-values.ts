import type { ServiceDefinition } from '@decroche/protocol';
import { idOf } from './id-of.ts';
import { typedMs } from './typed-number.ts';

/** What a service does for callers who need care: whom it protects, who may answer by keys, whom it wakes at night. */
export interface CareValues {
  childProtection: boolean;
  relayNumbers: string[];
  asksSilent: boolean;
  silentKey: string;
  questions: { questionId: string; label: string; prompt: string | null }[];
  hasOnCall: boolean;
  onCallPolicy: string | null;
  onCallPrompt: string | null;
  onCallSeconds: number;
  messageKey: string;
}

/** What the form starts from. */
export function careValues({ childProtection, relayNumbers, silentCaller, onCall }: ServiceDefinition): CareValues {
  return {
    ...{ childProtection: childProtection ?? false, relayNumbers: [...(relayNumbers ?? [])] },
    ...{ asksSilent: silentCaller !== undefined, silentKey: silentCaller?.key ?? '1' },
    questions: (silentCaller?.questions ?? []).map((question) => ({ ...question })),
    ...{ hasOnCall: onCall !== undefined, onCallPolicy: onCall?.policyId ?? null },
    ...{ onCallPrompt: onCall?.announcement ?? null, onCallSeconds: (onCall?.everyMs ?? 30_000) / 1000 },
    messageKey: onCall?.messageKey ?? '*',
  };
}

/** A question is known by what it says when it was new; by its own name ever after, so that past calls stay readable. */
function questionsOf(questions: CareValues['questions']) {
  const taken = new Set(questions.map(({ questionId }) => questionId));
  return questions.map(({ questionId, label, prompt }, index) => {
    const words = idOf(label) || 'question';
    const made = taken.has(words) ? `${words}-${index + 1}` : words;
    return { questionId: questionId || made, label: label.trim(), prompt: prompt ?? '' };
  });
}

/** The parts of a service that the values say. */
export function careOf(values: CareValues, before: Pick<ServiceDefinition, 'childProtection'>) {
  const said = before.childProtection !== undefined || values.childProtection;
  return {
    ...(said ? { childProtection: values.childProtection } : {}),
    ...(values.relayNumbers.length === 0 ? {} : { relayNumbers: values.relayNumbers }),
    ...(values.asksSilent ? { silentCaller: { key: values.silentKey, questions: questionsOf(values.questions) } } : {}),
    ...(values.hasOnCall
      ? {
          onCall: {
            ...{ policyId: values.onCallPolicy ?? '', announcement: values.onCallPrompt ?? '' },
            ...{ everyMs: typedMs(values.onCallSeconds), messageKey: values.messageKey },
          },
        }
      : {}),
  };
}

/** The inputs that are not called as in the definition. */
export const careInputs: Readonly<Record<string, string>> = {
  ...{ 'silentCaller.key': 'silentKey', 'silentCaller.questions': 'questions' },
  ...{ 'onCall.policyId': 'onCallPolicy', 'onCall.announcement': 'onCallPrompt' },
  ...{ 'onCall.everyMs': 'onCallSeconds', 'onCall.messageKey': 'messageKey' },
};
