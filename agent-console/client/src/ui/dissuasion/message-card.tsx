import { Anchor, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import {
  IconCircleCheck,
  IconCircleX,
  IconPencil,
  IconPlayerStop,
  IconSpeakerphone,
  IconTrash,
  IconVolume,
  IconVolumeOff,
} from '@tabler/icons-react';
import type { Dissuasion, DissuasionEffect } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../shell/session-role.ts';
import { SoundPlayer } from '../sound/sound-player.tsx';
import { MessageEffect } from './message-effect.tsx';
import type { Asking } from './message-dialogs.tsx';
import { MessageSteps } from './message-steps.tsx';
import { useMessageWords } from './message-words.ts';
import classes from './dissuasion.module.css';

interface Props {
  readonly message: Dissuasion;
  readonly effect: DissuasionEffect | undefined;
  /** The address points at it. */
  readonly here: boolean;
  readonly ask: (asking: Asking) => void;
}

function Draft({ message, ask }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Button size="compact-md" leftSection={<IconSpeakerphone size={16} aria-hidden />} onClick={() => ask('publish')}>
        {t('dissuasion.publish')}
      </Button>
      <Button
        size="compact-md"
        variant="default"
        component={Link}
        to={`/dissuasion/${message.dissuasionId}`}
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        {t('dissuasion.edit')}
      </Button>
      <Button
        size="compact-md"
        variant="default"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => ask('discard')}
      >
        {t('dissuasion.discard')}
      </Button>
    </>
  );
}

/** A withdrawal that somebody asked for: the reason, and the two answers a supervisor may give. */
function Decision({ message, ask }: Props) {
  const { t } = useTranslation();
  const maySay = useMay('supervisor');
  const asked = message.steps.findLast(({ step }) => step === 'withdrawalAsked');
  return (
    <Stack gap="xs" w="100%">
      {asked && (
        <Text size="sm" className={classes.asked}>
          {t('dissuasion.askedBecause', { name: asked.by, reason: asked.reason ?? '' })}
        </Text>
      )}
      {maySay ? (
        <Group gap="xs">
          <Button
            size="compact-md"
            leftSection={<IconCircleCheck size={16} aria-hidden />}
            onClick={() => ask('grant')}
          >
            {t('dissuasion.grant')}
          </Button>
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconCircleX size={16} aria-hidden />}
            onClick={() => ask('refuse')}
          >
            {t('dissuasion.refuse')}
          </Button>
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          {t('dissuasion.waitsForSupervisor')}
        </Text>
      )}
    </Stack>
  );
}

function Actions(props: Props) {
  const { t } = useTranslation();
  switch (props.message.status) {
    case 'draft':
      return <Draft {...props} />;
    case 'published':
      return (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          onClick={() => props.ask('withdrawal')}
        >
          {t('dissuasion.askWithdrawal')}
        </Button>
      );
    case 'withdrawalAsked':
      return <Decision {...props} />;
    default:
      return null;
  }
}

/** One message: what it says, to whom, what it does, and who did what with it. */
export function MessageCard(props: Props) {
  const { t } = useTranslation();
  const { message, effect } = props;
  const { content, status } = message;
  const { audience, times, arming } = useMessageWords();
  const onAir = status === 'published' || status === 'withdrawalAsked';
  const armed = arming(content);
  const Shape = message.speaking ? IconVolume : IconVolumeOff;
  return (
    <article
      className={classes.card}
      data-status={status}
      data-here={props.here || undefined}
      id={message.dissuasionId}
    >
      <Group justify="space-between" wrap="nowrap" align="start">
        <Title order={3} size="h5">
          {content.title}
        </Title>
        {!onAir && status !== 'draft' && (
          <Badge variant="default" tt="none" style={{ flexShrink: 0 }}>
            {t(`dissuasion.status.${status}`)}
          </Badge>
        )}
      </Group>
      {onAir && (
        <Group gap={6} wrap="nowrap">
          <Shape size={18} aria-hidden color={`var(--tone-${message.speaking ? 'good' : 'off'})`} />
          <Text size="sm" fw={600}>
            {t(message.speaking ? 'dissuasion.speaking' : 'dissuasion.resting')}
          </Text>
        </Group>
      )}
      <Text className={classes.words}>« {content.text} »</Text>
      <SoundPlayer
        src={`/api/dissuasions/${encodeURIComponent(message.dissuasionId)}/audio?v=${encodeURIComponent(content.file)}`}
        label={t('sound.preview', { title: content.title })}
      />
      <Text size="sm" component="div">
        <b>{t(`dissuasion.mode.${content.mode}`)}</b> · {audience(content.scope)} · {times(content.scope)}
        {content.alsoToWaiting && ` · ${t('dissuasion.scope.alsoToWaiting')}`}
      </Text>
      {content.keys.length > 0 && (
        <Group gap={6}>
          {content.keys.map(({ key, choice }) => (
            <Badge key={key} variant="default" tt="none" size="lg">
              {key} · {t(`dissuasion.choice.${choice}`)}
            </Badge>
          ))}
        </Group>
      )}
      {content.incidentTicketId !== undefined && (
        <Text size="sm">
          {t('dissuasion.incident')} :{' '}
          <Anchor component={Link} to={`/tickets/${content.incidentTicketId}`} underline="always">
            {content.incidentTicketId}
          </Anchor>
        </Text>
      )}
      {armed !== undefined && <Text size="sm">{armed}</Text>}
      {status !== 'draft' && status !== 'discarded' && <MessageEffect effect={effect} />}
      <MessageSteps steps={message.steps} />
      <Group gap="xs">
        <Actions {...props} />
      </Group>
    </article>
  );
}
