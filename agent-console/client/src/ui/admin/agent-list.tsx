import { Alert, Button, Code, Group, Paper, Stack, Table } from '@mantine/core';
import { IconDownload, IconPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentPage, PhoneCredential, type AgentDefinition } from '@decroche/protocol';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { CsvImport } from '../parts/csv-import.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDefinition, useRead, SHOWS_DEFINITION } from '../queries.ts';
import { AgentForm } from './agent-form.tsx';

function deviceWords({ device }: AgentDefinition): string {
  return device.kind === 'uri' ? device.uri : device.deviceId;
}

function PhoneSecret({ credential, onClose }: { credential: PhoneCredential; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      title={t('agents.phoneSecret')}
      withCloseButton
      closeButtonLabel={t('common.close')}
      onClose={onClose}
      role="status"
    >
      <Code block>
        {`${t('agents.domain')} : ${credential.domain}\n${t('signIn.login')} : ${credential.username}\n${t('signIn.password')} : ${credential.password}`}
      </Code>
    </Alert>
  );
}

/** Those who answer calls, and on what. */
export function AgentList() {
  const { t } = useTranslation();
  const { data, error, refetch } = useRead(['agents'], '/api/agents?limit=500', AgentPage);
  const queues = useDefinition().data?.queues ?? [];
  const change = useChange(SHOWS_DEFINITION);
  const [edited, setEdited] = useState<AgentDefinition | 'new'>();
  const [credential, setCredential] = useState<PhoneCredential>();
  const path = (agent: AgentDefinition) => `/api/agents/${encodeURIComponent(agent.agentId)}`;
  const queueNames = (agent: AgentDefinition) =>
    agent.queues.map(({ queueId: id }) => queues.find((queue) => queue.queueId === id)?.name ?? id).join(', ');
  const newSecret = async (agent: AgentDefinition) =>
    setCredential(await change('POST', `${path(agent)}/phone-credential`, { schema: PhoneCredential }));
  return (
    <Stack>
      <Group justify="flex-end">
        <Button
          component="a"
          href="/api/agents/export.csv"
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {t('common.csv')}
        </Button>
        <CsvImport
          title={t('agents.import')}
          path="/api/agents/import"
          columns="agentId;name;device;queues;wrapUpSeconds"
          refresh={['agents', 'definition']}
        />
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
          {t('agents.new')}
        </Button>
      </Group>
      {credential && <PhoneSecret credential={credential} onClose={() => setCredential(undefined)} />}
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      <Paper bg="var(--surface)">
        {data?.items.length === 0 && <Nothing icon={IconUsers} title={t('board.empty')} hint={t('agents.noneHint')} />}
        {data && data.items.length > 0 && (
          <Table.ScrollContainer minWidth={820}>
            <Table highlightOnHover aria-label={t('admin.agents')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('agents.name')}</Table.Th>
                  <Table.Th>{t('agents.id')}</Table.Th>
                  <Table.Th>{t('agents.device')}</Table.Th>
                  <Table.Th>{t('agents.queues')}</Table.Th>
                  <Table.Th>{t('agents.wrapUp')}</Table.Th>
                  <Table.Th>{t('table.action')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.items.map((agent) => (
                  <Table.Tr key={agent.agentId}>
                    <Table.Td>{agent.name}</Table.Td>
                    <Table.Td>{agent.agentId}</Table.Td>
                    <Table.Td>
                      {t(`device.${agent.device.kind}`)} · {deviceWords(agent)}
                    </Table.Td>
                    <Table.Td>{queueNames(agent) || '—'}</Table.Td>
                    <Table.Td className="tabular">{agent.wrapUpMs / 1000} s</Table.Td>
                    <Table.Td>
                      <Group gap={6} wrap="nowrap">
                        <Button size="compact-md" variant="default" onClick={() => setEdited(agent)}>
                          {t('common.edit')}
                        </Button>
                        {agent.device.kind === 'phone' && (
                          <Button size="compact-md" variant="default" onClick={() => void newSecret(agent)}>
                            {t('agents.newSecret')}
                          </Button>
                        )}
                        <ConfirmButton
                          label={t('common.delete')}
                          question={t('agents.deleteHint', { name: agent.name })}
                          onConfirm={() => void change('DELETE', path(agent))}
                        />
                      </Group>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Paper>
      {edited !== undefined && <AgentForm agent={edited} queues={queues} onClose={() => setEdited(undefined)} />}
    </Stack>
  );
}
