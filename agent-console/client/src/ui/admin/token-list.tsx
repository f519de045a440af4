import {
  Alert,
  Badge,
  Button,
  Code,
  CopyButton,
  Group,
  Paper,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconCopy, IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiTokenCreated, ApiTokenPage, Role } from '@decroche/protocol';
import { dateTime } from '../format.ts';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useDefinition, useRead } from '../queries.ts';

const DAY_MS = 86_400_000;
const LIFETIMES = { month: 30 * DAY_MS, year: 365 * DAY_MS, forever: undefined };
type Lifetime = keyof typeof LIFETIMES;

function TokenForm({ onClose, onCreated }: { onClose: () => void; onCreated: (created: ApiTokenCreated) => void }) {
  const { t } = useTranslation();
  const change = useChange(['tokens']);
  const agents = useDefinition().data?.agents ?? [];
  const form = useForm({
    initialValues: { name: '', role: 'supervisor', agentId: null as string | null, lifetime: 'year' as Lifetime },
    validate: { name: (value) => (value.trim() === '' ? t('form.needed') : null) },
  });
  const save = async ({ name, role, agentId, lifetime }: typeof form.values) => {
    const lifetimeMs = LIFETIMES[lifetime];
    const body = { name, role, ...(agentId !== null && { agentId }), ...(lifetimeMs !== undefined && { lifetimeMs }) };
    const created = await change('POST', '/api/tokens', { body, schema: ApiTokenCreated });
    if (!created) return;
    onCreated(created);
    onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={t('tokens.new')}>
      <form onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack>
          <TextInput
            label={t('tokens.name')}
            description={t('tokens.nameHint')}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Select
            label={t('accounts.role')}
            allowDeselect={false}
            data={Role.options.map((value) => ({ value, label: t(`role.${value}`) }))}
            {...form.getInputProps('role')}
          />
          <Select
            label={t('accounts.agent')}
            clearable
            data={agents.map(({ agentId, name }) => ({ value: agentId, label: `${name} (${agentId})` }))}
            clearButtonProps={{ 'aria-label': t('accounts.noAgent') }}
            {...form.getInputProps('agentId')}
          />
          <Select
            label={t('tokens.lifetime')}
            allowDeselect={false}
            data={(['month', 'year', 'forever'] as const).map((value) => ({ value, label: t(`tokens.${value}`) }))}
            {...form.getInputProps('lifetime')}
          />
          <Button type="submit">{t('tokens.create')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}

function NewToken({ created, onClose }: { created: ApiTokenCreated; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      icon={<IconKey aria-hidden />}
      title={t('tokens.shownOnce')}
      withCloseButton
      closeButtonLabel={t('common.close')}
      onClose={onClose}
      role="status"
    >
      <Group>
        <Code>{created.token}</Code>
        <CopyButton value={created.token}>
          {({ copied, copy }) => (
            <Button size="compact-md" variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>
              {t(copied ? 'tokens.copied' : 'tokens.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}

/** Keys for robots, wall displays and scripts. */
export function TokenList() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data, error, refetch } = useRead(['tokens'], '/api/tokens?limit=500', ApiTokenPage);
  const change = useChange(['tokens']);
  const [opened, { open, close }] = useDisclosure(false);
  const [created, setCreated] = useState<ApiTokenCreated>();
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm">
          {t('tokens.hint')} <Code>Authorization: Bearer …</Code>
        </Text>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
          {t('tokens.new')}
        </Button>
      </Group>
      {created && <NewToken created={created} onClose={() => setCreated(undefined)} />}
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      <Paper bg="var(--surface)">
        {data?.items.length === 0 && <Nothing icon={IconKey} title={t('tokens.none')} />}
        {data && data.items.length > 0 && (
          <Table.ScrollContainer minWidth={680}>
            <Table aria-label={t('admin.tokens')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('tokens.name')}</Table.Th>
                  <Table.Th>{t('accounts.role')}</Table.Th>
                  <Table.Th>{t('table.agent')}</Table.Th>
                  <Table.Th>{t('tokens.created')}</Table.Th>
                  <Table.Th>{t('tokens.expires')}</Table.Th>
                  <Table.Th>{t('table.action')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.items.map((token) => (
                  <Table.Tr key={token.tokenId}>
                    <Table.Td>{token.name}</Table.Td>
                    <Table.Td>
                      <Badge variant="default" tt="none">
                        {t(`role.${token.role}`)}
                      </Badge>
                    </Table.Td>
                    <Table.Td>{token.agentId ?? '—'}</Table.Td>
                    <Table.Td className="tabular">{dateTime(token.createdAt, locale)}</Table.Td>
                    <Table.Td className="tabular">
                      {token.expiresAt === undefined ? t('tokens.forever') : dateTime(token.expiresAt, locale)}
                    </Table.Td>
                    <Table.Td>
                      <ConfirmButton
                        label={t('common.delete')}
                        question={t('tokens.deleteHint', { name: token.name })}
                        onConfirm={() => void change('DELETE', `/api/tokens/${encodeURIComponent(token.tokenId)}`)}
                      />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Paper>
      {opened && <TokenForm onClose={close} onCreated={setCreated} />}
    </Stack>
  );
}
