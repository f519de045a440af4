import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Stretch } from '../../core/on-call/stretches.ts';
import type { Locale } from '../format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { MarkShape } from './marks.tsx';
import { fromTo, lengthWords } from './on-call-format.ts';
import { useNarrow } from './use-narrow.ts';
import classes from './on-call.module.css';

/** The same month in lines: when, who, why. */
export function CalendarTable({ all, locale, label }: { all: readonly Stretch[]; locale: Locale; label: string }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  return (
    <ListTable
      label={t('onCall.calendar.tableOf', { name: label })}
      minWidth={280}
      columns={[t('onCall.when'), t('onCall.who'), ...(narrow ? [] : [t('onCall.why')])]}
    >
      {all.map((stretch) => (
        <Table.Tr key={stretch.key} className={stretch.mark === 'gap' ? classes.gapRow : undefined}>
          <Table.Td>
            {fromTo(stretch.fromAt, stretch.toAt, locale)}
            <Text size="xs" c="dimmed">
              {lengthWords(stretch.toAt - stretch.fromAt, locale.language)}
            </Text>
          </Table.Td>
          <Table.Td>
            <Text size="sm" fw={600}>
              {stretch.name ?? t('onCall.now.nobody')}
            </Text>
            {narrow && <StretchWhy stretch={stretch} />}
          </Table.Td>
          {!narrow && (
            <Table.Td>
              <StretchWhy stretch={stretch} />
            </Table.Td>
          )}
        </Table.Tr>
      ))}
    </ListTable>
  );
}

/** Why this person: shape and words. */
export function StretchWhy({ stretch: { mark, insteadOfName } }: { stretch: Stretch }) {
  const { t } = useTranslation();
  return (
    <span className={classes.mark}>
      <MarkShape mark={mark} size={16} />
      <span>
        {t(`onCall.mark.${mark}`)}
        {insteadOfName !== undefined && ` · ${t('onCall.gap.away', { name: insteadOfName })}`}
      </span>
    </span>
  );
}
