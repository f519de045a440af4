import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconHistory, IconUserCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallerView } from '@decroche/protocol';
import { useCallerName } from '../parts/caller-name.tsx';
import classes from './desk.module.css';

/** Somebody who calls again is known to be the same person, whether or not their number is seen (C9). */
function EarlierCalls({ caller: { earlierCalls, sealed } }: { caller: CallerView }) {
  const { t } = useTranslation();
  if (earlierCalls === undefined || (earlierCalls === 0 && !sealed)) return null;
  return (
    <Group gap={6} mt={4}>
      <IconHistory size={16} aria-hidden />
      <Text fw={earlierCalls > 0 ? 600 : undefined}>
        {earlierCalls === 0 ? t('child.calls.first') : t('child.calls.nth', { count: earlierCalls + 1, ordinal: true })}
      </Text>
    </Group>
  );
}

/** Who calls: name, site, number; several candidates are all shown, the agent knows best. */
export function CallerCard({ caller, choose }: { caller: CallerView; choose?: (name: string, site: string) => void }) {
  const { t } = useTranslation();
  const nameOf = useCallerName();
  const several = caller.candidates.length > 1;
  return (
    <Stack gap={8}>
      <div>
        <div className={classes.callerName}>{nameOf(caller)}</div>
        {caller.candidates[0] && caller.number !== undefined && (
          <Text className="tabular" c="dimmed">
            {caller.number}
          </Text>
        )}
        {caller.sealed && (
          <Text size="sm" c="dimmed">
            {t('child.sealedHint')}
          </Text>
        )}
        {caller.candidates.length === 0 && !caller.withheld && !caller.sealed && (
          <Text size="sm" c="dimmed">
            {t('caller.notInDirectory')}
          </Text>
        )}
        <EarlierCalls caller={caller} />
      </div>
      {several && <Text size="sm">{t('caller.several', { count: caller.candidates.length })}</Text>}
      <Stack gap={6}>
        {caller.candidates.map(({ contact, because }) => (
          <Group key={contact.contactId} justify="space-between" wrap="nowrap" gap="sm">
            <Group gap={8}>
              {several && <Text fw={600}>{contact.name}</Text>}
              <Text>{[contact.site, contact.service].filter(Boolean).join(' · ')}</Text>
              {contact.vip && (
                <Badge color="violet.8" size="sm">
                  {t('caller.vip')}
                </Badge>
              )}
              {several && (
                <Text size="sm" c="dimmed">
                  {t(`caller.because.${because}`)}
                </Text>
              )}
            </Group>
            {choose && (
              <Button
                size="compact-sm"
                variant="default"
                style={{ flexShrink: 0 }}
                leftSection={<IconUserCheck size={16} aria-hidden />}
                onClick={() => choose(contact.name, contact.site)}
              >
                {t('caller.choose')}
                <span className={classes.hidden}>{t('caller.chooseName', { name: contact.name })}</span>
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Stack>
  );
}
