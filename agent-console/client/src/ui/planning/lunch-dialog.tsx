import { Alert, Badge, Button, Group, List, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LunchProposal, PlanReport } from '@decroche/protocol';
import { timeOfDay } from '../format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useDefinition, useRead } from '../queries.ts';
import { PlanReportAlert, planWords } from './plan-report.tsx';

/** Lunches spread so that someone is always there (H3), with the proof, before they are taken into the plan. */
export function LunchDialog({ day, onClose }: { day: string; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChange(['roster']);
  const path = `/api/roster/days/${day}/lunches`;
  const { data, error } = useRead(['roster', 'lunches', day], path, LunchProposal);
  const names = new Map(useDefinition().data?.agents.map(({ agentId, name }) => [agentId as string, name]));
  const lunches = data?.lunches.map(({ shiftId, from, to }) => ({ shiftId, from, to })) ?? [];
  const [taken, setTaken] = useState<PlanReport>();
  const accept = async () => {
    const options = { body: { lunches }, schema: PlanReport, done: (report: PlanReport) => planWords(report, t) };
    const report = await change('POST', path, options);
    if (report?.skipped.length === 0) onClose();
    else setTaken(report);
  };
  return (
    <Dialog opened onClose={onClose} size="lg" title={t('planning.lunches')}>
      {error && <ProblemAlert error={error} />}
      {!data && !error && <Skeleton h={200} />}
      {data && (
        <Stack>
          {taken && <PlanReportAlert report={taken} />}
          <Proof proposal={data} names={names} />
          <Table aria-label={t('planning.lunches')} className="tabular">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('table.agent')}</Table.Th>
                <Table.Th>{t('planning.kind.lunch')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.lunches.map(({ shiftId, agentId, from, to, moved }) => (
                <Table.Tr key={shiftId}>
                  <Table.Td>{names.get(agentId) ?? agentId}</Table.Td>
                  <Table.Td>
                    {from} – {to} {moved && <Badge variant="light">{t('planning.moved')}</Badge>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button disabled={data.lunches.length === 0} onClick={() => void accept()}>
              {t('planning.takeLunches')}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}

function Proof({ proposal, names }: { proposal: LunchProposal; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <Alert color={proposal.holds ? 'green' : 'red'} title={t(proposal.holds ? 'planning.holds' : 'planning.holdsNot')}>
      <List size="sm">
        {proposal.proof.map(({ queueId, name, minutes, lowest, lowestAt, minimumPresent }) => (
          <List.Item key={queueId}>
            {t('planning.proof', {
              ...{ name, minutes, count: lowest, minimum: minimumPresent },
              at: lowestAt === undefined ? '—' : timeOfDay(lowestAt, locale),
            })}
          </List.Item>
        ))}
        {proposal.unplaced.map(({ shiftId, agentId }) => (
          <List.Item key={shiftId}>{t('planning.unplaced', { name: names.get(agentId) ?? agentId })}</List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed">
        {t('planning.proofHint')}
      </Text>
    </Alert>
  );
}
