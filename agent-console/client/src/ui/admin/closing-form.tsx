import '@mantine/dates/styles.css';
import { Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useForm } from '@mantine/form';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { BridgeDayPage, DefinitionPublished, type CalendarDefinition } from '@decroche/protocol';
import { Dialog } from '../parts/dialog.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDay } from '../planning/use-day.ts';
import { useRead, SHOWS_DEFINITION } from '../queries.ts';

/** Days on which the service is closed, with what callers hear; the year's bridge days are proposed. */
export function ClosingForm({ calendar, onClose }: { calendar: CalendarDefinition; onClose: () => void }) {
  const { t } = useTranslation();
  const { today } = useDay();
  const change = useChange(SHOWS_DEFINITION);
  const form = useForm({
    initialValues: { dates: [] as string[], reason: '', text: '' },
    validate: {
      dates: (value) => (value.length === 0 ? t('form.needed') : null),
      reason: (value) => (value.trim() === '' ? t('form.needed') : null),
    },
  });
  const save = async ({ dates, reason, text }: typeof form.values) => {
    const body = { dates, reason, ...(text.trim() === '' ? {} : { message: { text } }) };
    const path = `/api/calendars/${encodeURIComponent(calendar.calendarId)}/closings`;
    if (await change('POST', path, { body, schema: DefinitionPublished })) onClose();
  };
  const toggle = (date: string, reason: string) => {
    const { dates } = form.values;
    form.setFieldValue('dates', dates.includes(date) ? dates.filter((each) => each !== date) : [...dates, date]);
    if (form.values.reason === '') form.setFieldValue('reason', reason);
  };
  return (
    <Dialog opened onClose={onClose} size="lg" title={t('definition.close')}>
      <form onSubmit={form.onSubmit((values) => void save(values))}>
        <Group align="start" wrap="wrap" gap="xl">
          <DatePicker
            type="multiple"
            minDate={today}
            value={form.values.dates}
            onChange={(dates) => form.setFieldValue('dates', dates)}
          />
          <Stack style={{ flex: 1, minWidth: 280 }}>
            <Bridges calendar={calendar} dates={form.values.dates} toggle={toggle} />
            {form.errors['dates'] && (
              <Text size="sm" c="var(--mantine-color-error)">
                {t('definition.chooseDays')}
              </Text>
            )}
            <TextInput
              label={t('definition.why')}
              placeholder="Pont de l’Ascension"
              {...form.getInputProps('reason')}
            />
            <Textarea
              label={t('definition.closingMessage')}
              description={t('definition.closingMessageHint')}
              autosize
              minRows={3}
              {...form.getInputProps('text')}
            />
            <Button type="submit">{t('definition.closeDays', { count: form.values.dates.length })}</Button>
          </Stack>
        </Group>
      </form>
    </Dialog>
  );
}

interface BridgeProps {
  readonly calendar: CalendarDefinition;
  readonly dates: readonly string[];
  readonly toggle: (date: string, reason: string) => void;
}

function Bridges({ calendar, dates, toggle }: BridgeProps) {
  const { t } = useTranslation();
  const { today } = useDay();
  const year = dayjs(today).year();
  const base = `/api/calendars/${encodeURIComponent(calendar.calendarId)}/bridge-days?year=`;
  const these = useRead(['calendarDays', 'bridges', calendar.calendarId, year], `${base}${year}`, BridgeDayPage).data;
  const next = useRead(
    ['calendarDays', 'bridges', calendar.calendarId, year + 1],
    `${base}${year + 1}`,
    BridgeDayPage,
  ).data;
  const bridges = [...(these?.items ?? []), ...(next?.items ?? [])].filter(({ date }) => date >= today);
  if (bridges.length === 0) return null;
  return (
    <Stack gap={6} role="group" aria-label={t('definition.bridges')}>
      <Text size="sm" fw={600}>
        {t('definition.bridges')}
      </Text>
      {bridges.slice(0, 6).map(({ date, holiday, already }) => (
        <Checkbox
          key={date}
          label={`${dayjs(date).format('DD/MM/YYYY')} · ${t('definition.bridgeOf', { holiday })}${already ? ` · ${t('definition.already')}` : ''}`}
          disabled={already}
          checked={already || dates.includes(date)}
          onChange={() => toggle(date, t('definition.bridgeOf', { holiday }))}
        />
      ))}
    </Stack>
  );
}
