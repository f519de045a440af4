import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BoardView } from '@decroche/protocol';
import { Elapsed } from '../parts/elapsed.tsx';

/** Callers who are present without waiting: in the welcome, leaving a message, hearing that it is closed. */
export function Elsewhere({ view, offsetMs }: { view: BoardView; offsetMs: number }) {
  const { t } = useTranslation();
  if (view.elsewhere.length === 0) return null;
  return (
    <Group gap="xs" component="section" aria-label={t('board.elsewhere')}>
      <Text size="sm" c="dimmed">
        {t('board.elsewhere')}
      </Text>
      {view.elsewhere.map((caller) => (
        <Badge
          key={caller.callId}
          component={Link}
          to={`/calls/${caller.callId}`}
          variant="default"
          size="lg"
          tt="none"
          style={{ cursor: 'pointer' }}
        >
          {t(`board.where.${caller.where}`)} · {caller.serviceName} ·{' '}
          <Elapsed since={caller.since} offsetMs={offsetMs} />
        </Badge>
      ))}
    </Group>
  );
}
