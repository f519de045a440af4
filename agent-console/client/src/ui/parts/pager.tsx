import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
  readonly go: (offset: number) => void;
}

/** Where one is in a list, and the way on. */
export function Pager({ offset, limit, total, go }: Props) {
  const { t } = useTranslation();
  if (total <= limit && offset === 0) return null;
  return (
    <Group justify="flex-end" gap="xs" className="no-print">
      <Text size="sm" c="dimmed" className="tabular">
        {t('common.pageOf', { from: Math.min(offset + 1, total), to: Math.min(offset + limit, total), total })}
      </Text>
      <Button
        variant="default"
        size="compact-md"
        disabled={offset === 0}
        onClick={() => go(Math.max(0, offset - limit))}
      >
        {t('common.previous')}
      </Button>
      <Button variant="default" size="compact-md" disabled={offset + limit >= total} onClick={() => go(offset + limit)}>
        {t('common.next')}
      </Button>
    </Group>
  );
}
