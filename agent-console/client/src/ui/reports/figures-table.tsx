import { Anchor, Paper, Table, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CallClass, type TelephoneFigures } from '@decroche/protocol';
import { clock, count, percent, seconds } from '../format.ts';
import { outOfCalls } from './out-of.ts';

type Open = (classes: readonly CallClass[]) => void;

/** The classes both rates are divided by (F4), and the part each rate shows. */
const PICKED_UP: readonly CallClass[] = ['answeredOnTime'];
const LOST: readonly CallClass[] = ['abandonedLate'];

/** Reached or missed, in shape and word. */
export function Verdict({ reached }: { reached: boolean | undefined }) {
  const { t } = useTranslation();
  if (reached === undefined) return <Text size="sm">{t('board.noCallYet')}</Text>;
  const Shape = reached ? IconCircleCheck : IconCircleX;
  return (
    <Text size="sm" fw={600} component="span" style={{ whiteSpace: 'nowrap' }}>
      <Shape
        size={17}
        aria-hidden
        style={{ verticalAlign: '-3px', color: `var(--tone-${reached ? 'good' : 'bad'})` }}
      />{' '}
      {t(reached ? 'reports.reached' : 'reports.missed')}
    </Text>
  );
}

function Figure({
  text,
  classes,
  open,
  label,
}: {
  text: string;
  classes: readonly CallClass[];
  open: Open;
  label: string;
}) {
  return (
    <Anchor
      component="button"
      type="button"
      underline="always"
      fw={700}
      className="tabular"
      aria-label={`${text} · ${label}`}
      onClick={() => open(classes)}
    >
      {text}
    </Anchor>
  );
}

/** The indicators with their targets, then every class of calls: nothing is left out of the total. */
export function FiguresTable({ figures, open }: { figures: TelephoneFigures; open: Open }) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const limit = figures.thresholdMs / 1000;
  const { pickUpRate, abandonRate } = figures;
  const rates = [
    {
      name: t('board.pickUp', { seconds: limit }),
      text: percent(pickUpRate, language),
      classes: PICKED_UP,
      calls: outOfCalls(figures, 'answeredOnTime', t),
      target: `≥ ${percent(figures.pickUpTarget, language)}`,
      reached: pickUpRate === undefined ? undefined : pickUpRate >= figures.pickUpTarget,
    },
    {
      name: t('board.abandon', { seconds: limit }),
      text: percent(abandonRate, language),
      classes: LOST,
      calls: outOfCalls(figures, 'abandonedLate', t),
      target: `< ${percent(figures.abandonTarget, language)}`,
      reached: abandonRate === undefined ? undefined : abandonRate < figures.abandonTarget,
    },
  ];
  return (
    <Paper p="md" bg="var(--surface)">
      <Title order={2} size="h4" mb="xs">
        {t('reports.indicators')}
      </Title>
      <Table.ScrollContainer minWidth={620}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('reports.indicator')}</Table.Th>
              <Table.Th>{t('reports.value')}</Table.Th>
              <Table.Th>{t('reports.target')}</Table.Th>
              <Table.Th>{t('reports.verdict')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rates.map(({ name, text, classes, calls, target, reached }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td>
                  <Figure text={text} classes={classes} open={open} label={t('reports.seeCalls')} />{' '}
                  <Text span size="sm" c="dimmed" className="tabular">
                    {calls}
                  </Text>
                </Table.Td>
                <Table.Td className="tabular">{target}</Table.Td>
                <Table.Td>
                  <Verdict reached={reached} />
                </Table.Td>
              </Table.Tr>
            ))}
            <Table.Tr>
              <Table.Td>{t('reports.asa')}</Table.Td>
              <Table.Td className="tabular" fw={700}>
                {seconds(figures.asaMs?.mean, language)}
              </Table.Td>
              <Table.Td colSpan={2} className="tabular">
                {figures.asaMs &&
                  t('reports.asaSpread', {
                    p50: seconds(figures.asaMs.p50, language),
                    p90: seconds(figures.asaMs.p90, language),
                    max: seconds(figures.asaMs.max, language),
                  })}
              </Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Td>{t('reports.aht')}</Table.Td>
              <Table.Td className="tabular" fw={700}>
                {figures.ahtMs === undefined ? '—' : clock(figures.ahtMs)}
              </Table.Td>
              <Table.Td colSpan={2}>{t('reports.ahtHint')}</Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Title order={2} size="h4" mt="lg" mb="xs">
        {t('reports.calls', { total: count(figures.calls, language) })}
      </Title>
      <Table.ScrollContainer minWidth={620}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('reports.class')}</Table.Th>
              <Table.Th>{t('reports.number')}</Table.Th>
              <Table.Th>{t('reports.counted')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {CallClass.options.map((name) => (
              <Table.Tr key={name}>
                <Table.Td>{t(`callClass.${name}`, { seconds: limit })}</Table.Td>
                <Table.Td>
                  <Figure
                    text={count(figures.counts[name], language)}
                    classes={[name]}
                    open={open}
                    label={t('reports.seeCalls')}
                  />
                </Table.Td>
                <Table.Td>{t(`counted.${name}`)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
