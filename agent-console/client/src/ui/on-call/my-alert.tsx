import { Anchor, Button, Collapse, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlertFile } from '@decroche/protocol';
import { Elapsed } from '../parts/elapsed.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { AlertTimeline, ResponseTimes } from './alert-parts.tsx';
import { AlertStatusMark, AlertWho, CallerWaits } from './alert-status.tsx';
import classes from './my-page.module.css';
import { useAlertFile } from './on-call-queries.ts';
import { useAlertActs, type AlertActName } from './use-alert-acts.tsx';
import { useServerOffset } from './use-server-offset.ts';

/** One alert on a telephone: what it is, what to press, what has happened. */
export function MyAlert({ alertId, first }: { alertId: string; first: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useAlertFile(alertId);
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton h={200} aria-label={t('common.loading')} />;
  return <Card file={data} first={first} />;
}

const LOUD: Partial<Record<AlertActName, string>> = { accept: '#1a7a48' };

function Card({ file, first }: { file: AlertFile; first: boolean }) {
  const { t } = useTranslation();
  const offsetMs = useServerOffset();
  const { acts, run, dialog } = useAlertActs(file);
  const [opened, { toggle }] = useDisclosure(false);
  const { alert, content } = file;
  const asks = alert.status === 'escalating' || alert.status === 'exhausted';
  return (
    <Paper
      component="article"
      aria-label={alert.title}
      p="md"
      bg="var(--surface)"
      style={asks ? { borderColor: 'var(--tone-bad)', borderWidth: 2 } : undefined}
    >
      <Stack gap={6}>
        <Group justify="space-between" fw={650}>
          <AlertStatusMark status={alert.status} size={22} />
          <Elapsed since={alert.openedAt} offsetMs={offsetMs} />
        </Group>
        <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
          {alert.title}
        </Title>
        {alert.equipmentName !== undefined && <Text c="dimmed">{alert.equipmentName}</Text>}
        <AlertWho alert={alert} offsetMs={offsetMs} />
        <CallerWaits alert={alert} />
        {content.detail !== '' && (
          <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{content.detail}</Text>
        )}
        <ResponseTimes response={file.response} />
        <Button
          variant="subtle"
          size="md"
          justify="space-between"
          aria-expanded={opened}
          rightSection={opened ? <IconChevronUp size={18} aria-hidden /> : <IconChevronDown size={18} aria-hidden />}
          onClick={toggle}
        >
          {t('onCall.alert.timeline')}
        </Button>
        <Collapse expanded={opened}>
          <AlertTimeline file={file} latestFirst />
          <Anchor component={Link} to={`/on-call/alerts/${alert.alertId}`} underline="always">
            {t('onCall.alert.wholeFile')}
          </Anchor>
        </Collapse>
      </Stack>
      <Acts {...{ acts, run, first }} />
      {dialog}
    </Paper>
  );
}

interface ActsProps {
  readonly acts: readonly AlertActName[];
  readonly run: (act: AlertActName) => void;
  readonly first: boolean;
}

/** What may be pressed, the most pressing first; of the first alert that one is always in reach. */
function Acts({ acts, run, first }: ActsProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" mt="xs">
      {acts.map((act) => (
        <div key={act} className={first && act === 'accept' ? classes.thumb : undefined}>
          <Button
            fullWidth
            size={act === 'accept' ? 'xl' : 'lg'}
            color={LOUD[act]}
            variant={act === 'accept' ? 'filled' : 'default'}
            onClick={() => run(act)}
          >
            {t(`onCall.alert.act.${act}`)}
          </Button>
        </div>
      ))}
    </Stack>
  );
}
