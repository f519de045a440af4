import { ActionIcon, Badge, Button, Group, SegmentedControl, Table, Text, Tooltip } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconCheck, IconDownload, IconMessage, IconRotate } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import type { Voicemail } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { clock, shortInstant } from '../format.ts';
import { RingBackButtons } from '../follow-ups/ring-back-buttons.tsx';
import { CallerCell } from '../parts/caller-cell.tsx';
import { useCallerName } from '../parts/caller-name.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { attempt, ProblemAlert } from '../parts/problem.tsx';
import { notifyDone } from '../parts/undo-toast.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useVoicemails } from '../queries.ts';

function useVoicemailActions() {
  const { t } = useTranslation();
  const { http } = useConsole();
  const client = useQueryClient();
  const change = async (voicemail: Voicemail, what: 'handled' | 'reopen') => {
    const path = `/api/voicemails/${encodeURIComponent(voicemail.recordingId)}/${what}`;
    const done = await attempt(() => http.send('POST', path, { schema: z.unknown() }), t);
    if (done) await client.invalidateQueries({ queryKey: ['voicemails'] });
    return done;
  };
  const handle = async (voicemail: Voicemail, name: string) => {
    if (!(await change(voicemail, 'handled'))) return;
    const title = t('voicemail.handledToast', { name });
    notifyDone(`handled-${voicemail.recordingId}`, title, () => change(voicemail, 'reopen'));
  };
  return { handle, reopen: (voicemail: Voicemail) => void change(voicemail, 'reopen') };
}

function VoicemailRow({ voicemail }: { voicemail: Voicemail }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  const nameOf = useCallerName();
  const { handle, reopen } = useVoicemailActions();
  const audio = `/api/voicemails/${encodeURIComponent(voicemail.recordingId)}/audio`;
  const name = nameOf(voicemail.caller);
  return (
    <Table.Tr>
      <Table.Td className="tabular">{shortInstant(voicemail.leftAt, now(), locale)}</Table.Td>
      <CallerCell name={name} number={voicemail.caller.number}>
        {voicemail.recovered && (
          <Text size="sm" c="dimmed">
            {t('voicemail.recovered')}
          </Text>
        )}
      </CallerCell>
      <Table.Td>{voicemail.serviceName}</Table.Td>
      <Table.Td className="tabular">{clock(voicemail.durationMs)}</Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          {/* The caller's own message; its words are consigned in its ticket by whoever listens. */}
          <audio
            controls
            preload="none"
            src={audio}
            aria-label={t('voicemail.play', { name })}
            style={{ height: 32, width: 240 }}
          />
          <Tooltip label={t('voicemail.download')}>
            <ActionIcon
              component="a"
              href={`/api/voicemails/${encodeURIComponent(voicemail.recordingId)}/download`}
              download
              variant="default"
              size="lg"
              aria-label={t('voicemail.downloadOf', { name })}
            >
              <IconDownload size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Table.Td>
      <Table.Td>
        {voicemail.state === 'new' ? (
          <Group gap={6} wrap="nowrap">
            {voicemail.callbackId !== undefined && (
              <Badge variant="default" tt="none" size="lg" component={Link} to={`/calls/${voicemail.callbackId}`}>
                {t('followUps.pendingAt')}
              </Badge>
            )}
            {voicemail.callbackId === undefined && voicemail.caller.number !== undefined && (
              <RingBackButtons whom={{ kind: 'voicemail', recordingId: voicemail.recordingId }} name={name} />
            )}
            <Button
              size="compact-md"
              variant="default"
              leftSection={<IconCheck size={16} aria-hidden />}
              onClick={() => void handle(voicemail, name)}
            >
              {t('voicemail.handle')}
            </Button>
          </Group>
        ) : (
          <Group gap={6}>
            <Text size="sm">
              {t('voicemail.handledBy', { name: voicemail.handledBy ?? '—' })}
              {voicemail.deleteAt !== undefined &&
                ` · ${t('voicemail.deleted', { at: shortInstant(voicemail.deleteAt, now(), locale) })}`}
            </Text>
            <Button
              size="compact-md"
              variant="default"
              leftSection={<IconRotate size={16} aria-hidden />}
              onClick={() => reopen(voicemail)}
            >
              {t('voicemail.reopen')}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** Messages left by callers: listen, download, handled, undo. */
export function VoicemailList() {
  const { t } = useTranslation();
  const [state, setState] = useState('new');
  const { data, error, refetch } = useVoicemails(state);
  return (
    <>
      <Group p={8}>
        <SegmentedControl
          size="xs"
          aria-label={t('voicemail.filter')}
          value={state}
          onChange={setState}
          data={(['new', 'handled', 'all'] as const).map((value) => ({ value, label: t(`voicemail.${value}`) }))}
        />
      </Group>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Nothing icon={IconMessage} title={t('voicemail.none')} hint={t('voicemail.noneHint')} />
      )}
      {data && data.items.length > 0 && (
        <Table.ScrollContainer minWidth={980}>
          <Table stickyHeader aria-label={t('lists.voicemails')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('table.at')}</Table.Th>
                <Table.Th>{t('table.caller')}</Table.Th>
                <Table.Th>{t('table.service')}</Table.Th>
                <Table.Th>{t('table.duration')}</Table.Th>
                <Table.Th>{t('table.message')}</Table.Th>
                <Table.Th>{t('table.action')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((voicemail) => (
                <VoicemailRow key={voicemail.recordingId} voicemail={voicemail} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  );
}
