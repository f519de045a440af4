import { Button, Modal, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { AgentDefinition, type QueueDefinition } from '@decroche/protocol';
import { useChange } from '../parts/use-change.ts';

interface Values {
  agentId: string;
  name: string;
  kind: string;
  address: string;
  queues: string[];
  wrapUpSeconds: number;
}

function valuesOf(agent: AgentDefinition | 'new', queues: readonly QueueDefinition[]): Values {
  if (agent === 'new') {
    return {
      agentId: '',
      name: '',
      kind: 'browser',
      address: '',
      queues: queues.map(({ queueId }) => queueId),
      wrapUpSeconds: 30,
    };
  }
  const { device } = agent;
  return {
    agentId: agent.agentId,
    name: agent.name,
    kind: device.kind,
    address: device.kind === 'uri' ? device.uri : device.deviceId,
    queues: agent.queues.map(({ queueId }) => queueId),
    wrapUpSeconds: agent.wrapUpMs / 1000,
  };
}

/** The definition the values say; each kind of device has its own address. */
function definitionOf({ agentId, name, kind, address, queues, wrapUpSeconds }: Values) {
  const where = address.trim() === '' ? agentId : address.trim();
  const device = kind === 'uri' ? { kind, uri: where } : { kind, deviceId: where };
  return AgentDefinition.safeParse({ agentId, name: name.trim(), device, queues, wrapUpMs: wrapUpSeconds * 1000 });
}

interface Props {
  readonly agent: AgentDefinition | 'new';
  readonly queues: readonly QueueDefinition[];
  readonly onClose: () => void;
}

/** One agent, new or changed. */
export function AgentForm({ agent, queues, onClose }: Props) {
  const { t } = useTranslation();
  const change = useChange(['agents', 'definition']);
  const isNew = agent === 'new';
  const form = useForm<Values>({
    initialValues: valuesOf(agent, queues),
    validate: { name: (value) => (value.trim() === '' ? t('form.needed') : null) },
  });
  const save = async (values: Values) => {
    const parsed = definitionOf(values);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) {
        form.setFieldError(path[0] === 'device' ? 'address' : String(path[0]), message);
      }
      return;
    }
    const { agentId } = parsed.data;
    const path = isNew ? '/api/agents' : `/api/agents/${encodeURIComponent(agentId)}`;
    if (await change(isNew ? 'POST' : 'PUT', path, { body: parsed.data })) onClose();
  };
  const kinds = ['browser', 'phone', 'uri'] as const;
  return (
    <Modal
      opened
      onClose={onClose}
      title={isNew ? t('agents.new') : agent.name}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack>
          <TextInput label={t('agents.name')} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label={t('agents.id')}
            description={t('agents.idHint')}
            disabled={!isNew}
            {...form.getInputProps('agentId')}
          />
          <Select
            label={t('agents.device')}
            allowDeselect={false}
            data={kinds.map((value) => ({ value, label: t(`device.${value}`) }))}
            {...form.getInputProps('kind')}
          />
          <TextInput
            label={t('agents.address')}
            description={t('agents.addressHint')}
            {...form.getInputProps('address')}
          />
          <MultiSelect
            label={t('agents.queues')}
            data={queues.map(({ queueId, name }) => ({ value: queueId, label: name }))}
            {...form.getInputProps('queues')}
          />
          <NumberInput
            label={t('agents.wrapUpSeconds')}
            min={0}
            max={3600}
            suffix=" s"
            {...form.getInputProps('wrapUpSeconds')}
          />
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Modal>
  );
}
