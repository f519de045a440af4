import { Badge, Group, Table, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AlertFile, AlertLine } from '@decroche/protocol';
import { exactTime, dateTime } from '../format.ts';
import { ListTable } from '../parts/list-table.tsx';
import fr from '../locales/fr/on-call.json' with { type: 'json' };
import { lengthWords } from './on-call-format.ts';
import { useOnCallLocale } from './on-call-queries.ts';
import classes from './on-call.module.css';

/** A line of the timeline: the server's sentence in French, ours in other languages. */
function useLineWords(): (line: AlertLine) => string {
  const { t, i18n } = useTranslation();
  return ({ type, text }) => {
    const key = type.replace('.', '_');
    if (i18n.language === 'fr' || !(key in fr.event)) return text;
    return t(`onCall.event.${key as keyof typeof fr.event}`);
  };
}

/** Everything that happened, in order, the latest first when it is read on the way. */
export function AlertTimeline({ file, latestFirst = false }: { file: AlertFile; latestFirst?: boolean }) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  const words = useLineWords();
  const lines = latestFirst ? file.timeline.toReversed() : file.timeline;
  return (
    <ol className={classes.timeline} aria-label={t('onCall.alert.timeline')}>
      {lines.map((line) => (
        <li key={`${line.seq}-${line.type}`}>
          <time className="tabular" dateTime={new Date(line.at).toISOString()} title={dateTime(line.at, locale)}>
            {exactTime(line.at, locale)}
          </time>
          <span>{words(line)}</span>
        </li>
      ))}
    </ol>
  );
}

/** How fast they were, against what is promised (O1). */
export function ResponseTimes({ response }: Pick<AlertFile, 'response'>) {
  const { t } = useTranslation();
  const { language } = useOnCallLocale();
  const rows = [
    { label: t('onCall.alert.accepted'), ms: response.acceptedMs, targetMs: undefined },
    { label: t('onCall.alert.remote'), ms: response.remoteMs, targetMs: response.remoteTargetMs },
    { label: t('onCall.alert.onSite'), ms: response.onSiteMs, targetMs: response.onSiteTargetMs },
  ];
  return (
    <dl className={`${classes.facts} tabular`}>
      {rows.map(({ label, ms, targetMs }) => (
        <Fact key={label} label={label}>
          <Group gap="xs">
            {ms === undefined ? t('onCall.alert.notYet') : lengthWords(ms, language)}
            {targetMs !== undefined && (
              <Text span size="sm" c="dimmed">
                {t('onCall.alert.target', { target: lengthWords(targetMs, language) })}
              </Text>
            )}
            {ms !== undefined && targetMs !== undefined && <Within held={ms <= targetMs} />}
          </Group>
        </Fact>
      ))}
    </dl>
  );
}

function Within({ held }: { held: boolean }) {
  const { t } = useTranslation();
  const Shape = held ? IconCheck : IconX;
  return (
    <Badge variant="default" tt="none" leftSection={<Shape size={14} aria-hidden />}>
      {t(held ? 'onCall.alert.held' : 'onCall.alert.missed')}
    </Badge>
  );
}

/** One fact of a list of facts. */
export function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Who was rung or written to, how it ended. */
export function PageTable({ pages }: Pick<AlertFile, 'pages'>) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  return (
    <ListTable
      label={t('onCall.alert.pages')}
      minWidth={420}
      columns={[t('onCall.who'), t('onCall.alert.how'), t('onCall.alert.at'), t('onCall.alert.result')]}
    >
      {pages.map(({ name, means, at, result }, index) => (
        <Table.Tr key={`${at}-${index}`}>
          <Table.Td fw={600}>{name}</Table.Td>
          <Table.Td>{t(`onCall.alert.means.${means}`)}</Table.Td>
          <Table.Td>{exactTime(at, locale)}</Table.Td>
          <Table.Td>{t(`onCall.alert.pageResult.${result ?? 'underWay'}`)}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}

/** Who was at work on it, and how long (O3). */
export function MobilisedTable({ mobilised, nowAt }: { mobilised: AlertFile['mobilised']; nowAt: number }) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  return (
    <ListTable
      label={t('onCall.alert.mobilised')}
      minWidth={420}
      columns={[t('onCall.who'), t('onCall.from'), t('onCall.to'), t('onCall.alert.length')]}
    >
      {mobilised.map(({ responderId, name, joinedAt, leftAt }) => (
        <Table.Tr key={`${responderId}-${joinedAt}`}>
          <Table.Td fw={600}>{name}</Table.Td>
          <Table.Td>{dateTime(joinedAt, locale)}</Table.Td>
          <Table.Td>{leftAt === undefined ? t('onCall.alert.atWork') : dateTime(leftAt, locale)}</Table.Td>
          <Table.Td>{lengthWords((leftAt ?? nowAt) - joinedAt, locale.language)}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}
