import { Anchor, Badge, Button, Group, Loader, Stack, Table, Text, Title } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SealedOpening } from '@decroche/protocol';
import { useConsole, useServerNow } from '../console-context.ts';
import { dateTime, timeOfDay } from '../format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Pager } from '../parts/pager.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useSealedOpenings } from '../queries.ts';
import { useAccountId } from '../shell/session-role.ts';
import { GrantDialog, RefuseDialog } from './opening-decision.tsx';
import { ReadDialog } from './opening-reading.tsx';

const LIMIT = 50;

type Doing = { readonly what: 'grant' | 'refuse' | 'read'; readonly opening: SealedOpening };

const COLOR = { asked: '#a35a00', granted: 'petrol', refused: 'gray.7', read: 'violet.8', expired: 'gray.7' } as const;

/** What the person signed in may do about it: two different people, one reading. */
function ToDo({ opening, act }: { opening: SealedOpening; act: (doing: Doing) => void }) {
  const { t } = useTranslation();
  const { feeds } = useConsole();
  const me = useAccountId();
  const locale = useLocale();
  const present = useServerNow(feeds.board.live.get().clockOffsetMs);
  const mine = opening.askedBy === me;
  const { status, readableUntilAt, askedByName: name } = opening;
  if (status === 'asked' && mine) return <Text size="sm">{t('child.opening.notYours')}</Text>;
  if (status === 'asked')
    return (
      <Group gap={6} wrap="nowrap">
        <Button
          size="compact-md"
          aria-label={t('child.opening.grantOf', { name })}
          onClick={() => act({ what: 'grant', opening })}
        >
          {t('child.opening.grant')}
        </Button>
        <Button
          size="compact-md"
          variant="default"
          aria-label={t('child.opening.refuseOf', { name })}
          onClick={() => act({ what: 'refuse', opening })}
        >
          {t('child.opening.refuse')}
        </Button>
      </Group>
    );
  if (status !== 'granted' || readableUntilAt === undefined || readableUntilAt <= present) return '—';
  return (
    <Stack gap={2} align="start">
      {mine && (
        <Button size="compact-md" onClick={() => act({ what: 'read', opening })}>
          {t('child.opening.read')}
        </Button>
      )}
      <Text size="sm">{t('child.opening.readable', { time: timeOfDay(readableUntilAt, locale) })}</Text>
    </Stack>
  );
}

function OpeningRow({ opening, act }: { opening: SealedOpening; act: (doing: Doing) => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const at = (instant: number | undefined) => (instant === undefined ? '—' : dateTime(instant, locale));
  return (
    <Table.Tr>
      <Table.Td>
        {opening.askedByName}
        <Text size="sm" c="dimmed">
          {at(opening.askedAt)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Anchor component={Link} to={`/calls/${opening.callId}`} underline="always">
          {at(opening.calledAt)}
        </Anchor>
      </Table.Td>
      <Table.Td miw={220} maw={420} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {opening.reason}
      </Table.Td>
      <Table.Td>
        <Badge tt="none" color={COLOR[opening.status]}>
          {t(`child.opening.status.${opening.status}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        {opening.decidedByName ?? '—'}
        {opening.decidedAt !== undefined && (
          <Text size="sm" c="dimmed">
            {at(opening.decidedAt)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{at(opening.readAt)}</Table.Td>
      <Table.Td className="no-print">
        <ToDo opening={opening} act={act} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Every opening of a sealed number there was, whatever became of it (C9). */
export function OpeningRegister() {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const [doing, setDoing] = useState<Doing>();
  const { data, error, refetch, isPending } = useSealedOpenings({ offset, limit: LIMIT });
  const columns = ['askedBy', 'call', 'why', 'state', 'decidedBy', 'readAt', 'next'] as const;
  const close = () => setDoing(undefined);
  return (
    <Stack gap="md">
      <Title order={2} size="h4">
        {t('child.opening.title')}
      </Title>
      <Text maw={760}>{t('child.opening.hint')}</Text>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {isPending && <Loader aria-label={t('common.loading')} />}
      {data?.total === 0 && (
        <Nothing icon={IconShieldLock} title={t('child.opening.none')} hint={t('child.opening.noneHint')} />
      )}
      {data && data.items.length > 0 && (
        <>
          <ListTable
            label={t('child.opening.title')}
            minWidth={940}
            columns={columns.map((column) => t(`child.opening.${column}`))}
          >
            {data.items.map((opening) => (
              <OpeningRow key={opening.openingId} opening={opening} act={setDoing} />
            ))}
          </ListTable>
          <Pager offset={offset} limit={LIMIT} total={data.total} go={setOffset} />
        </>
      )}
      {doing?.what === 'grant' && <GrantDialog opening={doing.opening} onClose={close} />}
      {doing?.what === 'refuse' && <RefuseDialog opening={doing.opening} onClose={close} />}
      {doing?.what === 'read' && <ReadDialog opening={doing.opening} onClose={close} />}
    </Stack>
  );
}
