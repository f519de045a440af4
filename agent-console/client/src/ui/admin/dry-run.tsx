import { Alert, Badge, Button, Stack, Table } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DefinitionTried, type DefinitionChange } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { dateTime, seconds } from '../format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { attempt } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';

const CALLS = 50;

/** "Who would have got the last 50 calls?": tries a change on the past before it is published. Nothing changes. */
export function DryRunButton({ change }: { change: () => DefinitionChange | undefined }) {
  const { t } = useTranslation();
  const { http } = useConsole();
  const [tried, setTried] = useState<DefinitionTried>();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    const tryThis = change();
    if (!tryThis) return;
    setBusy(true);
    const body = { change: tryThis, calls: CALLS };
    await attempt(
      async () => setTried(await http.send('POST', '/api/definition/try', { body, schema: DefinitionTried })),
      t,
    );
    setBusy(false);
  };
  return (
    <>
      <Button
        variant="default"
        loading={busy}
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        onClick={() => void run()}
      >
        {t('definition.try', { count: CALLS })}
      </Button>
      {tried && <Outcome tried={tried} onClose={() => setTried(undefined)} />}
    </>
  );
}

function Outcome({ tried, onClose }: { tried: DefinitionTried; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const who = (one: { agentName: string; waitMs: number } | undefined): string =>
    one ? `${one.agentName} · ${seconds(one.waitMs, i18n.language)}` : t('definition.nobody');
  return (
    <Dialog opened onClose={onClose} size="xl" title={t('definition.tried')}>
      <Stack>
        <Alert color={tried.changed === 0 ? 'gray' : 'petrol'} role="status">
          {tried.calls.length === 0
            ? t('definition.noPast')
            : t('definition.changed', { count: tried.changed, total: tried.calls.length })}
        </Alert>
        {tried.calls.length > 0 && (
          <Table aria-label={t('definition.tried')} className="tabular" stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('table.at')}</Table.Th>
                <Table.Th>{t('definition.queue')}</Table.Th>
                <Table.Th>{t('definition.was')}</Table.Th>
                <Table.Th>{t('definition.would')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {tried.calls.map((call) => (
                <Table.Tr key={call.callId} bg={call.changed ? 'var(--wash-warn)' : undefined}>
                  <Table.Td>{dateTime(call.queuedAt, locale)}</Table.Td>
                  <Table.Td>{call.queueName}</Table.Td>
                  <Table.Td>{who(call.was)}</Table.Td>
                  <Table.Td>
                    {who(call.would)} {call.changed && <Badge color="yellow.9">{t('definition.differs')}</Badge>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Dialog>
  );
}
