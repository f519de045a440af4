import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPlus, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { useChange } from '../../parts/use-change.ts';
import { SHOWS_ON_CALL } from '../on-call-queries.ts';

interface Item {
  readonly id: string;
  readonly name: string;
  /** What it says, in sentences. */
  readonly content: ReactNode;
}

interface Props {
  /** Its place below `/api/on-call`. */
  readonly kind: 'responders' | 'rotations' | 'schedules' | 'policies';
  readonly icon: Icon;
  readonly items: readonly Item[];
  readonly onEdit: (id: string) => void;
  readonly onNew: () => void;
}

/** The things of one kind, each as people would say it, with what changes it. */
export function SetupList({ kind, icon, items, onEdit, onNew }: Props) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_ON_CALL);
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={onNew}>
      {t(`onCall.setup.${kind}.new`)}
    </Button>
  );
  if (items.length === 0) {
    return (
      <Paper p="md" bg="var(--surface)">
        <Nothing
          icon={icon}
          title={t(`onCall.setup.${kind}.none`)}
          hint={t(`onCall.setup.${kind}.noneHint`)}
          action={add}
        />
      </Paper>
    );
  }
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={760}>
          {t(`onCall.setup.${kind}.noneHint`)}
        </Text>
        {add}
      </Group>
      {items.map(({ id, name, content }) => (
        <Paper key={id} component="article" aria-label={name} p="md" bg="var(--surface)">
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <div>
              <Title order={2} size="h5">
                {name}
              </Title>
              {content}
            </div>
            <Group gap={4} wrap="nowrap">
              <Button size="compact-md" variant="default" onClick={() => onEdit(id)}>
                {t('common.edit')}
              </Button>
              <ConfirmButton
                label={t('common.delete')}
                question={t('onCall.setup.delete', { name })}
                onConfirm={() => void change('DELETE', `/api/on-call/${kind}/${encodeURIComponent(id)}`)}
              />
            </Group>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
