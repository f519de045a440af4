import { Button, Group, Paper, Stack, Table, Text } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueDefinition } from '@decroche/protocol';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDefinition, SHOWS_DEFINITION } from '../queries.ts';
import { QueueForm } from './queue-form.tsx';

/** Callers waiting for the same people: how they are handed out. */
export function QueueList() {
  const { t } = useTranslation();
  const definition = useDefinition().data;
  const change = useChange(SHOWS_DEFINITION);
  const [edited, setEdited] = useState<QueueDefinition | 'new'>();
  if (!definition) return null;
  const members = (queueId: string): string =>
    definition.agents
      .filter(({ queues }) => queues.some((each) => each.queueId === queueId))
      .map(({ name }) => name)
      .join(', ');
  return (
    <Stack>
      <Group justify="flex-end">
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
          {t('definition.newQueue')}
        </Button>
      </Group>
      <Paper p="md" bg="var(--surface)">
        {definition.queues.length === 0 ? (
          <Nothing icon={IconUsersGroup} title={t('definition.noQueue')} hint={t('definition.noQueueHint')} />
        ) : (
          <Table.ScrollContainer minWidth={720}>
            <Table aria-label={t('admin.queues')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('agents.name')}</Table.Th>
                  <Table.Th>{t('definition.strategyLabel')}</Table.Th>
                  <Table.Th>{t('board.agents')}</Table.Th>
                  <Table.Th>{t('definition.minimumPresent')}</Table.Th>
                  <Table.Th>{t('table.action')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {definition.queues.map((queue) => (
                  <Table.Tr key={queue.queueId}>
                    <Table.Td>{queue.name}</Table.Td>
                    <Table.Td>{t(`definition.strategy.${queue.strategy}`)}</Table.Td>
                    <Table.Td>
                      <Text size="sm" lineClamp={2}>
                        {members(queue.queueId) || '—'}
                      </Text>
                    </Table.Td>
                    <Table.Td className="tabular">{queue.minimumPresent ?? 0}</Table.Td>
                    <Table.Td>
                      <Group gap={4} wrap="nowrap">
                        <Button size="compact-md" variant="default" onClick={() => setEdited(queue)}>
                          {t('common.edit')}
                        </Button>
                        <ConfirmButton
                          label={t('common.delete')}
                          question={t('definition.deleteQueue', queue)}
                          onConfirm={() => void change('DELETE', `/api/queues/${encodeURIComponent(queue.queueId)}`)}
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
      {edited && <QueueForm queue={edited} queues={definition.queues} onClose={() => setEdited(undefined)} />}
    </Stack>
  );
}
