import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { focusInput, labelOf } from '../../parts/focus-input.ts';
import { notify } from '../../parts/notify.ts';
import { useChange } from '../../parts/use-change.ts';
import { queryString } from '../../queries.ts';
import { SHOWS_ON_CALL, useOnCallSetup } from '../on-call-queries.ts';

interface Steps<V extends object, D> {
  readonly form: UseFormReturnType<V>;
  /** What the values say, or what is wrong with them. */
  readonly parse: (values: V) => z.ZodSafeParseResult<D>;
  /** Inputs that are not called as in the schema; `''` = a level that the form does not have. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly path: (values: V) => string;
  readonly onClose: () => void;
}

/** What an input that was left empty looks like to a schema. */
const MISSING: ReadonlySet<string> = new Set(['too_small', 'invalid_type', 'invalid_union', 'invalid_format']);

/** The input of a part of the schema. */
function inputOf(path: readonly string[], inputs: Readonly<Record<string, string>>): string {
  const parts = path.map((part) => inputs[part] ?? part).filter((part) => part !== '');
  return inputs[path.join('.')] ?? parts.join('.');
}

/** How every form of the on-call setup is read and saved; nothing is refused in silence. */
export function useSetupForm<V extends object, D>({ form, parse, inputs = {}, path, onClose }: Steps<V, D>) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_ON_CALL);
  // What was looked at when the form was opened: a change by somebody else since then is not overwritten.
  const [version] = useState(useOnCallSetup().data?.version);
  return async (): Promise<void> => {
    const parsed = parse(form.values);
    if (parsed.error) {
      const wrong = parsed.error.issues.map((issue) => ({
        field: inputOf(issue.path.map(String), inputs),
        message: MISSING.has(issue.code) ? t('form.needed') : issue.message,
      }));
      const nodes = wrong.map(({ field }) => form.getInputNode(field));
      const [first] = wrong;
      form.setErrors(Object.fromEntries(wrong.map(({ field, message }) => [field, message])));
      notify({
        tone: 'bad',
        title: t('form.wrong'),
        message: `${labelOf(nodes[0]) ?? first?.field} : ${first?.message}`,
      });
      return focusInput(nodes);
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
