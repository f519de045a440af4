import type { UseFormReturnType } from '@mantine/form';
import type { Definition } from '@decroche/protocol';
import type { ServiceValues } from './service-values.ts';

/** What a part of the form of a service works on. */
export interface Part {
  readonly form: UseFormReturnType<ServiceValues>;
  readonly definition: Definition;
}

/** The sounds one may choose, by what they say. */
export const promptChoices = ({ prompts }: Definition) =>
  prompts.map(({ promptId, text }) => ({ value: promptId as string, label: text === '' ? promptId : text }));
