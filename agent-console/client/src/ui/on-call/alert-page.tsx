import { Anchor, Button, Group, Paper, Select, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { AlertFile } from '@decroche/protocol';
import { useServerNow } from '../console-context.ts';
import { dateTime } from '../format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useMay } from '../shell/session-role.ts';
import { AlertTimeline, Fact, MobilisedTable, PageTable, ResponseTimes } from './alert-parts.tsx';
import { AlertStatusMark, AlertWho, CallerWaits } from './alert-status.tsx';
import { SHOWS_ALERTS, useAlertFile, useOnCallLocale, useOnCallSetup } from './on-call-queries.ts';
import classes from './on-call.module.css';
import { useAlertActs } from './use-alert-acts.tsx';
import { useServerOffset } from './use-server-offset.ts';

/** The file of one alert: what it is, who was asked, how fast it went, who was at work, everything in order. */
export default function AlertFilePage() {
  const { t } = useTranslation();
  const { alertId = '' } = useParams();
  const mayLook = useMay('agent');
  const { data: file, error, refetch } = useAlertFile(alertId);
  return (
    <Page title={file?.alert.title ?? t('onCall.alert.one')}>
      <Anchor component={Link} to={mayLook ? '/on-call/alerts' : '/me/on-call'} underline="always" w="fit-content">
        {t(mayLook ? 'onCall.alert.back' : 'onCall.mine.title')}
      </Anchor>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!file && !error && <Skeleton h={320} aria-label={t('common.loading')} />}
      {file && <Contents file={file} />}
    </Page>
  );
}

function Contents({ file }: { file: AlertFile }) {
  const { t } = useTranslation();
  const offsetMs = useServerOffset();
  const nowAt = useServerNow(offsetMs);
  const { acts, run, dialog } = useAlertActs(file);
  return (
    <Stack>
      <Paper p="md" bg="var(--surface)">
        <Group justify="space-between" align="flex-start">
          <Stack gap={4}>
            <Text fw={650} size="lg" component="div">
              <AlertStatusMark status={file.alert.status} size={22} />
            </Text>
            <AlertWho alert={file.alert} offsetMs={offsetMs} />
            <CallerWaits alert={file.alert} />
          </Stack>
          <Group gap="xs">
            {acts.map((act) => (
              <Button key={act} variant={act === 'accept' ? 'filled' : 'default'} onClick={() => run(act)}>
                {t(`onCall.alert.act.${act}`)}
              </Button>
            ))}
          </Group>
        </Group>
        {file.alert.status !== 'closed' && <Mobilise file={file} />}
      </Paper>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title={t('onCall.alert.about')}>
          <About file={file} />
        </Section>
        <Section title={t('onCall.alert.response')}>
          <ResponseTimes response={file.response} />
        </Section>
        <Section title={t('onCall.alert.pages')}>
          {file.pages.length === 0 ? t('onCall.alert.noPage') : <PageTable pages={file.pages} />}
        </Section>
        <Section title={t('onCall.alert.mobilised')}>
          {file.mobilised.length === 0 ? (
            t('onCall.alert.nobodyMobilised')
          ) : (
            <MobilisedTable mobilised={file.mobilised} nowAt={nowAt} />
          )}
        </Section>
      </SimpleGrid>
      <Section title={t('onCall.alert.timeline')}>
        <AlertTimeline file={file} />
      </Section>
      {dialog}
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="section" aria-label={title} p="md" bg="var(--surface)">
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function About({ file: { alert, content, policyName, callId, ticket, closedAt, resolution } }: { file: AlertFile }) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  const mayLook = useMay('agent');
  return (
    <dl className={classes.facts}>
      <Fact label={t('onCall.alert.opened')}>{dateTime(alert.openedAt, locale)}</Fact>
      <Fact label={t('onCall.alert.source')}>
        {t(`onCall.alert.from.${alert.source}`)}
        {alert.times > 1 && ` · ${t('onCall.alert.times', { count: alert.times })}`}
      </Fact>
      <Fact label={t('onCall.alert.policy')}>{policyName}</Fact>
      {alert.equipmentName !== undefined && <Fact label={t('onCall.alert.equipment')}>{alert.equipmentName}</Fact>}
      {content.detail !== '' && (
        <Fact label={t('onCall.alert.detail')}>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {content.detail}
          </Text>
        </Fact>
      )}
      {mayLook && callId !== undefined && (
        <Fact label={t('onCall.alert.call')}>
          <Anchor component={Link} to={`/calls/${callId}`} underline="always">
            {t('onCall.alert.seeCall')}
          </Anchor>
        </Fact>
      )}
      {mayLook && ticket && (
        <Fact label={t('onCall.alert.ticket')}>
          <Anchor component={Link} to={`/tickets/${ticket.ticketId}`} underline="always">
            {ticket.number}
          </Anchor>
        </Fact>
      )}
      {closedAt !== undefined && <Fact label={t('onCall.alert.closed')}>{dateTime(closedAt, locale)}</Fact>}
      {resolution !== undefined && <Fact label={t('onCall.alert.resolution')}>{resolution}</Fact>}
    </dl>
  );
}

/** Somebody else is asked as well, beside whoever has it (O3). */
function Mobilise({ file }: { file: AlertFile }) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_ALERTS);
  const mayMobilise = useMay('supervisor');
  const responders = useOnCallSetup().data?.responders ?? [];
  const [who, setWho] = useState<string | null>(null);
  if (!mayMobilise) return null;
  const atWork = new Set(
    file.mobilised.filter(({ leftAt }) => leftAt === undefined).map(({ responderId }) => String(responderId)),
  );
  const page = async () => {
    const path = `/api/on-call/alerts/${encodeURIComponent(file.alert.alertId)}/mobilise`;
    if (await change('POST', path, { body: { responderId: who }, done: t('onCall.alert.did.mobilise') })) setWho(null);
  };
  return (
    <Group align="flex-end" gap="xs" mt="sm">
      <Select
        label={t('onCall.alert.mobilise')}
        searchable
        value={who}
        data={responders
          .filter(({ responderId }) => !atWork.has(responderId))
          .map(({ responderId, name }) => ({ value: responderId, label: name }))}
        onChange={setWho}
      />
      <Button variant="default" disabled={who === null} onClick={() => void page()}>
        {t('onCall.alert.act.mobilise')}
      </Button>
    </Group>
  );
}
