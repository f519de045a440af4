import { Anchor, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCalendarOff, IconCircleCheck, IconPhoneCheck, IconUserOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { OnCallNow } from '@decroche/protocol';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { GapAlert } from './gap-alert.tsx';
import { dayAndTime } from './on-call-format.ts';
import { useOnCallLocale, useOnCallNow } from './on-call-queries.ts';

type Schedule = OnCallNow['schedules'][number];

/** Who has each telephone, who next; holes of the next 90 days above everything. */
export function NowView() {
  const { t } = useTranslation();
  const { data, error, refetch } = useOnCallNow();
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton h={240} aria-label={t('common.loading')} />;
  if (data.schedules.length === 0) {
    return <Nothing icon={IconCalendarOff} title={t('onCall.now.none')} hint={t('onCall.now.noneHint')} />;
  }
  return (
    <Stack>
      <GapAlert gaps={data.gaps} title={t('onCall.gap.title', { count: data.gaps.length })} />
      {data.gaps.length === 0 && (
        <Group gap={6} role="status">
          <IconCircleCheck size={18} aria-hidden color="var(--tone-good)" />
          {t('onCall.gap.none')}
        </Group>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {data.schedules.map((schedule) => (
          <NowCard key={schedule.scheduleId} schedule={schedule} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

/** Somebody has it; nobody needs to; nobody has it although somebody must. */
function stateOf(now: Schedule['now']): 'held' | 'free' | 'missing' {
  if (now?.responderId !== undefined) return 'held';
  return now?.required === true ? 'missing' : 'free';
}

const LOOK = {
  held: { shape: IconPhoneCheck, tone: 'good' },
  free: { shape: IconUserOff, tone: 'off' },
  missing: { shape: IconUserOff, tone: 'bad' },
} as const;

function NowCard({ schedule: { scheduleId, name, now, next } }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  const state = stateOf(now);
  const missing = state === 'missing';
  const { shape: Shape, tone } = LOOK[state];
  return (
    <Paper
      component="section"
      aria-label={name}
      p="md"
      bg={missing ? 'var(--wash-bad)' : 'var(--surface)'}
      style={missing ? { borderColor: 'var(--tone-bad)', borderWidth: 2 } : undefined}
    >
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {name}
        </Title>
        <Anchor component={Link} to={`/on-call/calendar?schedule=${scheduleId}`} size="sm" underline="always">
          {t('onCall.tab.calendar')}
        </Anchor>
      </Group>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Shape size={26} aria-hidden style={{ color: `var(--tone-${tone})`, flexShrink: 0 }} />
        <div>
          <Text fw={700} size="lg">
            {now?.name ?? t(missing ? 'onCall.now.nobody' : 'onCall.now.notNeeded')}
          </Text>
          {now !== undefined && (
            <Text size="sm" c="dimmed" className="tabular">
              {t('onCall.now.until', { at: dayAndTime(now.toAt, locale) })}
            </Text>
          )}
        </div>
      </Group>
      <Text size="sm" mt="sm" className="tabular">
        {next === undefined
          ? t('onCall.now.noNext')
          : t('onCall.now.next', {
              name: next.name ?? t('onCall.now.nobody'),
              at: dayAndTime(next.fromAt, locale),
            })}
      </Text>
    </Paper>
  );
}
