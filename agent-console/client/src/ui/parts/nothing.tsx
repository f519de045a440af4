import { Stack, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** An empty place that says what it is for and what to do. */
export function Nothing({
  icon: Shape,
  title,
  hint,
  action,
}: {
  icon: Icon;
  title: string;
  hint?: string;
  action?: ReactNode;
}) {
  return (
    <Stack align="center" justify="center" gap={6} p="lg" ta="center">
      <Shape size={32} stroke={1.4} aria-hidden color="var(--mantine-color-dimmed)" />
      <Text fw={600}>{title}</Text>
      {hint && (
        <Text size="sm" c="dimmed" maw={420}>
          {hint}
        </Text>
      )}
      {action}
    </Stack>
  );
}
