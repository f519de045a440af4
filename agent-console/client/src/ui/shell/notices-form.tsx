import { Button, Checkbox, Paper, Skeleton, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { NoticeChoice, NoticeKind } from '@decroche/protocol';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useRead } from '../queries.ts';
import { useMay } from './session-role.ts';

const PATH = '/api/session/notices';

/** Where my letters go, and what I am written to about. */
export function Notices() {
  const { t } = useTranslation();
  const { data, error } = useRead(['notices'], PATH, NoticeChoice);
  return (
    <Paper p="lg" maw={460} bg="var(--surface)" component="section" aria-label={t('notices.title')}>
      <Title order={2} size="h4" mb="sm">
        {t('notices.title')}
      </Title>
      {error && <ProblemAlert error={error} />}
      {!data && !error && <Skeleton h={120} />}
      {data && <NoticesForm choice={data} />}
    </Paper>
  );
}

function NoticesForm({ choice }: { choice: NoticeChoice }) {
  const { t } = useTranslation();
  const supervises = useMay('supervisor');
  const change = useChange(['notices', 'accounts']);
  const form = useForm({ initialValues: { email: choice.email, notices: [...choice.notices] } });
  const save = (values: typeof form.values) => change('PUT', PATH, { body: values });
  return (
    <form onSubmit={form.onSubmit((values) => void save(values))}>
      <Stack>
        <TextInput
          type="email"
          label={t('notices.email')}
          description={t('notices.emailHint')}
          autoComplete="email"
          {...form.getInputProps('email')}
        />
        <Checkbox.Group label={t('notices.about')} {...form.getInputProps('notices')}>
          <Stack gap={6} mt={6}>
            {NoticeKind.options.map((kind) => (
              <Checkbox key={kind} value={kind} label={t(`notices.kind.${kind}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        {supervises && t('notices.supervisors')}
        <Button type="submit">{t('common.save')}</Button>
      </Stack>
    </form>
  );
}
