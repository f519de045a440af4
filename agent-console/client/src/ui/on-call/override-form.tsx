import { Button, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OnCallSetup } from '@decroche/protocol';
import { stretches } from '../../core/on-call/stretches.ts';
import { useConsole } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { CalendarTable } from './calendar-table.tsx';
import { FromTo, isWhole, type Stretching } from './from-to.tsx';
import { useOnCallCalendar, useOnCallLocale, useOnCallSetup, useResponderName } from './on-call-queries.ts';
import { fromTo } from './on-call-format.ts';
import { TrialReport } from './trial-report.tsx';
import { useEntry, useTrial } from './use-trial.ts';

/** Where an override begins from; empty = nothing is chosen yet. */
export interface WantedStretch {
  readonly fromAt?: number;
  readonly toAt?: number;
}

interface Props {
  readonly schedule: OnCallSetup['schedules'][number];
  readonly wanted: WantedStretch;
  readonly onClose: () => void;
}

const PATH = '/api/on-call/overrides';

/** Someone takes a stretch of a schedule: who, from when to when, what it leaves. */
export function OverrideForm({ schedule, wanted, onClose }: Props) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const { language } = useOnCallLocale();
  const nameOf = useResponderName();
  const responders = useOnCallSetup().data?.responders ?? [];
  const { scheduleId, timeZone } = schedule;
  const [stretch, setStretch] = useState<Stretching>({ fromAt: wanted.fromAt, toAt: wanted.toAt });
  const [who, setWho] = useState<string | null>(null);
  const [replaces, setReplaces] = useState<string | null>(null);
  const whole = isWhole(stretch) ? stretch : undefined;
  const body =
    whole && who !== null
      ? { scheduleId, ...whole, responderId: who, ...(replaces !== null && { replaces }) }
      : undefined;
  const trial = useTrial(PATH, body);
  const enter = useEntry(PATH);
  const locale = { language, timeZone };
  const save = async () => {
    if (!body) return;
    const said = t('onCall.override.entered', {
      name: nameOf(body.responderId),
      when: fromTo(body.fromAt, body.toAt, locale),
    });
    if (await enter(body, said)) onClose();
  };
  const people = responders.map(({ responderId, name }) => ({ value: responderId, label: name }));
  return (
    <Dialog opened onClose={onClose} size="lg" title={t('onCall.override.title', { name: schedule.name })}>
      <Stack>
        <Select
          label={t('onCall.override.who')}
          searchable
          data-autofocus
          openOnFocus={false}
          data={people}
          value={who}
          onChange={setWho}
          nothingFoundMessage={t('common.nothingFound')}
        />
        <FromTo value={stretch} onChange={setStretch} timeZone={timeZone} notBefore={now()} />
        <Select
          label={t('onCall.override.replaces')}
          description={t('onCall.override.replacesHint')}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          data={people.filter(({ value }) => value !== who)}
          value={replaces}
          onChange={setReplaces}
        />
        {whole && <WhatIsThere {...{ scheduleId, ...whole, timeZone }} />}
        <TrialReport trial={trial} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={body === undefined} onClick={() => void save()}>
            {t('onCall.override.enter')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** Who would have it: what is about to be replaced. */
function WhatIsThere(props: { scheduleId: string; fromAt: number; toAt: number; timeZone: string }) {
  const { t } = useTranslation();
  const { language } = useOnCallLocale();
  const { scheduleId, fromAt, toAt, timeZone } = props;
  const { data } = useOnCallCalendar(scheduleId, fromAt, toAt);
  if (!data) return null;
  return <CalendarTable all={stretches(data)} locale={{ language, timeZone }} label={t('onCall.override.present')} />;
}
