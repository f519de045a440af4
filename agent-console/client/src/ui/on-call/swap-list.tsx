import { Badge, Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowsExchange, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Swap } from '@decroche/protocol';
import { shortInstant } from '../format.ts';
import { useConsole } from '../console-context.ts';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useMay } from '../shell/session-role.ts';
import { fromTo } from './on-call-format.ts';
import { SHOWS_ON_CALL, useOnCallLocale, useOnCallMine, useOnCallSetup, useSwaps } from './on-call-queries.ts';
import { SwapForm } from './swap-form.tsx';
import { useMyAccountId } from './use-me.ts';

/** Exchanges: asked for, agreed to by the other, approved by a supervisor; only then do they hold. */
export function SwapList() {
  const { t } = useTranslation();
  const { data, error, refetch } = useSwaps();
  const responder = useOnCallMine().data?.responder;
  const [asking, setAsking] = useState(false);
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton h={200} aria-label={t('common.loading')} />;
  return (
    <Stack>
      {responder && (
        <Group justify="flex-end">
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAsking(true)}>
            {t('onCall.swap.ask')}
          </Button>
        </Group>
      )}
      {data.items.length === 0 && (
        <Paper p="md" bg="var(--surface)">
          <Nothing icon={IconArrowsExchange} title={t('onCall.swap.none')} hint={t('onCall.swap.noneHint')} />
        </Paper>
      )}
      {data.items.map((swap) => (
        <SwapCard key={swap.swapId} swap={swap} />
      ))}
      {asking && <SwapForm onClose={() => setAsking(false)} />}
    </Stack>
  );
}

/** One exchange: who gives what to whom, how far it is, and what the reader may do. */
export function SwapCard({ swap, big = false }: { swap: Swap; big?: boolean }) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  const { now } = useConsole();
  const schedules = useOnCallSetup().data?.schedules;
  const scheduleName = schedules?.find(({ scheduleId }) => scheduleId === swap.scheduleId)?.name ?? swap.scheduleId;
  const { mine, theirs } = swap;
  return (
    <Paper component="article" p="md" bg="var(--surface)" aria-label={t('onCall.swap.of', swap)}>
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={650}>
            {scheduleName} · {t('onCall.swap.of', swap)}
          </Text>
          <Text size="sm" className="tabular">
            {t('onCall.swap.gives', { name: swap.askedByName, when: fromTo(mine.fromAt, mine.toAt, locale) })}
          </Text>
          <Text size="sm" className="tabular">
            {theirs === undefined
              ? t('onCall.swap.gift')
              : t('onCall.swap.gives', { name: swap.withName, when: fromTo(theirs.fromAt, theirs.toAt, locale) })}
          </Text>
          {swap.note !== '' && <Text size="sm">« {swap.note} »</Text>}
        </div>
        <Badge variant="default" tt="none" size="lg">
          {t(`onCall.swap.status.${swap.status}`)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" mt={6} className="tabular">
        {swap.history
          .map(({ status, by, at }) => `${t(`onCall.swap.step.${status}`)} ${by}, ${shortInstant(at, now(), locale)}`)
          .join(' · ')}
      </Text>
      <SwapActs swap={swap} big={big} />
    </Paper>
  );
}

type Act = 'agree' | 'approve' | 'refuse' | 'withdraw';

/** What this person may do about it now. */
function actsOf({ status, askedBy, with: other }: Swap, me: string | undefined, supervisor: boolean): readonly Act[] {
  if (status !== 'asked' && status !== 'agreed') return [];
  const acts: Act[] = [];
  if (status === 'asked' && other === me) acts.push('agree');
  if (status === 'agreed' && supervisor) acts.push('approve');
  if (other === me || supervisor) acts.push('refuse');
  if (askedBy === me) acts.push('withdraw');
  return acts;
}

function SwapActs({ swap, big }: { swap: Swap; big: boolean }) {
  const { t } = useTranslation();
  const me = useMyAccountId();
  const acts = actsOf(swap, me, useMay('supervisor'));
  const change = useChange(SHOWS_ON_CALL);
  if (acts.length === 0) return null;
  return (
    <Group gap="xs" mt="sm" grow={big}>
      {acts.map((act) => (
        <Button
          key={act}
          size={big ? 'lg' : 'compact-md'}
          variant={act === 'agree' || act === 'approve' ? 'filled' : 'default'}
          onClick={() =>
            void change('POST', `/api/on-call/swaps/${encodeURIComponent(swap.swapId)}/${act}`, {
              schema: Swap,
              done: t(`onCall.swap.done.${act}`),
            })
          }
        >
          {t(`onCall.swap.act.${act}`)}
        </Button>
      ))}
    </Group>
  );
}
