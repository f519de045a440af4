import { Button, Paper, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useConsole } from '../console-context.ts';
import { notify } from '../parts/notify.ts';
import { Page } from '../parts/page.tsx';
import { attempt } from '../parts/problem.tsx';
import { CurtainChoice } from './curtain-choice.tsx';
import { Notices } from './notices-form.tsx';

/** Length is what makes a password strong. */
const SHORTEST = 10;

/** One's own account: the password, and what one is written to about. */
export default function AccountPage() {
  const { t } = useTranslation();
  const { session } = useConsole();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { current: '', next: '', again: '' },
    validate: {
      next: (value) => (value.length < SHORTEST ? t('password.tooShort', { count: SHORTEST }) : null),
      again: (value, { next }) => (value === next ? null : t('password.differs')),
    },
  });
  const change = async ({ current, next }: typeof form.values) => {
    if (!(await attempt(() => session.changePassword({ current, next }), t))) return;
    notify({ tone: 'good', message: t('password.changed') });
    await navigate('/');
  };
  const visibility = { 'aria-label': t('signIn.showPassword') };
  return (
    <Page title={t('nav.password')}>
      <Paper p="lg" maw={460} bg="var(--surface)">
        <form onSubmit={form.onSubmit((values) => void change(values))}>
          <Stack>
            <PasswordInput
              label={t('password.current')}
              autoComplete="current-password"
              visibilityToggleButtonProps={visibility}
              {...form.getInputProps('current')}
            />
            <PasswordInput
              label={t('password.next')}
              description={t('password.hint', { count: SHORTEST })}
              autoComplete="new-password"
              visibilityToggleButtonProps={visibility}
              {...form.getInputProps('next')}
            />
            <PasswordInput
              label={t('password.again')}
              autoComplete="new-password"
              visibilityToggleButtonProps={visibility}
              {...form.getInputProps('again')}
            />
            <Button type="submit">{t('nav.password')}</Button>
          </Stack>
        </form>
      </Paper>
      <CurtainChoice />
      <Notices />
    </Page>
  );
}
