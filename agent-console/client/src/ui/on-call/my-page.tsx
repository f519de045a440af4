import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconBeach, IconCircleCheck, IconPhoneCheck, IconPhoneOff } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertGlance, AlertStatus, OnCallMine } from '@decroche/protocol';
import { myPieces } from '../../core/on-call/my-pieces.ts';
import { useServerNow } from '../console-context.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { AwayForm } from './away-form.tsx';
import { MyAlert } from './my-alert.tsx';
import { MyFeed } from './my-feed.tsx';
import classes from './my-page.module.css';
import { dayAndTime, fromTo } from './on-call-format.ts';
import { useAlerts, useOnCallLocale, useOnCallMine, useOnCallNow, useSwaps } from './on-call-queries.ts';
import { SwapForm } from './swap-form.tsx';
import { SwapCard } from './swap-list.tsx';
import { useServerOffset } from './use-server-offset.ts';

/** What somebody on call holds in one hand at three in the morning: the alert first, then whether it is their turn. */
export default function MyOnCallPage() {
  const { t } = useTranslation();
  const mine = useOnCallMine();
  useDocumentTitle(`${t('onCall.mine.title')} · Décroché`);
  return (
    <Stack className={classes.page} gap="md">
      <Title order={1} size="h2">
        {t('onCall.mine.title')}
      </Title>
      {mine.error && <ProblemAlert error={mine.error} retry={() => void mine.refetch()} />}
      <MyAlerts />
      {mine.data && <MyTurn mine={mine.data} />}
      <Others />
      {mine.data?.responder && <MySwaps mine={mine.data} />}
      {mine.data && <MyHours mine={mine.data} />}
      {mine.data && <MyFeed mine={mine.data} />}
    </Stack>
  );
}

/** What nobody has yet comes first. */
const URGENCY: readonly AlertStatus[] = ['escalating', 'exhausted', 'accepted', 'deferred', 'closed'];
const byUrgency = (a: AlertGlance, b: AlertGlance): number => URGENCY.indexOf(a.status) - URGENCY.indexOf(b.status);

function MyAlerts() {
  const { t } = useTranslation();
  const { data, error, refetch } = useAlerts('open');
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (data?.items.length === 0) {
    return (
      <Group gap={8} role="status" wrap="nowrap">
        <IconCircleCheck size={22} aria-hidden color="var(--tone-good)" />
        <Text>{t('onCall.mine.noAlert')}</Text>
      </Group>
    );
  }
  return (
    <Stack component="section" aria-label={t('onCall.tab.alerts')} gap="md">
      {data?.items.toSorted(byUrgency).map(({ alertId }, index) => (
        <MyAlert key={alertId} alertId={alertId} first={index === 0} />
      ))}
    </Stack>
  );
}

function MyTurn({ mine }: { mine: OnCallMine }) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  const nowAt = useServerNow(useServerOffset());
  const pieces = myPieces(mine.spans);
  const current = pieces.filter(({ fromAt, toAt }) => fromAt <= nowAt && nowAt < toAt);
  const next = pieces.find(({ fromAt }) => fromAt > nowAt);
  const Shape = current.length > 0 ? IconPhoneCheck : IconPhoneOff;
  return (
    <Paper component="section" p="md" bg={current.length > 0 ? 'var(--wash-good)' : 'var(--surface)'}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Shape size={30} aria-hidden color={`var(--tone-${current.length > 0 ? 'good' : 'off'})`} />
        <div>
          <Title order={2} size="h3">
            {t(current.length > 0 ? 'onCall.mine.onCall' : 'onCall.mine.notOnCall')}
          </Title>
          {current.map(({ scheduleId, scheduleName, toAt }) => (
            <Text key={scheduleId}>{t('onCall.mine.until', { name: scheduleName, at: dayAndTime(toAt, locale) })}</Text>
          ))}
          <Text c="dimmed">
            {next === undefined
              ? t('onCall.mine.noNext')
              : t('onCall.mine.next', { name: next.scheduleName, at: dayAndTime(next.fromAt, locale) })}
          </Text>
        </div>
      </Group>
    </Paper>
  );
}

/** Who has the other telephones now, and who next. */
function Others() {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  const { data } = useOnCallNow();
  if (!data || data.schedules.length === 0) return null;
  return (
    <Section title={t('onCall.mine.others')}>
      {data.schedules.map(({ scheduleId, name, now, next }) => (
        <div key={scheduleId} className={classes.row}>
          <Text c="dimmed" size="sm">
            {name}
          </Text>
          <Text fw={650}>{now?.name ?? t(now?.required ? 'onCall.now.nobody' : 'onCall.now.notNeeded')}</Text>
          {next && (
            <Text size="sm">
              {t('onCall.now.next', {
                name: next.name ?? t('onCall.now.nobody'),
                at: dayAndTime(next.fromAt, locale),
              })}
            </Text>
          )}
        </div>
      ))}
    </Section>
  );
}

function MySwaps({ mine }: { mine: OnCallMine }) {
  const { t } = useTranslation();
  const { data } = useSwaps();
  const [open, setOpen] = useState<'swap' | 'away'>();
  const me = mine.responder?.responderId;
  const live = (data?.items ?? []).filter(
    (swap) => (swap.askedBy === me || swap.with === me) && (swap.status === 'asked' || swap.status === 'agreed'),
  );
  return (
    <Section title={t('onCall.tab.swaps')}>
      <Stack gap="sm">
        {live.map((swap) => (
          <SwapCard key={swap.swapId} swap={swap} big />
        ))}
        <Button size="lg" variant="default" onClick={() => setOpen('swap')}>
          {t('onCall.swap.ask')}
        </Button>
        <Button
          size="lg"
          variant="default"
          leftSection={<IconBeach size={20} aria-hidden />}
          onClick={() => setOpen('away')}
        >
          {t('onCall.mine.away')}
        </Button>
      </Stack>
      {open === 'swap' && <SwapForm fullScreen onClose={() => setOpen(undefined)} />}
      {open === 'away' && me !== undefined && <AwayForm self={me} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

const FIRST_SHOWN = 6;

function MyHours({ mine }: { mine: OnCallMine }) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  const [whole, setWhole] = useState(false);
  const pieces = myPieces(mine.spans);
  const more = pieces.length - FIRST_SHOWN;
  return (
    <Section title={t('onCall.mine.hours')}>
      {pieces.length === 0 && <Text size="sm">{t('onCall.mine.noHours')}</Text>}
      <ul className={classes.plain}>
        {(whole ? pieces : pieces.slice(0, FIRST_SHOWN)).map(({ scheduleId, scheduleName, fromAt, toAt }) => (
          <li key={`${scheduleId}-${fromAt}`} className={classes.row}>
            <Text fw={600} className="tabular">
              {fromTo(fromAt, toAt, locale)}
            </Text>
            <Text size="sm" c="dimmed">
              {scheduleName}
            </Text>
          </li>
        ))}
      </ul>
      {more > 0 && !whole && (
        <Button variant="default" size="md" fullWidth onClick={() => setWhole(true)}>
          {t('onCall.mine.allHours', { count: more })}
        </Button>
      )}
    </Section>
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
