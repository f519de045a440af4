import { Anchor, Badge, Group, Text } from '@mantine/core';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BoardView } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { shortInstant } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';

/** As many as fit in two lines of a wall; the rest is on its own page. */
const SHOWN = 8;

/** People to be rung back whose turn has not come yet, the next one first. */
export function CallbacksDue({ callbacks }: { callbacks: BoardView['callbacks'] }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  if (callbacks.length === 0) return null;
  return (
    <Group gap="xs" component="section" aria-label={t('supervision.callbacks.title')}>
      <Text size="sm" c="dimmed">
        {t('supervision.callbacks.title')}
      </Text>
      {callbacks.slice(0, SHOWN).map((one) => (
        <Badge
          key={one.callId}
          component={Link}
          to={`/calls/${one.callId}`}
          variant="default"
          size="lg"
          tt="none"
          style={{ cursor: 'pointer' }}
          leftSection={<IconPhoneOutgoing size={14} aria-hidden />}
        >
          {one.name ?? one.number ?? t('caller.unknown')} ·{' '}
          {t('supervision.callbacks.due', { at: shortInstant(one.dueAt, now(), locale) })}
          {one.attempts > 0 && ` · ${t('supervision.callbacks.attempts', { count: one.attempts })}`}
        </Badge>
      ))}
      <Anchor component={Link} to="/follow-ups/callbacks" underline="always" size="sm">
        {t('supervision.callbacks.all')}
        {callbacks.length > SHOWN && ` (${callbacks.length})`}
      </Anchor>
    </Group>
  );
}
