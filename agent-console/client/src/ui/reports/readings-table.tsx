import { Alert, Badge, Code, Paper, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ServiceLevelClause, type TelephoneFigures } from '@decroche/protocol';
import { percent } from '../format.ts';
import { Verdict } from './figures-table.tsx';

/** A: answered, B: abandoned, T: the threshold. */
const FORMULA: Record<ServiceLevelClause, string> = {
  F1: '(A≤T + B≤T) / (A + B)',
  F2: 'A≤T / A',
  F3: 'A≤T / (A + B)',
  F4: 'A≤T / (A + B>T)',
  F5: 'A≤T / (A + B − B<5 s)',
};

/** The same calls under every published reading of the clause: the contract's beside the others. */
export function ReadingsTable({ figures }: { figures: TelephoneFigures }) {
  const { t, i18n } = useTranslation();
  const reached = (rate: number | null, ok: (rate: number) => boolean) => (rate === null ? undefined : ok(rate));
  return (
    <Paper p="md" bg="var(--surface)">
      <Title order={2} size="h4" mb="xs">
        {t('readings.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('readings.hint')}
      </Text>
      {figures.dependsOnReading && (
        <Alert mb="sm" color="orange" icon={<IconAlertTriangle aria-hidden />} title={t('readings.depends')} />
      )}
      <Table.ScrollContainer minWidth={720}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('readings.reading')}</Table.Th>
              <Table.Th>{t('readings.formula')}</Table.Th>
              <Table.Th>{t('readings.pickUp')}</Table.Th>
              <Table.Th>{t('reports.verdict')}</Table.Th>
              <Table.Th>{t('readings.abandon')}</Table.Th>
              <Table.Th>{t('reports.verdict')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ServiceLevelClause.options.map((clause) => {
              const pickUp = figures.readings[clause];
              const abandon = figures.abandonReadings[clause];
              return (
                <Table.Tr key={clause}>
                  <Table.Td>
                    <Text span fw={600}>
                      {clause}
                    </Text>{' '}
                    {clause === figures.clause && (
                      <Badge color="petrol" tt="none">
                        {t('readings.applied')}
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Code>{FORMULA[clause]}</Code>
                  </Table.Td>
                  <Table.Td className="tabular">{percent(pickUp, i18n.language)}</Table.Td>
                  <Table.Td>
                    <Verdict reached={reached(pickUp, (rate) => rate >= figures.pickUpTarget)} />
                  </Table.Td>
                  <Table.Td className="tabular">{percent(abandon, i18n.language)}</Table.Td>
                  <Table.Td>
                    <Verdict reached={reached(abandon, (rate) => rate < figures.abandonTarget)} />
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
