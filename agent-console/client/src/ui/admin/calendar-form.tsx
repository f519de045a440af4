import '@mantine/dates/styles.css';
import { Button, Chip, Group, Select, Stack, TextInput } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { CalendarDefinition } from '@decroche/protocol';
import { Dialog } from '../parts/dialog.tsx';
import { endMeant, endShown } from '../../core/wall-time.ts';
import { AddRow, RemoveRow } from '../parts/row-buttons.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDefinition, SHOWS_DEFINITION } from '../queries.ts';

/** Weekly hours, the holidays kept, and the message of holidays. */
export function CalendarForm({ calendar, onClose }: { calendar: CalendarDefinition; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_DEFINITION);
  const prompts = useDefinition().data?.prompts ?? [];
  const form = useForm({
    initialValues: {
      name: calendar.name,
      holidays: calendar.holidays,
      holidayPrompt: (calendar.holidayPrompt ?? null) as string | null,
      weekly: calendar.weekly.map(({ days, from, to }) => ({ days: days.map(String), from, to: endShown(to) })),
    },
  });
  const save = async ({ holidayPrompt, weekly, ...values }: typeof form.values) => {
    const { holidayPrompt: _before, ...rest } = calendar;
    const body = {
      ...{ ...rest, ...values },
      weekly: weekly.map(({ days, from, to }) => ({
        days: days.map(Number).toSorted((a, b) => a - b),
        from,
        to: endMeant(to),
      })),
      ...(holidayPrompt === null ? {} : { holidayPrompt }),
    };
    if (await change('PUT', `/api/calendars/${encodeURIComponent(calendar.calendarId)}`, { body })) onClose();
  };
  return (
    <Dialog opened onClose={onClose} size="lg" title={calendar.name}>
      <form onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack>
          <TextInput label={t('agents.name')} data-autofocus {...form.getInputProps('name')} />
          {form.values.weekly.map((_, index) => (
            <Group key={`${index}-${form.values.weekly.length}`} align="end" wrap="nowrap">
              <Stack gap={4} style={{ flex: 1 }}>
                <Chip.Group multiple {...form.getInputProps(`weekly.${index}.days`)}>
                  <Group gap={4} role="group" aria-label={t('planning.days')}>
                    {(['1', '2', '3', '4', '5', '6', '7'] as const).map((day) => (
                      <Chip key={day} value={day} size="xs">
                        {t(`planning.weekday.${day}`).slice(0, 3)}
                      </Chip>
                    ))}
                  </Group>
                </Chip.Group>
              </Stack>
              <TimeInput label={t('planning.from')} {...form.getInputProps(`weekly.${index}.from`)} />
              <TimeInput label={t('planning.to')} {...form.getInputProps(`weekly.${index}.to`)} />
              <RemoveRow what={t('definition.weekly')} onClick={() => form.removeListItem('weekly', index)} />
            </Group>
          ))}
          <AddRow
            label={t('definition.addWindow')}
            onClick={() => form.insertListItem('weekly', { days: [], from: '09:00', to: '17:00' })}
          />
          <Select
            label={t('definition.holidaysLabel')}
            allowDeselect={false}
            data={CalendarDefinition.shape.holidays.options.map((value) => ({
              value,
              label: t(`definition.holidays.${value}`),
            }))}
            {...form.getInputProps('holidays')}
          />
          <Select
            label={t('definition.holidayPrompt')}
            placeholder={t('definition.usualMessage')}
            clearable
            data={prompts
              .filter(({ text }) => text !== '')
              .map(({ promptId, text }) => ({ value: promptId, label: text }))}
            clearButtonProps={{ 'aria-label': t('definition.usualMessage') }}
            {...form.getInputProps('holidayPrompt')}
          />
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
