import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DayPlan } from '@decroche/protocol';
import { percent, timeOfDay } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import type { Axis } from './axis.ts';

/** The pictures' table twin (RGAA): the same numbers, quarter by quarter. */
export function PlanTable({ plan, axis }: { plan: DayPlan; axis: Axis }) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const first = plan.coverage[0]?.steps ?? [];
  const shown = first.map(({ at }) => at).filter((at) => at >= axis.fromAt && at < axis.toAt);
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label={t('planning.coverage')} className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('table.at')}</Table.Th>
            {plan.coverage.map(({ queueId, name }) => (
              <Table.Th key={queueId}>{t('planning.presentFor', { name })}</Table.Th>
            ))}
            {plan.forecasts.map(({ serviceId, name }) => (
              <Table.Th key={serviceId}>{t('planning.expectedFor', { name })}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((at) => (
            <Table.Tr key={at}>
              <Table.Th scope="row">{timeOfDay(at, locale)}</Table.Th>
              {plan.coverage.map(({ queueId, steps }) => {
                const step = steps.find((each) => each.at === at);
                return (
                  <Table.Td key={queueId}>
                    {step?.present} {step && step.gapMs > 0 && t('planning.tooFew')}
                  </Table.Td>
                );
              })}
              {plan.forecasts.map(({ serviceId, steps }) => {
                const step = steps.find((each) => each.at === at);
                return (
                  <Table.Td key={serviceId}>
                    {percent(step?.pickUp, i18n.language)} {step?.missed && t('planning.missed')}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
