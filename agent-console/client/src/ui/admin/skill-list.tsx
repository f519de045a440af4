import { Button, Group, Paper, Table, TextInput } from '@mantine/core';
import { IconSchool } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDefinition, SHOWS_DEFINITION } from '../queries.ts';
import { idOf } from './id-of.ts';

/** What agents can do and callers can need; levels are given in the agent's form. */
export function SkillList() {
  const { t } = useTranslation();
  const definition = useDefinition().data;
  const change = useChange(SHOWS_DEFINITION);
  const [name, setName] = useState('');
  if (!definition) return null;
  // Adding it again would rename the one there is.
  const taken = definition.skills.some(({ skillId }) => skillId === idOf(name));
  const add = async () => {
    const skillId = idOf(name);
    if (skillId === '' || taken) return;
    if (await change('PUT', `/api/skills/${skillId}`, { body: { skillId, name: name.trim() } })) setName('');
  };
  return (
    <Paper p="md" bg="var(--surface)">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Group align="end" mb="md">
          <TextInput
            label={t('definition.newSkill')}
            placeholder="VPN"
            value={name}
            error={taken && t('form.taken')}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Button type="submit" disabled={idOf(name) === '' || taken}>
            {t('common.add')}
          </Button>
        </Group>
      </form>
      {definition.skills.length === 0 ? (
        <Nothing icon={IconSchool} title={t('definition.noSkill')} hint={t('definition.noSkillHint')} />
      ) : (
        <Table aria-label={t('admin.skills')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('agents.name')}</Table.Th>
              <Table.Th>{t('definition.whoHasIt')}</Table.Th>
              <Table.Th>{t('table.action')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {definition.skills.map(({ skillId, name: skill }) => (
              <Table.Tr key={skillId}>
                <Table.Td>{skill}</Table.Td>
                <Table.Td>
                  {definition.agents
                    .filter(({ skills }) => skills?.[skillId] !== undefined)
                    .map((agent) => `${agent.name} (${agent.skills?.[skillId] ?? ''})`)
                    .join(', ') || '—'}
                </Table.Td>
                <Table.Td>
                  <ConfirmButton
                    label={t('common.delete')}
                    question={t('definition.deleteSkill', { name: skill })}
                    onConfirm={() => void change('DELETE', `/api/skills/${encodeURIComponent(skillId)}`)}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}
