import { Badge, Button, Group, Loader, Table, Text } from '@mantine/core';
import { IconCalendarTime, IconPhoneOff, IconPhoneOutgoing } from '@tabler/icons-react';
import { Accepted, type Callback } from '@decroche/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../console-context.ts';
import { shortInstant } from '../format.ts';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { CallerCell } from '../parts/caller-cell.tsx';
import { useCallerName } from '../parts/caller-name.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useCallbacks } from '../queries.ts';
import { useRingBack } from './use-ring-back.tsx';
import { WhenDialog } from './when-dialog.tsx';

type Asking = 'reschedule' | 'cancel';

function CallbackDialog({ callback, asking, onClose }: { callback: Callback; asking: Asking; onClose: () => void }) {
  const { t } = useTranslation();
  const { cancel } = useRingBack();
  const change = useChange(['callbacks']);
  const name = useCallerName()(callback.caller);
  if (asking === 'cancel') {
    return (
      <AskDialog
        title={t('followUps.callbacks.cancelTitle', { name })}
        confirm={t('followUps.callbacks.cancel')}
        tone="danger"
        onClose={onClose}
        onConfirm={() => cancel(callback.callId)}
      >
        {t('followUps.callbacks.cancelHint')}
      </AskDialog>
    );
  }
  const put = async (dueAt: number) => {
    const done = t('followUps.callbacks.rescheduled');
    const path = `/api/callbacks/${encodeURIComponent(callback.callId)}`;
    return (await change('PUT', path, { body: { dueAt }, schema: Accepted, done })) !== undefined;
  };
  return <WhenDialog title={t('followUps.callbacks.rescheduleTitle', { name })} onClose={onClose} onChosen={put} />;
}

function CallbackRow({ callback, ask }: { callback: Callback; ask: (asking: Asking) => void }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  const name = useCallerName()(callback.caller);
  const { stage, dueAt, by, attempts, postponed } = callback;
  const still = stage === 'scheduled' || stage === 'waiting';
  return (
    <Table.Tr>
      <Table.Td className="tabular">{shortInstant(dueAt, now(), locale)}</Table.Td>
      <CallerCell name={name} number={callback.caller.number} to={`/calls/${callback.callId}`} />
      <Table.Td>{callback.serviceName}</Table.Td>
      <Table.Td>
        <Badge variant="default" tt="none">
          {t(`followUps.stage.${stage}`)}
        </Badge>
        {postponed && (
          <Text size="sm" c="dimmed">
            {t(`followUps.postponed.${postponed}`)}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="tabular">{attempts}</Table.Td>
      <Table.Td>
        <Text size="sm">{by === 'caller' ? t('followUps.callbacks.byCaller') : by}</Text>
      </Table.Td>
      <Table.Td>
        {still && (
          <Group gap={6} wrap="nowrap">
            <Button
              size="compact-md"
              variant="default"
              leftSection={<IconCalendarTime size={16} aria-hidden />}
              aria-label={t('followUps.callbacks.rescheduleTitle', { name })}
              onClick={() => ask('reschedule')}
            >
              {t('followUps.callbacks.reschedule')}
            </Button>
            <Button
              size="compact-md"
              variant="default"
              leftSection={<IconPhoneOff size={16} aria-hidden />}
              onClick={() => ask('cancel')}
            >
              {t('followUps.callbacks.cancel')}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** People to be rung back, the next one first. */
export function CallbackList() {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useCallbacks();
  const [asked, setAsked] = useState<{ callback: Callback; asking: Asking }>();
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (isPending) return <Loader m="md" aria-label={t('common.loading')} />;
  if (data.items.length === 0) {
    return (
      <Nothing
        icon={IconPhoneOutgoing}
        title={t('followUps.callbacks.none')}
        hint={t('followUps.callbacks.noneHint')}
      />
    );
  }
  const columns = [
    ...[t('followUps.callbacks.due'), t('table.caller'), t('table.service'), t('followUps.callbacks.stage')],
    ...[t('followUps.callbacks.attempts'), t('followUps.callbacks.by'), t('table.action')],
  ];
  return (
    <>
      <ListTable label={t('followUps.tabs.callbacks')} columns={columns} minWidth={860}>
        {data.items.map((callback) => (
          <CallbackRow key={callback.callId} callback={callback} ask={(asking) => setAsked({ callback, asking })} />
        ))}
      </ListTable>
      {asked && <CallbackDialog {...asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
