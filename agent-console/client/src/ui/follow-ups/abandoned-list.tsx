import { Anchor, Badge, Loader, Table } from '@mantine/core';
import { IconPhoneX } from '@tabler/icons-react';
import type { AbandonedCaller } from '@decroche/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useConsole } from '../console-context.ts';
import { clock, shortInstant } from '../format.ts';
import { CallerCell } from '../parts/caller-cell.tsx';
import { useCallerName } from '../parts/caller-name.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Pager } from '../parts/pager.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useAbandoned, useCallbacks, useDefinition, useParty } from '../queries.ts';
import { RingBackButtons } from './ring-back-buttons.tsx';

const LIMIT = 50;

function AbandonedRow({ caller }: { caller: AbandonedCaller }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  const nameOf = useCallerName();
  const party = useParty(caller.partyRef).data;
  const services = useDefinition().data?.services;
  const pending = useCallbacks().data?.items.find(
    (one) => one.answersCallId === caller.callId || one.caller.partyRef === caller.partyRef,
  );
  const name = party ? nameOf(party) : '…';
  return (
    <Table.Tr>
      <Table.Td className="tabular">
        <Anchor component={Link} to={`/calls/${caller.callId}`} underline="always">
          {shortInstant(caller.leftAt, now(), locale)}
        </Anchor>
      </Table.Td>
      <CallerCell name={name} number={party?.number} />
      <Table.Td>{services?.find(({ serviceId }) => serviceId === caller.serviceId)?.name ?? caller.serviceId}</Table.Td>
      <Table.Td className="tabular">{clock(caller.waitMs)}</Table.Td>
      <Table.Td>{t('followUps.abandoned.calls', { count: caller.calls })}</Table.Td>
      <Table.Td>
        {pending ? (
          <Badge variant="default" tt="none" size="lg">
            {t('followUps.pendingAt')} · {shortInstant(pending.dueAt, now(), locale)}
          </Badge>
        ) : (
          <RingBackButtons whom={{ kind: 'call', callId: caller.callId }} name={name} />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** Callers who gave up and whom nobody has spoken to since: ringing back is one gesture. */
export function AbandonedList() {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const { data, error, refetch, isPending } = useAbandoned(offset, LIMIT);
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (isPending) return <Loader m="md" aria-label={t('common.loading')} />;
  if (data.total === 0) {
    return <Nothing icon={IconPhoneX} title={t('followUps.abandoned.none')} hint={t('followUps.abandoned.noneHint')} />;
  }
  const columns = [
    ...[t('followUps.abandoned.left'), t('table.caller'), t('table.service')],
    ...[t('followUps.abandoned.waited'), t('followUps.abandoned.times'), t('table.action')],
  ];
  return (
    <>
      <ListTable label={t('followUps.tabs.abandoned')} columns={columns} minWidth={780}>
        {data.items.map((caller) => (
          <AbandonedRow key={caller.callId} caller={caller} />
        ))}
      </ListTable>
      <Pager offset={offset} limit={LIMIT} total={data.total} go={setOffset} />
    </>
  );
}
