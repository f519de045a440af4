import { ActionIcon, Button, Group } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconCalendar, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDay } from './use-day.ts';

/** Previous, today, next, or any day. */
export function DayPicker({ stepDays }: { stepDays: number }) {
  const { t } = useTranslation();
  const { day, today, go, step } = useDay();
  return (
    <Group gap={6} align="end" className="no-print">
      <ActionIcon variant="default" size="lg" aria-label={t('common.previous')} onClick={() => step(-stepDays)}>
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <Button variant={day === today ? 'filled' : 'default'} aria-pressed={day === today} onClick={() => go(today)}>
        {t('preset.today')}
      </Button>
      <ActionIcon variant="default" size="lg" aria-label={t('common.next')} onClick={() => step(stepDays)}>
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
      <DatePickerInput
        label={t('planning.date')}
        valueFormat="dddd DD/MM/YYYY"
        leftSection={<IconCalendar size={18} aria-hidden />}
        value={day}
        onChange={(value) => value !== null && go(value)}
        miw={210}
      />
    </Group>
  );
}
