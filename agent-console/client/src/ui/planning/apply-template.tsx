import { Alert, Button, Checkbox, Group, List, MultiSelect, Stack, Switch } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlanReport, type ShiftTemplate } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { attempt } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDefinition } from '../queries.ts';
import { useDay } from './use-day.ts';

const WORKING_DAYS = ['1', '2', '3', '4', '5'];

/** The same presence for several people and days: tried first, then taken. */
export function ApplyTemplate({ template, onClose }: { template: ShiftTemplate; onClose: () => void }) {
  const { t } = useTranslation();
  const { http } = useConsole();
  const { day } = useDay();
  const change = useChange(['roster']);
  const agents = useDefinition().data?.agents ?? [];
  const [agentIds, setAgentIds] = useState<string[]>([]);
  const [range, setRange] = useState<[string | null, string | null]>([
    day,
    dayjs(day).add(27, 'day').format('YYYY-MM-DD'),
  ]);
  const [days, setDays] = useState<string[]>(WORKING_DAYS);
  const [replace, setReplace] = useState(false);
  const [report, setReport] = useState<PlanReport>();
  const [from, to] = range;
  const body = { agentIds, from, to, days: days.map(Number), replace };
  const path = `/api/roster/templates/${template.templateId}/apply`;
  const ready = agentIds.length > 0 && from !== null && to !== null && days.length > 0;
  const ask = () =>
    attempt(async () => setReport(await http.send('POST', `${path}?dryRun=1`, { body, schema: PlanReport })), t);
  const take = async () => {
    if (await change('POST', path, { body, schema: PlanReport })) onClose();
  };
  const name = (agentId: string) => agents.find((agent) => agent.agentId === agentId)?.name ?? agentId;
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={`${t('planning.apply')} : ${template.name} (${template.from} – ${template.to})`}
    >
      <Stack onChange={() => setReport(undefined)}>
        <MultiSelect
          label={t('board.agents')}
          searchable
          data={agents.map((agent) => ({ value: agent.agentId, label: agent.name }))}
          value={agentIds}
          onChange={(value) => {
            setAgentIds(value);
            setReport(undefined);
          }}
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
        {report && (
          <Alert
            color={report.planned > 0 ? 'green' : 'yellow'}
            role="status"
            title={t('planning.wouldPlan', { count: report.planned })}
          >
            {t('planning.wouldRemove', { count: report.removed })}
            <List size="sm">
              {report.skipped.slice(0, 10).map(({ agentId, date, because }) => (
                <List.Item key={`${agentId}-${date}`}>
                  {name(agentId)}, {dayjs(date).format('DD/MM/YYYY')} : {t(`planning.skip.${because}`)}
                </List.Item>
              ))}
              {report.skipped.length > 10 && (
                <List.Item>{t('planning.moreSkipped', { count: report.skipped.length - 10 })}</List.Item>
              )}
            </List>
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" disabled={!ready} onClick={() => void ask()}>
            {t('planning.try')}
          </Button>
          <Button disabled={!ready || !report} onClick={() => void take()}>
            {t('planning.takePlan')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
