import { Button, Checkbox, Fieldset, Group, NumberInput, Rating, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { AgentDefinition, QueueDefinition, SkillDefinition } from '@decroche/protocol';
import { Dialog } from '../parts/dialog.tsx';
import { useDefinition } from '../queries.ts';
import { agentInputs, agentOf, agentValues, type AgentValues } from './agent-values.ts';
import { DefinitionFormEnd, useDefinitionForm } from './definition-form.tsx';

interface Props {
  readonly agent: AgentDefinition | 'new';
  readonly queues: readonly QueueDefinition[];
  readonly onClose: () => void;
}

type Form = UseFormReturnType<AgentValues>;

/** One agent, new or changed; the change can be tried on the last calls. */
export function AgentForm({ agent, queues, onClose }: Props) {
  const { t } = useTranslation();
  const skills = useDefinition().data?.skills ?? [];
  const isNew = agent === 'new';
  const form = useForm<AgentValues>({
    initialValues: agentValues(agent, queues),
    validate: { name: (value) => (value.trim() === '' ? t('form.needed') : null) },
  });
  const { tried, save } = useDefinitionForm({
    ...{ form, parse: agentOf, inputs: agentInputs, onClose },
    part: (made) => ({ agents: [made] }),
    to: ({ agentId }) => (isNew ? ['POST', '/api/agents'] : ['PUT', `/api/agents/${encodeURIComponent(agentId)}`]),
  });
  return (
    <Dialog opened onClose={onClose} size="lg" title={isNew ? t('agents.new') : agent.name}>
      <form onSubmit={form.onSubmit(() => void save())}>
        <Stack>
          <Identity form={form} isNew={isNew} />
          <Queues form={form} queues={queues} />
          {skills.length > 0 && <Skills form={form} skills={skills} />}
          <DefinitionFormEnd tried={tried} />
        </Stack>
      </form>
    </Dialog>
  );
}

function Identity({ form, isNew }: { form: Form; isNew: boolean }) {
  const { t } = useTranslation();
  const kinds = ['browser', 'phone', 'uri'] as const;
  return (
    <>
      <Group grow align="start">
        <TextInput label={t('agents.name')} data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label={t('agents.id')}
          description={isNew ? t('agents.idHint') : undefined}
          disabled={!isNew}
          {...form.getInputProps('agentId')}
        />
      </Group>
      <Group grow align="start">
        <Select
          label={t('agents.device')}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: t(`device.${value}`) }))}
          {...form.getInputProps('kind')}
        />
        <NumberInput
          label={t('agents.wrapUpSeconds')}
          min={0}
          max={3600}
          suffix=" s"
          {...form.getInputProps('wrapUpSeconds')}
        />
      </Group>
      <TextInput label={t('agents.address')} description={t('agents.addressHint')} {...form.getInputProps('address')} />
    </>
  );
}

function Queues({ form, queues }: { form: Form; queues: readonly QueueDefinition[] }) {
  const { t } = useTranslation();
  const member = (queueId: string) => form.values.queues.findIndex((each) => each.queueId === queueId);
  const toggle = (queueId: string, joins: boolean) => {
    if (joins) form.insertListItem('queues', { queueId, rank: 1, tier: 0 });
    else form.removeListItem('queues', member(queueId));
  };
  return (
    <Fieldset legend={t('agents.queues')}>
      <Stack gap="xs">
        {queues.map(({ queueId, name }) => {
          const index = member(queueId);
          return (
            <Group key={queueId} align="end" wrap="nowrap">
              <Checkbox
                label={name}
                style={{ flex: 1 }}
                mb={6}
                checked={index >= 0}
                onChange={({ currentTarget }) => toggle(queueId, currentTarget.checked)}
              />
              {index >= 0 && (
                <>
                  <NumberInput
                    w={110}
                    label={t('definition.rank')}
                    min={1}
                    max={9}
                    {...form.getInputProps(`queues.${index}.rank`)}
                  />
                  <NumberInput
                    w={110}
                    label={t('definition.tier')}
                    min={0}
                    max={9}
                    {...form.getInputProps(`queues.${index}.tier`)}
                  />
                </>
              )}
            </Group>
          );
        })}
        <Text size="xs" c="dimmed">
          {t('definition.rankHint')}
        </Text>
      </Stack>
    </Fieldset>
  );
}

function Skills({ form, skills }: { form: Form; skills: readonly SkillDefinition[] }) {
  const { t } = useTranslation();
  const set = (skillId: string, level: number) => {
    const { [skillId]: _before, ...others } = form.values.skills;
    form.setFieldValue('skills', level === 0 ? others : { ...others, [skillId]: level });
  };
  return (
    <Fieldset legend={t('admin.skills')}>
      <Stack gap={6}>
        {skills.map(({ skillId, name }) => (
          <Group key={skillId} justify="space-between">
            <Text size="sm">{name}</Text>
            <Group gap="xs">
              <Rating
                value={form.values.skills[skillId] ?? 0}
                onChange={(level) => set(skillId, level)}
                getSymbolLabel={(level) => t('definition.levelOf', { name, level })}
              />
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={t('definition.noLevel', { name })}
                disabled={form.values.skills[skillId] === undefined}
                onClick={() => set(skillId, 0)}
              >
                ✕
              </Button>
            </Group>
          </Group>
        ))}
      </Stack>
    </Fieldset>
  );
}
