import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { FromTo, isWhole, type Stretching } from './from-to.tsx';
import { fromTo } from './on-call-format.ts';
import { useOnCallLocale, useOnCallSetup, useResponderName } from './on-call-queries.ts';
import { TrialReport } from './trial-report.tsx';
import { useEntry, useTrial } from './use-trial.ts';

const PATH = '/api/on-call/absences';

/** Someone is away: who stands in, and what is left open, is told before it is entered. Why is asked of nobody. */
export function AwayForm({ self, onClose }: { self?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useOnCallLocale();
  const nameOf = useResponderName();
  const responders = useOnCallSetup().data?.responders ?? [];
  const [who, setWho] = useState<string | null>(self ?? null);
  const [stretch, setStretch] = useState<Stretching>({ fromAt: undefined, toAt: undefined });
  const body = who !== null && isWhole(stretch) ? { responderId: who, ...stretch } : undefined;
  const trial = useTrial(PATH, body);
  const enter = useEntry(PATH);
  const backups = responders.find(({ responderId }) => responderId === who)?.backups ?? [];
  const save = async () => {
    if (!body) return;
    const said = t('onCall.absence.entered', {
      name: nameOf(body.responderId),
      when: fromTo(body.fromAt, body.toAt, locale),
    });
    if (await enter(body, said)) onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={t('onCall.absence.new')}>
      <Stack>
        {self === undefined && (
          <Select
            label={t('onCall.who')}
            searchable
            data-autofocus
            openOnFocus={false}
            data={responders.map(({ responderId, name }) => ({ value: responderId, label: name }))}
            value={who}
            onChange={setWho}
          />
        )}
        <FromTo value={stretch} onChange={setStretch} timeZone={locale.timeZone} notBefore={now()} />
        {who !== null && (
          <Text size="sm">
            {backups.length === 0
              ? t('onCall.absence.noBackup')
              : t('onCall.absence.backups', { names: backups.map(nameOf).join(', ') })}
          </Text>
        )}
        <TrialReport trial={trial} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={body === undefined} onClick={() => void save()}>
            {t('onCall.absence.enter')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
