import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconPlus, type Icon } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { HttpProblem, type ProblemDetails } from '../../../app/ports.ts';
import { useConsole } from '../../console-context.ts';
import fr from '../../locales/fr/on-call.json' with { type: 'json' };
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { notify } from '../../parts/notify.ts';
import { attempt } from '../../parts/problem.tsx';
import { SHOWS_ON_CALL, useOnCallSetup } from '../on-call-queries.ts';
import { referringNames } from './referring.ts';

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

/** What the things of a list are called. */
function kindWords(list: string, t: TFunction): string {
  if (list === 'services') return t('admin.services');
  return list in fr.setup.tab ? t(`onCall.setup.tab.${list as keyof typeof fr.setup.tab}`) : t('onCall.tab.away');
}

/** Removes one; what still refers to it is told by name. */
function useRemoval(kind: Props['kind']): (id: string) => Promise<boolean> {
  const { t } = useTranslation();
  const { http } = useConsole();
  const client = useQueryClient();
  const setup = useOnCallSetup().data;
  const inUse = (problem: ProblemDetails): void => {
    const users = setup ? referringNames(problem.issues ?? [], setup) : [];
    const words = users.map(({ list, name }) => {
      const kindOf = kindWords(list, t);
      return name === undefined ? kindOf : `${kindOf} : « ${name} »`;
    });
    notify({ tone: 'bad', title: t('refusal.inUse'), message: words.join(' · ') });
  };
  return (id) =>
    attempt(async () => {
      try {
        await http.send('DELETE', `/api/on-call/${kind}/${encodeURIComponent(id)}`, { schema: z.unknown() });
      } catch (error) {
        if (!(error instanceof HttpProblem) || error.problem.reason !== 'inUse') throw error;
        return inUse(error.problem);
      }
      for (const key of SHOWS_ON_CALL) void client.invalidateQueries({ queryKey: [key] });
      notify({ tone: 'good', message: t('common.saved') });
    }, t);
}

/** The things of one kind, each as people would say it, with what changes it. */
export function SetupList({ kind, icon, items, onEdit, onNew }: Props) {
  const { t } = useTranslation();
  const remove = useRemoval(kind);
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
                onConfirm={() => void remove(id)}
              />
            </Group>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
