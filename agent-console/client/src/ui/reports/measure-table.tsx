import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Verdict } from './figures-table.tsx';

/** One indicator with its target, where it has one. */
export interface Measure {
  readonly name: string;
  readonly value: string;
  /** What the value is made of. */
  readonly of?: ReactNode;
  readonly target?: string;
  /** Absent = there is no target, or nothing to judge. */
  readonly reached?: boolean | undefined;
}

/** Indicators under each other: value, what it is made of, target, verdict. */
export function MeasureTable({ label, measures }: { label: string; measures: readonly Measure[] }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={620}>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('reports.indicator')}</Table.Th>
            <Table.Th>{t('reports.value')}</Table.Th>
            <Table.Th>{t('reports.target')}</Table.Th>
            <Table.Th>{t('reports.verdict')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {measures.map(({ name, value, of, target, reached }) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td className="tabular">
                <Text span fw={700}>
                  {value}
                </Text>{' '}
                {of !== undefined && (
                  <Text span size="sm" c="dimmed">
                    {of}
                  </Text>
                )}
              </Table.Td>
              <Table.Td className="tabular">{target ?? '—'}</Table.Td>
              <Table.Td>{reached === undefined ? '—' : <Verdict reached={reached} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
