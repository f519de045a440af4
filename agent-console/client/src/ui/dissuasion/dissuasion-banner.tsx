import { Anchor, Collapse, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight, IconHourglass, IconSpeakerphone } from '@tabler/icons-react';
import type { DissuasionGlance } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../shell/session-role.ts';
import classes from './banner.module.css';

/** What callers hear now, in a line; the words of each message a click away. */
function OnAir({ messages }: { messages: readonly DissuasionGlance[] }) {
  const { t } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  const [first] = messages;
  if (!first) return null;
  const Shape = open ? IconChevronDown : IconChevronRight;
  return (
    <div className={classes.banner}>
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <UnstyledButton className={classes.line} aria-expanded={open} onClick={toggle}>
          <IconSpeakerphone size={18} aria-hidden />
          <Text component="span" fw={600} truncate>
            {t('dissuasion.banner.active', { count: messages.length, title: first.title })}
            {messages.every(({ speaking }) => !speaking) && ` ${t('dissuasion.banner.resting')}`}
          </Text>
          <Shape size={16} aria-hidden />
        </UnstyledButton>
        <Anchor component={Link} to="/dissuasion" underline="always" size="sm" style={{ whiteSpace: 'nowrap' }}>
          {t('dissuasion.banner.seeAll')}
        </Anchor>
      </Group>
      <Collapse expanded={open} keepMounted={false}>
        <Stack gap={6} pt={6}>
          {messages.map(({ dissuasionId, title, text, speaking }) => (
            <Text key={dissuasionId} size="sm">
              <b>{title}</b>
              {!speaking && ` ${t('dissuasion.banner.resting')}`} : « {text} »
            </Text>
          ))}
        </Stack>
      </Collapse>
    </div>
  );
}

/** What callers hear, and what waits for a supervisor's green light: on the desk and on the wall. */
export function DissuasionBanner({ messages }: { messages: readonly DissuasionGlance[] }) {
  const { t } = useTranslation();
  const decides = useMay('supervisor');
  const asked = messages.filter(({ status }) => status === 'withdrawalAsked');
  if (messages.length === 0) return null;
  return (
    <div className={classes.banners}>
      <OnAir messages={messages} />
      {decides &&
        asked.map(({ dissuasionId, title }) => (
          <div key={dissuasionId} className={classes.banner} data-tone="warn" role="status">
            <Group gap="sm" wrap="nowrap" justify="space-between">
              <span className={classes.line}>
                <IconHourglass size={18} aria-hidden />
                <Text component="span" fw={600} truncate>
                  {t('dissuasion.banner.withdrawal', { title })}
                </Text>
              </span>
              <Anchor
                component={Link}
                to={`/dissuasion#${dissuasionId}`}
                underline="always"
                size="sm"
                style={{ whiteSpace: 'nowrap' }}
              >
                {t('dissuasion.decide')}
              </Anchor>
            </Group>
          </div>
        ))}
    </div>
  );
}
