import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconDialpad, IconEar, IconHandGrab } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ScreenPop } from '@decroche/protocol';
import { timeOfDay } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useTicketOfCall } from '../queries.ts';
import classes from './desk.module.css';

/** What must be known before the first word: they can not speak, somebody interprets. */
export function PopMarks({ pop }: { pop: ScreenPop }) {
  const { t } = useTranslation();
  const relay = pop.tags?.includes('relay') ?? false;
  if (!pop.silent && !relay) return null;
  return (
    <Group gap={8} mt={8}>
      {pop.silent && (
        <Badge size="lg" tt="none" color="violet.8" leftSection={<IconDialpad size={16} aria-hidden />}>
          {t('child.silent.badge')}
        </Badge>
      )}
      {relay && (
        <Badge size="lg" tt="none" color="petrol" leftSection={<IconEar size={16} aria-hidden />}>
          {t('child.relay.badge')}
        </Badge>
      )}
    </Group>
  );
}

/** Notes shown of those that stand in the ticket. */
const SHOWN = 4;

/** Who received this caller first, and what they put down. */
export function HandedOver({ pop: { callId, handedOverBy } }: { pop: ScreenPop }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data: ticket } = useTicketOfCall(callId, handedOverBy !== undefined);
  if (!handedOverBy) return null;
  const notes = (ticket?.timeline ?? []).flatMap(({ at, actor, change }) =>
    change.type === 'commented' ? [{ at, actor, text: change.text }] : [],
  );
  return (
    <div className={classes.handedOver}>
      <Group gap={8} wrap="nowrap">
        <IconHandGrab size={18} aria-hidden style={{ flexShrink: 0 }} />
        <Text fw={600}>
          {t('child.handOver.by', { name: handedOverBy.agentName, time: timeOfDay(handedOverBy.at, locale) })}
        </Text>
      </Group>
      {ticket && notes.length === 0 && <Text size="sm">{t('child.handOver.noNotes')}</Text>}
      <Stack gap={6} role="list" aria-label={t('child.handOver.notes')}>
        {notes.slice(-SHOWN).map(({ at, actor, text }) => (
          <div key={`${at} ${text}`} role="listitem">
            <Text size="sm" c="dimmed">
              {t('child.handOver.notesAt', { name: actor, time: timeOfDay(at, locale) })}
            </Text>
            <Text className={classes.words}>{text}</Text>
          </div>
        ))}
      </Stack>
    </div>
  );
}
