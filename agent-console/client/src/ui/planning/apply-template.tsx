import { Button, Checkbox, Group, MultiSelect, Stack, Switch } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShiftTemplate } from '@decroche/protocol';
import { Dialog } from '../parts/dialog.tsx';
import { useDefinition } from '../queries.ts';
import { PlanReportAlert, usePlan } from './plan-report.tsx';
import { useDay } from './use-day.ts';

const WORKING_DAYS = ['1', '2', '3', '4', '5'];

/** The same presence for several people and days: tried first, then taken. */
export function ApplyTemplate({ template, onClose }: { template: ShiftTemplate; onClose: () => void }) {
  const { t } = useTranslation();
  const { day } = useDay();
  const agents = useDefinition().data?.agents ?? [];
  const [agentIds, setAgentIds] = useState<string[]>([]);
  const [range, setRange] = useState<[string | null, string | null]>([
    day,
    dayjs(day).add(27, 'day').format('YYYY-MM-DD'),
  ]);
  const [days, setDays] = useState<string[]>(WORKING_DAYS);
  const [replace, setReplace] = useState(false);
  const [from, to] = range;
  const body = { agentIds, from, to, days: days.map(Number), replace };
  const { report, ask, take } = usePlan(`/api/roster/templates/${template.templateId}/apply`, body);
  const ready = agentIds.length > 0 && from !== null && to !== null && days.length > 0;
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={`${t('planning.apply')} : ${template.name} (${template.from} – ${template.to})`}
    >
      <Stack>
        <MultiSelect
          label={t('board.agents')}
          searchable
          data={agents.map((agent) => ({ value: agent.agentId, label: agent.name }))}
          value={agentIds}
          onChange={setAgentIds}
        />
        <DatePickerInput
          type="range"
          label={t('reports.dates')}
          valueFormat="DD/MM/YYYY"
          value={range}
          onChange={setRange}
        />
        <Checkbox.Group label={t('planning.days')} value={days} onChange={setDays}>
          <Group mt={6}>
            {['1', '2', '3', '4', '5', '6', '7'].map((each) => (
              <Checkbox key={each} value={each} label={t(`planning.weekday.${each as '1'}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Switch
          label={t('planning.replace')}
          checked={replace}
          onChange={({ currentTarget }) => setReplace(currentTarget.checked)}
        />
        {report && <PlanReportAlert report={report} />}
        <Group justify="flex-end">
          <Button variant="default" disabled={!ready} onClick={() => void ask()}>
            {t('planning.try')}
          </Button>
          <Button disabled={!ready || !report} onClick={() => void take().then((taken) => taken && onClose())}>
            {t('planning.takePlan')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
