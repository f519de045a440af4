import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { refused } from '../../admin/definition-issues.ts';
import { focusInput } from '../../parts/focus-input.ts';
import { notify } from '../../parts/notify.ts';
import { useChange } from '../../parts/use-change.ts';
import { queryString } from '../../queries.ts';
import { SHOWS_ON_CALL, useOnCallSetup } from '../on-call-queries.ts';

interface Steps<V extends object, D> {
  readonly form: UseFormReturnType<V>;
  /** What the values say, or what is wrong with them. */
  readonly parse: (values: V) => z.ZodSafeParseResult<D>;
  /** Inputs that are not called as in the schema. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly path: (values: V) => string;
  readonly onClose: () => void;
}

/** How every form of the on-call setup is read and saved; nothing is refused in silence. */
export function useSetupForm<V extends object, D>({ form, parse, inputs = {}, path, onClose }: Steps<V, D>) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_ON_CALL);
  // What was looked at when the form was opened: a change by somebody else since then is not overwritten.
  const [version] = useState(useOnCallSetup().data?.version);
  return async (): Promise<void> => {
    const parsed = parse(form.values);
    const found = refused(parsed.error?.issues ?? [], inputs, t('form.needed'));
    if (found) {
      form.setErrors(Object.fromEntries(found.fields.map(({ field, message }) => [field, message])));
      notify({ tone: 'bad', title: t('form.wrong'), message: found.first });
      focusInput(found.fields.map(({ field }) => form.getInputNode(field)));
      return;
    }
    if (await change('PUT', `${path(form.values)}${queryString({ version })}`, { body: parsed.data })) onClose();
  };
}

/** An id nobody has yet, made of a name: `reseau`, `reseau-2`. */
export function freeId(wanted: string, taken: readonly string[]): string {
  const base = wanted === '' ? 'a' : wanted;
  if (!taken.includes(base)) return base;
  for (let n = 2; ; n += 1) if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`;
}
