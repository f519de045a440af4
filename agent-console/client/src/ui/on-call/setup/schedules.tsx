import { List, Text } from '@mantine/core';
import { IconCalendarUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OnCallSetup } from '@decroche/protocol';
import { useDefinition } from '../../queries.ts';
import { useOnCallLocale } from '../on-call-queries.ts';
import { ruleWords } from './rule-words.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { SetupList } from './setup-list.tsx';

type Schedule = OnCallSetup['schedules'][number];

/** The telephones that somebody always has: each with its rules, as sentences. */
export function ScheduleSetup({ setup }: { setup: OnCallSetup }) {
  const [edited, setEdited] = useState<Schedule | 'new'>();
  return (
    <>
      <SetupList
        kind="schedules"
        icon={IconCalendarUser}
        items={setup.schedules.map((schedule) => ({
          id: schedule.scheduleId,
          name: schedule.name,
          content: <ScheduleWords schedule={schedule} setup={setup} />,
        }))}
        onEdit={(id) => setEdited(setup.schedules.find(({ scheduleId }) => scheduleId === id))}
        onNew={() => setEdited('new')}
      />
      {edited && <ScheduleForm {...{ setup, schedule: edited }} onClose={() => setEdited(undefined)} />}
    </>
  );
}

function ScheduleWords({ schedule, setup }: { schedule: Schedule; setup: OnCallSetup }) {
  const { t } = useTranslation();
  const { language } = useOnCallLocale();
  const calendars = useDefinition().data?.calendars ?? [];
  const { required, rules, timeZone } = schedule;
  const calendar =
    required.kind === 'whenClosed'
      ? (calendars.find(({ calendarId }) => calendarId === required.calendarId)?.name ?? required.calendarId)
      : '';
  return (
    <>
      <Text size="sm" c="dimmed">
        {t(`onCall.setup.schedules.required.${required.kind}`, { calendar })} · {timeZone}
      </Text>
      <List size="sm" type="ordered" mt={4}>
        {rules.map((rule) => (
          <List.Item key={rule.ruleId}>
            <Text span size="sm" fw={600}>
              {rule.name} :
            </Text>{' '}
            {ruleWords(rule, setup, language, t)}
          </List.Item>
        ))}
      </List>
      {rules.length === 0 && <Text size="sm">{t('onCall.setup.schedules.noRule')}</Text>}
    </>
  );
}
