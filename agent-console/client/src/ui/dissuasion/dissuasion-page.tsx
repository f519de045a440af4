import { Badge, Button, Loader, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconSpeakerphone } from '@tabler/icons-react';
import type { Dissuasion, DissuasionEffect } from '@decroche/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Nothing } from '../parts/nothing.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useHashTarget } from '../parts/use-hash-target.ts';
import { useDissuasionEffects, useDissuasions } from '../queries.ts';
import { MessageCard } from './message-card.tsx';
import { MessageDialog, type Asking } from './message-dialogs.tsx';
import classes from './dissuasion.module.css';

const COLUMNS = {
  draft: ['draft'],
  published: ['published'],
  withdrawalAsked: ['withdrawalAsked'],
  ended: ['withdrawn', 'expired', 'discarded'],
} as const satisfies Record<string, readonly Dissuasion['status'][]>;
type ColumnName = keyof typeof COLUMNS;

/** Messages that are over: the latest first, the others on demand. */
const SHOWN = 5;

interface ColumnProps {
  readonly name: ColumnName;
  readonly messages: readonly Dissuasion[];
  readonly effects: readonly DissuasionEffect[];
  readonly ask: (message: Dissuasion, asking: Asking) => void;
  /** The message the address points at. */
  readonly target: string;
}

function Column({ name, messages, effects, ask, target }: ColumnProps) {
  const { t } = useTranslation();
  const [all, { toggle }] = useDisclosure(false);
  const shown = all ? messages : messages.slice(0, SHOWN);
  return (
    <section className={classes.column} aria-labelledby={`messages-${name}`}>
      <div className={classes.columnTitle}>
        <Title order={2} size="h5" id={`messages-${name}`}>
          {t(`dissuasion.column.${name}`)}
        </Title>
        <Badge variant="default">{messages.length}</Badge>
      </div>
      {messages.length === 0 && (
        <Text size="sm" c="dimmed" px={6} pb={6}>
          {t(`dissuasion.columnHint.${name}`)}
        </Text>
      )}
      {shown.map((message) => (
        <MessageCard
          key={message.dissuasionId}
          message={message}
          here={message.dissuasionId === target}
          effect={effects.find(({ dissuasionId }) => dissuasionId === message.dissuasionId)}
          ask={(asking) => ask(message, asking)}
        />
      ))}
      {messages.length > SHOWN && (
        <Button variant="default" size="compact-md" aria-expanded={all} onClick={toggle}>
          {all ? t('board.fewer') : t('board.more', { count: messages.length - SHOWN })}
        </Button>
      )}
    </section>
  );
}

/** The life of every dissuasion message (C4): drafts, on air, withdrawal asked, over. */
export default function DissuasionPage() {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useDissuasions();
  const [asked, setAsked] = useState<{ message: Dissuasion; asking: Asking }>();
  const target = useHashTarget(data !== undefined);
  const messages = data?.items ?? [];
  const since = messages.flatMap(({ publishedAt }) => (publishedAt === undefined ? [] : [publishedAt]));
  const effects = useDissuasionEffects(since.length === 0 ? undefined : Math.min(...since)).data ?? [];
  return (
    <Page
      title={t('dissuasion.title')}
      wide
      actions={
        <Button component={Link} to="/dissuasion/new" leftSection={<IconPlus size={18} aria-hidden />}>
          {t('dissuasion.new')}
        </Button>
      }
    >
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {isPending && <Loader aria-label={t('common.loading')} />}
      {data && messages.length === 0 && (
        <Nothing
          icon={IconSpeakerphone}
          title={t('dissuasion.none')}
          hint={t('dissuasion.noneHint')}
          action={
            <Button component={Link} to="/dissuasion/new" mt="xs">
              {t('dissuasion.new')}
            </Button>
          }
        />
      )}
      {messages.length > 0 && (
        <div className={classes.columns}>
          {(Object.keys(COLUMNS) as ColumnName[]).map((name) => (
            <Column
              key={name}
              name={name}
              messages={messages.filter(({ status }) => (COLUMNS[name] as readonly string[]).includes(status))}
              effects={effects}
              target={target}
              ask={(message, asking) => setAsked({ message, asking })}
            />
          ))}
        </div>
      )}
      {asked && <MessageDialog {...asked} onClose={() => setAsked(undefined)} />}
    </Page>
  );
}
