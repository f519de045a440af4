import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { HttpProblem, type ProblemDetails } from '../../app/ports.ts';
import { notify } from './notify.ts';
import fr from '../locales/fr.json' with { type: 'json' };

/** What happened, in words a person can act on. */
function problemSentence(problem: ProblemDetails, t: TFunction): string {
  if (problem.status === 0) return t('problem.unreachable');
  for (const name of [problem.reason, problem.title]) {
    if (name !== undefined && name in fr.refusal) return t(`refusal.${name as keyof typeof fr.refusal}`);
  }
  if (problem.status === 429) return t('problem.tooMany');
  if (problem.status === 403) return t('problem.forbidden');
  if (problem.status === 404) return t('problem.notFound');
  if (problem.status === 504) return t('problem.noReply');
  return problem.detail ?? problem.title;
}

/** A problem in the page: what happened, what to quote, and a way to try again. */
export function ProblemAlert({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const problem: ProblemDetails =
    error instanceof HttpProblem ? error.problem : { status: 0, title: String(error), detail: String(error) };
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={problemSentence(problem, t)}
      role="alert"
    >
      <Group justify="space-between" gap="xs">
        <Stack gap={2}>
          {problem.issues?.map(({ path, message }) => (
            <Text key={`${path} ${message}`} size="sm">
              {path} : {message}
            </Text>
          ))}
          {problem.errorId !== undefined && (
            <Text size="sm">
              {t('problem.quote')} <Code>{problem.errorId}</Code>
            </Text>
          )}
        </Stack>
        {retry && (
          <Button size="compact-sm" variant="default" onClick={retry}>
            {t('common.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/** Runs an action of the agent; a refusal becomes a message that does not take the focus. */
export async function attempt(action: () => Promise<unknown>, t: TFunction): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    if (error.problem.status !== 401) {
      notify({
        tone: 'bad',
        title: problemSentence(error.problem, t),
        message: [
          ...(error.problem.issues ?? []).map(({ path, message }) => `${path} : ${message}`),
          ...(error.problem.errorId === undefined ? [] : [`${t('problem.quote')} ${error.problem.errorId}`]),
        ].join(' · '),
      });
    }
    return false;
  }
}
