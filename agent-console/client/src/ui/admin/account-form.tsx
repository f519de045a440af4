import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { AccountCreated, Role, type Account } from '@decroche/protocol';
import { Dialog } from '../parts/dialog.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDefinition } from '../queries.ts';

interface Props {
  readonly account: Account | 'new';
  readonly onClose: () => void;
  readonly onCreated: (created: AccountCreated) => void;
}

/** One account, new or changed. Without a password one is made and shown once. */
export function AccountForm({ account, onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const change = useChange(['accounts']);
  const agents = useDefinition().data?.agents ?? [];
  const isNew = account === 'new';
  const form = useForm({
    initialValues: {
      login: isNew ? '' : account.login,
      name: isNew ? '' : account.name,
      role: isNew ? 'agent' : account.role,
      agentId: (isNew ? null : (account.agentId ?? null)) as string | null,
      email: isNew ? '' : (account.email ?? ''),
      password: '',
    },
    validate: {
      login: (value) => (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(value) ? null : t('accounts.loginHint')),
      name: (value) => (value.trim() === '' ? t('form.needed') : null),
      password: (value) => (value === '' || value.length >= 10 ? null : t('password.tooShort', { count: 10 })),
    },
  });
  const save = async ({ login, name, role, agentId, email, password }: typeof form.values) => {
    const secret = password === '' ? {} : { password };
    if (!isNew) {
      const path = `/api/accounts/${encodeURIComponent(account.accountId)}`;
      if (await change('PUT', path, { body: { name, role, agentId, email: email === '' ? null : email, ...secret } }))
        onClose();
      return;
    }
    const body = { login, name, role, ...(agentId !== null && { agentId }), ...(email !== '' && { email }), ...secret };
    const created = await change('POST', '/api/accounts', { body, schema: AccountCreated });
    if (!created) return;
    onCreated(created);
    onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={isNew ? t('accounts.new') : account.name}>
      <form onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack>
          <TextInput
            label={t('signIn.login')}
            description={t('accounts.loginHint')}
            disabled={!isNew}
            data-autofocus
            autoComplete="off"
            {...form.getInputProps('login')}
          />
          <TextInput label={t('agents.name')} {...form.getInputProps('name')} />
          <Select
            label={t('accounts.role')}
            allowDeselect={false}
            data={Role.options.map((value) => ({ value, label: t(`role.${value}`) }))}
            {...form.getInputProps('role')}
          />
          <Select
            label={t('accounts.agent')}
            description={t('accounts.agentHint')}
            clearable
            searchable
            data={agents.map(({ agentId, name }) => ({ value: agentId, label: `${name} (${agentId})` }))}
            clearButtonProps={{ 'aria-label': t('accounts.noAgent') }}
            {...form.getInputProps('agentId')}
          />
          <TextInput
            type="email"
            label={t('notices.email')}
            description={t('notices.emailHint')}
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('signIn.password')}
            description={t(isNew ? 'accounts.passwordMade' : 'accounts.passwordKept')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            {...form.getInputProps('password')}
          />
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
