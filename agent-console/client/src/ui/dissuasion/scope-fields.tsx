import '@mantine/dates/styles.css';
import { ActionIcon, Button, Group, MultiSelect, Stack, Switch, Text } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DissuasionForm } from '../../core/dissuasion-form.ts';
import { endMeant, endShown, instantOfWall } from '../../core/wall-time.ts';
import { useConsole } from '../console-context.ts';
import { civilDate } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import { WhenField } from '../parts/when-field.tsx';
import { useDefinition } from '../queries.ts';

/** How the parts of the form are drawn: the form, what changes, and what is wrong. */
export interface FieldsProps {
  readonly form: DissuasionForm;
  readonly change: (part: Partial<DissuasionForm>) => void;
  /** The sentence of a problem, once the person has tried to keep the message. */
  readonly wrong: (problem: string) => string | undefined;
}

function Hours({ form, change, wrong }: FieldsProps) {
  const { t } = useTranslation();
  const set = (index: number, part: Partial<DissuasionForm['hours'][number]>) =>
    change({ hours: form.hours.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <Stack gap={6} role="group" aria-label={t('dissuasion.form.hours')}>
      <Text size="sm" fw={500}>
        {t('dissuasion.form.hours')}
      </Text>
      {form.hours.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('dissuasion.form.hoursHint')}
        </Text>
      )}
      {form.hours.map(({ from, to }, index) => (
        // Rows have no name of their own; they are never reordered.
        <Group key={index} gap="xs" align="end">
          <TimeInput
            label={t('dissuasion.form.from')}
            value={from}
            onChange={(event) => set(index, { from: event.currentTarget.value })}
          />
          <TimeInput
            label={t('dissuasion.form.to')}
            value={endShown(to)}
            onChange={(event) => set(index, { to: endMeant(event.currentTarget.value) })}
          />
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t('dissuasion.form.removeHours', { from, to })}
            onClick={() => change({ hours: form.hours.filter((_, at) => at !== index) })}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {wrong('hoursWrong') && (
        <Text size="sm" c="var(--mantine-color-error)">
          {wrong('hoursWrong')}
        </Text>
      )}
      <Button
        variant="default"
        size="compact-md"
        style={{ alignSelf: 'start' }}
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => change({ hours: [...form.hours, { from: '08:00', to: '18:00' }] })}
      >
        {t('dissuasion.form.addHours')}
      </Button>
    </Stack>
  );
}

const HOUR_MS = 3_600_000;

function Expiry({ form, change, wrong }: FieldsProps) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const { timeZone } = useLocale();
  const soon = [
    ['in1h', () => now() + HOUR_MS],
    ['in4h', () => now() + 4 * HOUR_MS],
    ['tonight', () => instantOfWall(`${civilDate(now(), timeZone)} 20:00`, timeZone)],
  ] as const;
  return (
    <Stack gap={6}>
      <WhenField
        label={t('dissuasion.form.expires')}
        description={t('dissuasion.form.expiresHint')}
        clearable
        at={form.expiresAt}
        error={wrong('expired')}
        onChange={(expiresAt) => change({ expiresAt })}
      />
      <Group gap={6}>
        {soon.map(([name, at]) => (
          <Button key={name} variant="default" size="compact-sm" onClick={() => change({ expiresAt: at() })}>
            {t(`dissuasion.form.${name}`)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

/** Who hears it, and when. */
export function ScopeFields(props: FieldsProps) {
  const { t } = useTranslation();
  const { form, change } = props;
  const definition = useDefinition().data;
  return (
    <>
      <MultiSelect
        label={t('dissuasion.form.services')}
        placeholder={form.serviceIds.length === 0 ? t('dissuasion.form.allServices') : undefined}
        data={(definition?.services ?? []).map(({ serviceId, name }) => ({ value: serviceId as string, label: name }))}
        value={[...form.serviceIds]}
        onChange={(serviceIds) => change({ serviceIds })}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      <MultiSelect
        label={t('dissuasion.form.queues')}
        placeholder={form.queueIds.length === 0 ? t('dissuasion.form.allQueues') : undefined}
        data={(definition?.queues ?? []).map(({ queueId, name }) => ({ value: queueId as string, label: name }))}
        value={[...form.queueIds]}
        onChange={(queueIds) => change({ queueIds })}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      <Hours {...props} />
      <Expiry {...props} />
      <Switch
        label={t('dissuasion.form.alsoToWaiting')}
        checked={form.alsoToWaiting}
        onChange={(event) => change({ alsoToWaiting: event.currentTarget.checked })}
      />
    </>
  );
}
