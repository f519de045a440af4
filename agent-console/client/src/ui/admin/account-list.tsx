import { Alert, Badge, Button, Code, Group, Paper, Stack, Switch, Table } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountPage, type Account, type AccountCreated } from '@decroche/protocol';
import { dateTime } from '../format.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useRead } from '../queries.ts';
import { AccountForm } from './account-form.tsx';

/** Those who may sign in, and as what. */
export function AccountList() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data, error, refetch } = useRead(['accounts'], '/api/accounts?limit=500', AccountPage);
  const change = useChange(['accounts']);
  const [edited, setEdited] = useState<Account | 'new'>();
  const [created, setCreated] = useState<AccountCreated>();
  const setDisabled = (account: Account, disabled: boolean) =>
    void change('PUT', `/api/accounts/${encodeURIComponent(account.accountId)}`, { body: { disabled } });
  return (
    <Stack>
      <Group justify="flex-end">
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
          {t('accounts.new')}
        </Button>
      </Group>
      {created?.password !== undefined && (
        <Alert
          title={t('accounts.made', { login: created.account.login })}
          withCloseButton
          closeButtonLabel={t('common.close')}
          onClose={() => setCreated(undefined)}
          role="status"
        >
          <Code>{created.password}</Code>
        </Alert>
      )}
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      <Paper bg="var(--surface)">
        <Table.ScrollContainer minWidth={760}>
          <Table highlightOnHover aria-label={t('admin.accounts')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('signIn.login')}</Table.Th>
                <Table.Th>{t('agents.name')}</Table.Th>
                <Table.Th>{t('accounts.role')}</Table.Th>
                <Table.Th>{t('table.agent')}</Table.Th>
                <Table.Th>{t('accounts.lastSignIn')}</Table.Th>
                <Table.Th>{t('accounts.active')}</Table.Th>
                <Table.Th>{t('table.action')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data?.items.map((account) => (
                <Table.Tr key={account.accountId}>
                  <Table.Td>{account.login}</Table.Td>
                  <Table.Td>{account.name}</Table.Td>
                  <Table.Td>
                    <Badge variant="default" tt="none">
                      {t(`role.${account.role}`)}
                    </Badge>
                  </Table.Td>
                  <Table.Td>{account.agentId ?? '—'}</Table.Td>
                  <Table.Td className="tabular">
                    {account.lastSignInAt === undefined ? '—' : dateTime(account.lastSignInAt, locale)}
                  </Table.Td>
                  <Table.Td>
                    <Switch
                      aria-label={t('accounts.activeOf', { login: account.login })}
                      checked={!account.disabled}
                      onChange={(event) => setDisabled(account, !event.currentTarget.checked)}
                    />
                  </Table.Td>
                  <Table.Td>
                    <Button size="compact-md" variant="default" onClick={() => setEdited(account)}>
                      {t('common.edit')}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
      {edited !== undefined && (
        <AccountForm account={edited} onClose={() => setEdited(undefined)} onCreated={setCreated} />
      )}
    </Stack>
  );
}
