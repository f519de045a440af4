import { ActionIcon, Button, Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OnCallSetup } from '@decroche/protocol';
import { idOf } from '../../admin/id-of.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { AddRow, RemoveRow } from '../../parts/row-buttons.tsx';
import { useDefinition } from '../../queries.ts';
import { useOnCallLocale } from '../on-call-queries.ts';
import { HoursFields } from './hours-fields.tsx';
import { hoursWords } from './rule-words.ts';
import { hoursOf, newRule, scheduleOf, scheduleValues, type ScheduleValues } from './schedule-values.ts';
import { freeId, useSetupForm } from './use-setup-form.ts';

interface Props {
  readonly setup: OnCallSetup;
  readonly schedule: OnCallSetup['schedules'][number] | 'new';
  readonly onClose: () => void;
}

/** One telephone: when it must have somebody, and the rules that say who, the first that holds. */
export function ScheduleForm({ setup, schedule, onClose }: Props) {
  const { t } = useTranslation();
  const calendars = useDefinition().data?.calendars ?? [];
  const known = schedule === 'new' ? undefined : schedule;
  const form = useForm<ScheduleValues>({ initialValues: scheduleValues(known, setup.timeZone) });
  const ids = setup.schedules.map(({ scheduleId }) => scheduleId);
  const save = useSetupForm({
    ...{ form, onClose, parse: scheduleOf, inputs: { 'required.calendarId': 'calendarId', hours: '' } },
    path: ({ name }) => `/api/on-call/schedules/${encodeURIComponent(known?.scheduleId ?? freeId(idOf(name), ids))}`,
  });
  return (
    <Dialog opened onClose={onClose} size="xl" title={known?.name ?? t('onCall.setup.schedules.new')}>
      <form onSubmit={form.onSubmit(() => void save())}>
        <Stack>
          <Group grow align="flex-start">
            <TextInput label={t('agents.name')} data-autofocus {...form.getInputProps('name')} />
            <Select
              label={t('onCall.setup.timeZone')}
              searchable
              allowDeselect={false}
              data={Intl.supportedValuesOf('timeZone')}
              {...form.getInputProps('timeZone')}
            />
          </Group>
          <Group grow align="flex-start">
            <Select
              label={t('onCall.setup.schedules.requiredLabel')}
              allowDeselect={false}
              data={(['always', 'whenClosed', 'never'] as const).map((value) => ({
                value,
                label: t(`onCall.setup.schedules.requiredChoice.${value}`),
              }))}
              {...form.getInputProps('required')}
            />
            {form.values.required === 'whenClosed' && (
              <Select
                label={t('definition.calendar')}
                data={calendars.map(({ calendarId, name }) => ({ value: calendarId, label: name }))}
                {...form.getInputProps('calendarId')}
              />
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {t('onCall.setup.schedules.firstHolds')}
          </Text>
          {form.values.rules.map((_, index) => (
            <RuleFields key={`${index}-${form.values.rules.length}`} {...{ form, index, setup }} />
          ))}
          <AddRow label={t('onCall.setup.schedules.addRule')} onClick={() => form.insertListItem('rules', newRule())} />
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}

interface RuleProps {
  readonly form: UseFormReturnType<ScheduleValues>;
  readonly index: number;
  readonly setup: OnCallSetup;
}

function RuleFields({ form, index, setup }: RuleProps) {
  const { t } = useTranslation();
  const { language } = useOnCallLocale();
  const rule = form.values.rules[index];
  if (!rule) return null;
  const number = index + 1;
  const sentence = rule.hours === 'weekly' && rule.startDays.length === 0 ? '' : hoursWords(hoursOf(rule), language, t);
  return (
    <Paper component="section" aria-label={t('onCall.setup.schedules.rule', { number })} p="sm">
      <Stack gap="xs">
        <Group align="flex-end" wrap="nowrap" gap="xs">
          <TextInput
            label={t('onCall.setup.schedules.rule', { number })}
            placeholder={t('onCall.setup.schedules.ruleExample')}
            style={{ flex: 1 }}
            {...form.getInputProps(`rules.${index}.name`)}
          />
          <Select
            label={t('onCall.who')}
            style={{ flex: 1 }}
            searchable
            data={[
              {
                group: t('onCall.setup.tab.rotations'),
                items: setup.rotations.map(({ rotationId, name }) => ({
                  value: `rotation:${rotationId}`,
                  label: name,
                })),
              },
              {
                group: t('onCall.setup.tab.responders'),
                items: setup.responders.map(({ responderId, name }) => ({
                  value: `responder:${responderId}`,
                  label: name,
                })),
              },
            ]}
            {...form.getInputProps(`rules.${index}.who`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            disabled={index === 0}
            aria-label={t('onCall.setup.earlier', { number })}
            onClick={() => form.reorderListItem('rules', { from: index, to: index - 1 })}
          >
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
          <RemoveRow
            what={t('onCall.setup.schedules.rule', { number })}
            onClick={() => form.removeListItem('rules', index)}
          />
        </Group>
        <HoursFields form={form} index={index} rule={rule} />
        <Text size="sm" fw={600} role="status">
          {sentence}
        </Text>
      </Stack>
    </Paper>
  );
}
