import { Chip, Group, Select, Stack, Text } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { RuleValues, ScheduleValues } from './schedule-values.ts';

interface Props {
  readonly form: UseFormReturnType<ScheduleValues>;
  readonly index: number;
  readonly rule: RuleValues;
}

const REGIONS = ['FR', 'FR-57', 'FR-GP', 'FR-MQ', 'FR-GF', 'FR-RE', 'FR-YT'] as const;
const SPANS = ['0', '1', '2', '3', '4', '5', '6', '7'] as const;

/** When a rule holds. */
export function HoursFields({ form, index, rule }: Props) {
  const { t } = useTranslation();
  const at = `rules.${index}` as const;
  return (
    <Stack gap="xs">
      <Group align="flex-end" gap="xs">
        <Select
          label={t('onCall.setup.hours.label')}
          allowDeselect={false}
          data={(['weekly', 'holidays', 'always'] as const).map((value) => ({
            value,
            label: t(`onCall.setup.hours.${value}`),
          }))}
          {...form.getInputProps(`${at}.hours`)}
        />
        {rule.hours !== 'always' && (
          <>
            <TimeInput label={t(`onCall.setup.hours.from.${rule.hours}`)} {...form.getInputProps(`${at}.from`)} />
            <TimeInput label={t(`onCall.setup.hours.to.${rule.hours}`)} {...form.getInputProps(`${at}.to`)} />
          </>
        )}
        {rule.hours === 'weekly' && (
          <Select
            label={t('onCall.setup.hours.ends')}
            allowDeselect={false}
            data={SPANS.map((value) => ({ value, label: t(`onCall.setup.hours.span.${value}`) }))}
            {...form.getInputProps(`${at}.spanDays`)}
          />
        )}
        {rule.hours === 'holidays' && (
          <Select
            label={t('onCall.setup.hours.region')}
            allowDeselect={false}
            data={REGIONS.map((value) => ({ value, label: t(`onCall.region.${value}`) }))}
            {...form.getInputProps(`${at}.region`)}
          />
        )}
      </Group>
      {rule.hours === 'weekly' && <StartDays form={form} index={index} />}
    </Stack>
  );
}

function StartDays({ form, index }: Pick<Props, 'form' | 'index'>) {
  const { t } = useTranslation();
  const { error, ...input } = form.getInputProps(`rules.${index}.startDays`) as { error?: string };
  return (
    <Chip.Group multiple {...input}>
      <Group gap={4} role="group" aria-label={t('onCall.setup.hours.days')}>
        {(['1', '2', '3', '4', '5', '6', '7'] as const).map((day) => (
          <Chip key={day} value={day} size="xs">
            {t(`planning.weekday.${day}`).slice(0, 3)}
          </Chip>
        ))}
        {error !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)">
            {t('onCall.setup.hours.daysNeeded')}
          </Text>
        )}
      </Group>
    </Chip.Group>
  );
}
