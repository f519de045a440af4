import { Alert, Paper, Skeleton, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { WaitExplanation, type WaitObstacle } from '@decroche/protocol';
import { clock, exactTime, seconds } from '../format.ts';
import { HttpProblem } from '../../app/ports.ts';
import { PictureOrTable } from '../parts/picture-or-table.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useHashTarget } from '../parts/use-hash-target.ts';
import { useLocale } from '../parts/use-locale.ts';
import { usePauseReasons, useRead } from '../queries.ts';
import classes from './why-wait.module.css';

type Lane = WaitExplanation['agents'][number];
type Span = Lane['spans'][number];

const TONE: Readonly<Record<WaitObstacle, 'good' | 'bad' | 'busy' | 'after' | 'warn' | undefined>> = {
  none: 'bad',
  offeredThisCall: 'good',
  offeredElsewhere: 'good',
  callerNotReady: 'good',
  unknown: undefined,
  loggedOut: undefined,
  paused: 'warn',
  wrapUp: 'after',
  otherCall: 'busy',
  notInQueue: undefined,
  skillMissing: 'warn',
  tierNotOpen: 'warn',
  restingAfterMiss: 'warn',
  preferredAgentFirst: 'warn',
  otherCallFirst: 'busy',
};

/** "Why did this call wait?": what each agent did meanwhile, from the journal alone. */
export function WhyWait({ callId }: { callId: string }) {
  const { t, i18n } = useTranslation();
  const path = `/api/reports/calls/${encodeURIComponent(callId)}/wait`;
  const { data, error, refetch } = useRead(['calls', 'wait', callId], path, WaitExplanation);
  useHashTarget(data !== undefined);
  if (error instanceof HttpProblem && error.problem.reason === 'neverQueued') return null;
  return (
    <Paper p="md" bg="var(--surface)" mt="md" component="section" id="why-wait" aria-label={t('whyWait.title')}>
      <Title order={2} size="h4" mb="xs">
        {t('whyWait.title')}
      </Title>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton h={120} />}
      {data && (
        <Stack gap="sm">
          <Text>
            {t(`whyWait.ended.${data.ended}`, { wait: seconds(data.waitMs, i18n.language) })} {answerOf(data, t)}
          </Text>
          {!data.complete && (
            <Alert color="yellow" icon={<IconInfoCircle aria-hidden />}>
              {t('whyWait.incomplete')}
            </Alert>
          )}
          <Lanes explanation={data} />
          <Text size="xs" c="dimmed">
            {t('whyWait.source', { first: data.firstSeq, last: data.lastSeq })}
          </Text>
        </Stack>
      )}
    </Paper>
  );
}

/** The answer in one sentence: what kept the agents, by how much of their time. */
function answerOf({ summary }: WaitExplanation, t: TFunction): string {
  const total = summary.reduce((sum, { agentMs }) => sum + agentMs, 0);
  const parts = summary
    .filter(({ why, agentMs }) => why !== 'notInQueue' && agentMs > total * 0.03)
    .slice(0, 4)
    .map(({ why, agentMs }) => `${t(`whyWait.why.${why}`)} ${Math.round((100 * agentMs) / total)} %`);
  return parts.length === 0 ? t('whyWait.nobody') : t('whyWait.agents', { parts: parts.join(', ') });
}

function useSpanWords(): (span: Span) => string {
  const { t, i18n } = useTranslation();
  const reasons = usePauseReasons().data?.items ?? [];
  return ({ why, reason }) => {
    const pause = reasons.find((each) => each.reason === reason);
    const words = pause && (i18n.language === 'en' ? pause.labelEn : pause.label);
    return words === undefined ? t(`whyWait.why.${why}`) : `${t(`whyWait.why.${why}`)} (${words})`;
  };
}

function Lanes({ explanation }: { explanation: WaitExplanation }) {
  const { t } = useTranslation();
  const lanes = explanation.agents.filter(({ spans }) => spans.some(({ why }) => why !== 'notInQueue'));
  return (
    <PictureOrTable
      picture={t('planning.picture')}
      asPicture={<Picture explanation={explanation} lanes={lanes} />}
      asTable={<SpanTable lanes={lanes} />}
    />
  );
}

interface Shown {
  readonly explanation: WaitExplanation;
  readonly lanes: readonly Lane[];
}

function Picture({ explanation: { queuedAt, untilAt, call }, lanes }: Shown) {
  const { t } = useTranslation();
  const words = useSpanWords();
  const wide = Math.max(1, untilAt - queuedAt);
  const place = ({ fromAt, toAt }: { fromAt: number; toAt: number }) => ({
    left: `${(100 * (fromAt - queuedAt)) / wide}%`,
    width: `${(100 * (toAt - fromAt)) / wide}%`,
  });
  return (
    <div className={classes.lanes}>
      <Text size="sm" fw={600}>
        {t('whyWait.position')}
      </Text>
      <div className={classes.lane}>
        {call.map((span) => (
          <Tooltip key={span.fromAt} label={t('whyWait.callSpan', { ...span, count: span.free })}>
            <span className={classes.span} data-tone={span.free > 0 ? 'bad' : undefined} style={place(span)}>
              {span.position}
            </span>
          </Tooltip>
        ))}
      </div>
      {lanes.map(({ agentId, name, spans }) => (
        <LaneRow key={agentId} name={name} spans={spans} place={place} words={words} />
      ))}
    </div>
  );
}

function LaneRow({
  name,
  spans,
  place,
  words,
}: {
  name: string;
  spans: readonly Span[];
  place: (span: Span) => React.CSSProperties;
  words: (span: Span) => string;
}) {
  return (
    <>
      <Text size="sm" truncate>
        {name}
      </Text>
      <div className={classes.lane}>
        {spans.map((span) => (
          <Tooltip key={span.fromAt} label={`${words(span)} · ${clock(span.toAt - span.fromAt)}`}>
            <span className={classes.span} data-tone={TONE[span.why]} style={place(span)}>
              {words(span)}
            </span>
          </Tooltip>
        ))}
      </div>
    </>
  );
}

function SpanTable({ lanes }: Pick<Shown, 'lanes'>) {
  const { t } = useTranslation();
  const locale = useLocale();
  const words = useSpanWords();
  return (
    <Table aria-label={t('whyWait.title')} className="tabular">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('table.agent')}</Table.Th>
          <Table.Th>{t('whyWait.from')}</Table.Th>
          <Table.Th>{t('table.duration')}</Table.Th>
          <Table.Th>{t('whyWait.what')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lanes.flatMap(({ agentId, name, spans }) =>
          spans.map((span) => (
            <Table.Tr key={`${agentId}-${span.fromAt}`}>
              <Table.Td>{name}</Table.Td>
              <Table.Td>{exactTime(span.fromAt, locale)}</Table.Td>
              <Table.Td>{clock(span.toAt - span.fromAt)}</Table.Td>
              <Table.Td>{words(span)}</Table.Td>
            </Table.Tr>
          )),
        )}
      </Table.Tbody>
    </Table>
  );
}
