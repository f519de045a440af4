import { Group, Stack, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

/** A page below the header: its title, its actions, its content. */
export function Page({
  title,
  actions,
  wide = false,
  children,
}: {
  title: string;
  actions?: ReactNode;
  /** For what is side by side: the whole width of the window. */
  wide?: boolean;
  children: ReactNode;
}) {
  useDocumentTitle(`${title} · Décroché`);
  return (
    <Stack gap="md" p="md" maw={wide ? 1920 : 1440} mx="auto" w="100%">
      <Group justify="space-between" align="center">
        <Title order={1} size="h2">
          {title}
        </Title>
        <Group gap="xs" className="no-print">
          {actions}
        </Group>
      </Group>
      {children}
    </Stack>
  );
}
