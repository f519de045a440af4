import { Button, Group } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { DefinitionChange } from '@decroche/protocol';
import type { z } from 'zod';
import { focusInput, labelOf } from '../parts/focus-input.ts';
import { notify } from '../parts/notify.ts';
import { useChange } from '../parts/use-change.ts';
import { SHOWS_DEFINITION } from '../queries.ts';
import { DryRunButton } from './dry-run.tsx';
import { refused } from './definition-issues.ts';

interface Steps<V extends object, D> {
  readonly form: UseFormReturnType<V>;
  /** The part of the definition the values say, or what is wrong with them. */
  readonly parse: (values: V) => z.ZodSafeParseResult<D>;
  /** Inputs that are not called as in the definition. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Of something new: the input of its identifier, and whether that belongs to another already; saving would overwrite it. */
  readonly taken?: { readonly input: string; readonly by: (made: D) => boolean };
  readonly part: (made: D) => DefinitionChange;
  readonly to: (made: D) => readonly ['POST' | 'PUT', string];
  readonly onClose: () => void;
}

/** How every form of a part of the definition is read, tried on the last calls and saved; nothing is refused in silence. */
export function useDefinitionForm<V extends object, D>(steps: Steps<V, D>) {
  const { form, parse, inputs = {}, taken, part, to, onClose } = steps;
  const { t } = useTranslation();
  const change = useChange(SHOWS_DEFINITION);
  const refuse = (first: string, fields: readonly { field: string; message: string }[]) => {
    form.setErrors(Object.fromEntries(fields.map(({ field, message }) => [field, message])));
    const inputs = fields.map(({ field }) => form.getInputNode(field));
    const label = labelOf(inputs[0]);
    const message = label === undefined ? first : `${label} : ${fields[0]?.message}`;
    notify({ tone: 'bad', title: t('form.wrong'), message });
    focusInput(inputs);
  };
  const read = (): D | undefined => {
    const parsed = parse(form.values);
    const found = refused(parsed.error?.issues ?? [], inputs, t('form.needed'));
    if (found) return void refuse(found.first, found.fields);
    if (parsed.data !== undefined && taken?.by(parsed.data)) {
      return void refuse(t('form.taken'), [{ field: taken.input, message: t('form.taken') }]);
    }
    return parsed.data;
  };
  return {
    tried: (): DefinitionChange | undefined => {
      const made = read();
      return made && part(made);
    },
    save: async () => {
      const body = read();
      if (body && (await change(...to(body), { body }))) onClose();
    },
  };
}

/** The end of such a form: try it, save it. */
export function DefinitionFormEnd({ tried }: { tried: () => DefinitionChange | undefined }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" mt="md">
      <DryRunButton change={tried} />
      <Button type="submit">{t('common.save')}</Button>
    </Group>
  );
}
