import type { Definition, PromptId, PromptView } from '@decroche/protocol';

/** Members whose text is never the name of a prompt, whatever it says. */
const OTHER_NAMES: ReadonlySet<string> = new Set([
  ...['serviceId', 'queueId', 'calendarId', 'skillId', 'agentId', 'name', 'label', 'numbers', 'key', 'reason'],
  ...['kind', 'date', 'from', 'to', 'days', 'timeZone', 'holidays', 'dialling', 'clause', 'clockStartsAt'],
  ...['policyId', 'messageKey', 'questionId', 'relayNumbers'],
]);

/** Every text of a part of the definition that may name a prompt. */
function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const each of value) yield* textsOf(each);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) if (!OTHER_NAMES.has(key)) yield* textsOf(each);
  }
}

/** Names of the services and calendars that say each prompt. */
function usesOf({ services, calendars }: Pick<Definition, 'services' | 'calendars'>): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  for (const part of [...services, ...calendars]) {
    for (const text of new Set(textsOf(part))) uses.set(text, [...(uses.get(text) ?? []), part.name]);
  }
  return uses;
}

/** How a sound came to be, by the name its maker gave it. */
function kindOf(file: string): PromptView['kind'] {
  if (file.startsWith('prompts/speech-')) return 'speech';
  return file.startsWith('prompts/recorded-') ? 'recorded' : 'made';
}

/** What callers hear, and where, in the order of the definition. */
export function promptViews(definition: Pick<Definition, 'services' | 'calendars' | 'prompts'>): PromptView[] {
  const uses = usesOf(definition);
  return definition.prompts.map((prompt) => ({
    ...prompt,
    kind: kindOf(prompt.file),
    usedBy: uses.get(prompt.promptId) ?? [],
  }));
}

/** A prompt of the definition. */
export const promptOf = (definition: Definition, promptId: PromptId) =>
  definition.prompts.find((prompt) => prompt.promptId === promptId);
