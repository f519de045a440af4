import { Anchor, Grid, Loader, Paper, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { CallFile } from '@decroche/protocol';
import { clock, dateTime, exactTime, waited } from '../format.ts';
import { useCallerName } from '../parts/caller-name.tsx';
import { outcomeWords } from '../parts/outcome.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useCallFile, useTickets } from '../queries.ts';
import { useMay } from '../shell/session-role.ts';
import { AskOpening } from './ask-opening.tsx';
import { eventWords } from './event-words.ts';
import { WhyWait } from './why-wait.tsx';

/** Sealed numbers stand on no screen; two supervisors may have one opened. */
function CallerNumber({ call: { callId, caller } }: { call: CallFile['call'] }) {
  const { t } = useTranslation();
  const supervises = useMay('supervisor');
  if (!caller.sealed) return caller.number ?? '—';
  return supervises ? <AskOpening callId={callId} /> : t('child.sealed');
}

function Summary({ call }: { call: CallFile['call'] }) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const nameOf = useCallerName();
  const tickets = useTickets({ callId: call.callId, limit: 5 }).data?.items ?? [];
  const lines: [string, React.ReactNode][] = [
    [t('table.caller'), nameOf(call.caller)],
    [t('table.number'), <CallerNumber key="number" call={call} />],
    [t('table.service'), call.serviceName],
    [t('callPage.arrived'), dateTime(call.receivedAt, locale)],
    [t('table.waited'), waited(call, i18n.language)],
    [
      t('table.talked'),
      call.answeredAt !== undefined && call.endedAt !== undefined ? clock(call.endedAt - call.answeredAt) : '—',
    ],
    [t('table.agent'), call.agentName ?? '—'],
    [t('table.outcome'), outcomeWords(call.outcome, t)],
    [
      t('desk.ticket'),
      tickets.length === 0
        ? '—'
        : tickets.map((ticket) => (
            <Anchor key={ticket.ticketId} component={Link} to={`/tickets/${ticket.ticketId}`} underline="always">
              {ticket.number}
            </Anchor>
          )),
    ],
  ];
  return (
    <Table variant="vertical" withRowBorders>
      <Table.Tbody>
        {lines.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={150}>{name}</Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Journal({ timeline }: { timeline: CallFile['timeline'] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const start = timeline[0]?.at ?? 0;
  return (
    <Table.ScrollContainer minWidth={520}>
      <Table aria-label={t('callPage.journal')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('table.at')}</Table.Th>
            <Table.Th>{t('callPage.since')}</Table.Th>
            <Table.Th>{t('callPage.what')}</Table.Th>
            <Table.Th>{t('callPage.line')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {timeline.map((line) => (
            <Table.Tr key={line.seq}>
              <Table.Td className="tabular">{exactTime(line.at, locale)}</Table.Td>
              <Table.Td className="tabular">+{clock(line.at - start)}</Table.Td>
              <Table.Td>{eventWords(line, locale.language, t)}</Table.Td>
              <Table.Td className="tabular">
                <Text size="sm" c="dimmed">
                  {line.seq}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** One call: who, how it went, and every line of the journal about it. */
export default function CallPage() {
  const { t } = useTranslation();
  const { callId } = useParams();
  const { data, error, refetch, isPending } = useCallFile(callId);
  const nameOf = useCallerName();
  const supervises = useMay('supervisor');
  return (
    <Page title={data ? t('callPage.titleOf', { name: nameOf(data.call.caller) }) : t('callPage.title')}>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {isPending && <Loader aria-label={t('common.loading')} />}
      {data && (
        <Grid>
          <Grid.Col span={{ base: 12, md: 4 }}>
            <Paper p="md" bg="var(--surface)">
              <Summary call={data.call} />
            </Paper>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 8 }}>
            <Paper p="md" bg="var(--surface)">
              <Title order={2} size="h4" mb="sm">
                {t('callPage.journal')}
              </Title>
              <Journal timeline={data.timeline} />
            </Paper>
            {supervises && data.call.queuedAt !== undefined && <WhyWait callId={data.call.callId} />}
          </Grid.Col>
        </Grid>
      )}
    </Page>
  );
}
