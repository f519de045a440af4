import { Button, Group, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDefinition } from '../queries.ts';

/** Civil dates in the organisation's zone, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly serviceId?: string;
}

const PRESETS = ['today', 'yesterday', 'week', 'month', 'lastMonth'] as const;
type Preset = (typeof PRESETS)[number];

function presetDates(preset: Preset, today: string): { from: string; to: string } {
  const day = dayjs(today);
  const text = (value: dayjs.Dayjs) => value.format('YYYY-MM-DD');
  switch (preset) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: text(day.subtract(1, 'day')), to: text(day.subtract(1, 'day')) };
    case 'week':
      return { from: text(day.subtract((day.day() + 6) % 7, 'day')), to: today };
    case 'month':
      return { from: text(day.startOf('month')), to: today };
    case 'lastMonth': {
      const month = day.subtract(1, 'month');
      return { from: text(month.startOf('month')), to: text(month.endOf('month')) };
    }
  }
}

interface Props {
  readonly period: Period;
  readonly today: string;
  readonly change: (period: Period) => void;
  /** Whether one service may be looked at alone. */
  readonly byService?: boolean;
}

/** Which days, and which service or all of them. */
export function PeriodPicker({ period, today, change, byService = false }: Props) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<[string | null, string | null]>([period.from, period.to]);
  const pick = (range: [string | null, string | null]) => {
    setPicked(range);
    const [from, to] = range;
    if (from !== null && to !== null) change({ ...period, from, to });
  };
  // On a Monday "today" and "this week" are the same days: the first of them is meant.
  const chosen = PRESETS.find((preset) => {
    const { from, to } = presetDates(preset, today);
    return from === period.from && to === period.to;
  });
  return (
    <Group align="end" className="no-print">
      <Group gap={6} role="group" aria-label={t('reports.presets')}>
        {PRESETS.map((preset) => {
          const { from, to } = presetDates(preset, today);
          const active = preset === chosen;
          return (
            <Button
              key={preset}
              variant={active ? 'filled' : 'default'}
              aria-pressed={active}
              onClick={() => pick([from, to])}
            >
              {t(`preset.${preset}`)}
            </Button>
          );
        })}
      </Group>
      <DatePickerInput
        type="range"
        allowSingleDateInRange
        label={t('reports.dates')}
        valueFormat="DD/MM/YYYY"
        leftSection={<IconCalendar size={18} aria-hidden />}
        value={picked}
        onChange={pick}
        miw={250}
      />
      {byService && <ServiceChoice period={period} change={change} />}
    </Group>
  );
}

function ServiceChoice({ period, change }: Pick<Props, 'period' | 'change'>) {
  const { t } = useTranslation();
  const services = useDefinition().data?.services ?? [];
  return (
    <Select
      label={t('table.service')}
      placeholder={t('reports.allServices')}
      clearable
      value={period.serviceId ?? null}
      data={services.map(({ serviceId, name }) => ({ value: serviceId, label: name }))}
      onChange={(serviceId) => change({ from: period.from, to: period.to, ...(serviceId !== null && { serviceId }) })}
      clearButtonProps={{ 'aria-label': t('reports.allServices') }}
    />
  );
}
