import { Button, Center, Group, Modal, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HttpProblem } from '../../app/ports.ts';
import { useConsole } from '../console-context.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { LanguageSwitch, Logo, ThemeSwitch } from './preferences.tsx';

function useSignIn() {
  const { session } = useConsole();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<HttpProblem>();
  const submit = async (values: { login: string; password: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      await session.signIn(values);
    } catch (thrown) {
      if (!(thrown instanceof HttpProblem)) throw thrown;
      const wrong = thrown.problem.status === 401 || thrown.problem.status === 400;
      setError(wrong ? new HttpProblem({ ...thrown.problem, reason: 'wrongCredentials' }) : thrown);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, submit };
}

function SignInForm({ login }: { login?: string }) {
  const { t } = useTranslation();
  const { busy, error, submit } = useSignIn();
  const form = useForm({ mode: 'uncontrolled', initialValues: { login: login ?? '', password: '' } });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <Stack>
        {error && <ProblemAlert error={error} />}
        <TextInput
          label={t('signIn.login')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          readOnly={login !== undefined}
          required
          withAsterisk={false}
          data-autofocus={login === undefined || undefined}
          key={form.key('login')}
          {...form.getInputProps('login')}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus={login !== undefined || undefined}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={busy} size="md">
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** The first page anybody sees. */
export function SignInPage() {
  const { t } = useTranslation();
  useDocumentTitle(`${t('signIn.title')} · Décroché`);
  return (
    <Center component="main" mih="100%" p="md">
      <Stack w={400} maw="100%" gap="lg">
        <Group justify="center" gap="sm">
          <Logo size={44} />
          <Title order={1} fz={30}>
            Décroché
          </Title>
        </Group>
        <Paper p="xl" bg="var(--surface)" shadow="sm">
          <Stack gap="lg">
            <Title order={2} size="h3">
              {t('signIn.title')}
            </Title>
            <SignInForm />
            <Text size="sm" c="dimmed">
              {t('signIn.hint')}
            </Text>
          </Stack>
        </Paper>
        <Group justify="center">
          <LanguageSwitch />
          <ThemeSwitch />
        </Group>
      </Stack>
    </Center>
  );
}

/** Over the page, which stays as it is: nothing typed is lost. */
export function SessionExpired({ login }: { login: string }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('signIn.expired')}
    >
      <Stack>
        <Text size="sm">{t('signIn.expiredHint')}</Text>
        <SignInForm login={login} />
      </Stack>
    </Modal>
  );
}
