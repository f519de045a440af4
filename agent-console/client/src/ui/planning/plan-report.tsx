import { Alert, List } from '@mantine/core';
import dayjs from 'dayjs';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlanReport } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { attempt } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDefinition } from '../queries.ts';
import { reportOf, type PlanTrial } from './plan-trial.ts';

/** How much was planned, and how much was left out: never "done" alone. */
export function planWords({ planned, skipped }: PlanReport, t: TFunction): string {
  const left = skipped.length === 0 ? '' : ` ${t('planning.leftOut', { count: skipped.length })}`;
  return `${t('planning.planned', { count: planned })}${left}`;
}

/** Tries a plan and takes it. What is reported of another wish than the present one is not shown. */
export function usePlan(path: string, body: unknown) {
  const { t } = useTranslation();
  const { http } = useConsole();
  const change = useChange(['roster']);
  const [trial, setTrial] = useState<PlanTrial>();
  return {
    report: reportOf(trial, body),
    ask: () =>
      attempt(async () => {
        const report = await http.send('POST', `${path}?dryRun=1`, { body, schema: PlanReport });
        setTrial({ asked: body, report });
      }, t),
    take: async (): Promise<PlanReport | undefined> => {
      const options = { body, schema: PlanReport, done: (report: PlanReport) => planWords(report, t) };
      const report = await change('POST', path, options);
      if (report) setTrial({ asked: body, report });
      return report;
    },
  };
}

const SHOWN = 10;

/** What a plan would do or has done, and which days it leaves out, with why. */
export function PlanReportAlert({ report }: { report: PlanReport }) {
  const { t } = useTranslation();
  const agents = useDefinition().data?.agents ?? [];
  const name = (agentId: string) => agents.find((agent) => agent.agentId === agentId)?.name ?? agentId;
  const { dryRun, planned, removed, skipped } = report;
  const title = dryRun ? t('planning.wouldPlan', { count: planned }) : planWords(report, t);
  return (
    <Alert color={planned > 0 && (dryRun || skipped.length === 0) ? 'green' : 'yellow'} role="status" title={title}>
      {removed > 0 && t('planning.wouldRemove', { count: removed })}
      <List size="sm">
        {skipped.slice(0, SHOWN).map(({ agentId, date, because }, index) => (
          <List.Item key={index}>
            {name(agentId)}, {dayjs(date).format('DD/MM/YYYY')} : {t(`planning.skip.${because}`)}
          </List.Item>
        ))}
        {skipped.length > SHOWN && (
          <List.Item>{t('planning.moreSkipped', { count: skipped.length - SHOWN })}</List.Item>
        )}
      </List>
    </Alert>
  );
}
