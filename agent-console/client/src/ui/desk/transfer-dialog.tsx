import { Alert, Button, Group, Loader, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconInfoCircle, IconPhoneOutgoing, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TransferTarget, type TransferTargets } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { AgentStatusMark } from '../parts/agent-status.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { attempt } from '../parts/problem.tsx';
import { useContactSearch, useTransferTargets } from '../queries.ts';

type Kind = 'queue' | 'agent' | 'number';
type Give = (target: TransferTarget) => void;

function Queues({ targets, give }: { targets: TransferTargets; give: Give }) {
  const { t } = useTranslation();
  return targets.queues.map(({ queueId, name, agentsReady }) => (
    <Button
      key={queueId}
      variant="default"
      size="md"
      justify="space-between"
      leftSection={<IconUsersGroup size={18} aria-hidden />}
      rightSection={<Text size="sm">{t('transfer.agentsReady', { count: agentsReady })}</Text>}
      onClick={() => give({ kind: 'queue', queueId })}
    >
      {name}
    </Button>
  ));
}

function Agents({ targets, give }: { targets: TransferTargets; give: Give }) {
  const { t } = useTranslation();
  if (targets.agents.length === 0) return <Text c="dimmed">{t('transfer.nobody')}</Text>;
  return targets.agents.map(({ agentId, name, status }) => (
    <Button
      key={agentId}
      variant="default"
      size="md"
      justify="space-between"
      disabled={status !== 'ready'}
      rightSection={<AgentStatusMark status={status} size={16} />}
      onClick={() => give({ kind: 'agent', agentId })}
    >
      {name}
    </Button>
  ));
}

/** People of the directory, by name, site or number. */
function Contacts({ words, give }: { words: string; give: Give }) {
  const { t } = useTranslation();
  const [q] = useDebouncedValue(words.trim(), 250);
  const contacts = useContactSearch(q).data?.items ?? [];
  const found = contacts.flatMap((contact) => contact.numbers.map((number) => ({ contact, number }))).slice(0, 6);
  return found.map(({ contact, number }) => (
    <Button
      key={`${contact.contactId} ${number}`}
      variant="default"
      justify="space-between"
      rightSection={
        <Text size="sm" className="tabular">
          {number}
        </Text>
      }
      aria-label={t('transfer.giveTo', { name: contact.name, number })}
      onClick={() => give({ kind: 'number', number })}
    >
      {[contact.name, contact.site].filter(Boolean).join(' · ')}
    </Button>
  ));
}

function NumberField({ give }: { give: Give }) {
  const { t } = useTranslation();
  const [number, setNumber] = useState('');
  const target = TransferTarget.safeParse({ kind: 'number', number: number.replace(/[\s.()-]/g, '') });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (target.success) give(target.data);
      }}
    >
      <Group align="end">
        <TextInput
          label={t('transfer.number')}
          description={t('transfer.numberForm')}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          data-autofocus
          flex={1}
        />
        <Button type="submit" disabled={!target.success} leftSection={<IconPhoneOutgoing size={18} aria-hidden />}>
          {t('transfer.give')}
        </Button>
      </Group>
      <Stack gap={6} mt="sm">
        <Contacts words={number} give={give} />
      </Stack>
    </form>
  );
}

/** Gives the caller to a queue, a colleague or a number, without speaking to the other side first. */
export function TransferDialog({ opened, onClose, callId }: { opened: boolean; onClose: () => void; callId: string }) {
  const { t } = useTranslation();
  const { transfers } = useConsole();
  const [kind, setKind] = useState<Kind>('queue');
  const targets = useTransferTargets(opened).data;
  const give: Give = async (target) => {
    if (await attempt(() => transfers.give(callId, target), t)) onClose();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={t('transfer.title')} size="lg">
      <Stack>
        <SegmentedControl
          fullWidth
          aria-label={t('transfer.kind')}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={(['queue', 'agent', 'number'] as const).map((value) => ({ value, label: t(`transfer.${value}Tab`) }))}
        />
        {kind !== 'number' && !targets && <Loader aria-label={t('common.loading')} />}
        {kind === 'queue' && targets && <Queues targets={targets} give={give} />}
        {kind === 'agent' && targets && <Agents targets={targets} give={give} />}
        {kind === 'number' && <NumberField give={give} />}
        <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />}>
          {t(`transfer.${kind}Hint`)}
        </Alert>
      </Stack>
    </Dialog>
  );
}
