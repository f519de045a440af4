import { Button, Fieldset, NumberInput, Paper, Select, SimpleGrid, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { OnCallPrompts, OnCallSettings, type OnCallSetup } from '@decroche/protocol';
import { useDefinition } from '../../queries.ts';
import { useSetupForm } from './use-setup-form.ts';

const SAID = Object.keys(OnCallPrompts.shape) as (keyof OnCallPrompts)[];

type Choice = string | null;

const MINUTE_MS = 60_000;
/** IC6, unless somebody says otherwise. */
const HOUR_MS = 60 * MINUTE_MS;

/** What the settings' form starts from. */
function valuesOf({ timeZone, prompts, presentAs, workingHours, continuity }: OnCallSetup) {
  return {
    ...{ timeZone, presentAs: (presentAs ?? null) as Choice, workingHours: (workingHours ?? null) as Choice },
    prompts: Object.fromEntries(SAID.map((name) => [name, prompts?.[name] ?? null])) as Record<
      keyof OnCallPrompts,
      Choice
    >,
    continuityPolicy: (continuity?.policyId ?? null) as Choice,
    failedProbes: (continuity?.failedProbes ?? 3) as number | string,
    restoredMinutes: ((continuity?.restoredWithinMs ?? HOUR_MS) / MINUTE_MS) as number | string,
  };
}

function settingsOf(values: ReturnType<typeof valuesOf>) {
  const { timeZone, prompts, presentAs, workingHours, continuityPolicy, failedProbes, restoredMinutes } = values;
  const restoredWithinMs = typeof restoredMinutes === 'number' ? restoredMinutes * MINUTE_MS : undefined;
  return OnCallSettings.safeParse({
    timeZone,
    // All of them or none: half a dialogue on a telephone at night helps nobody.
    ...(SAID.some((name) => prompts[name] !== null) && { prompts }),
    ...(presentAs !== null && { presentAs }),
    ...(workingHours !== null && { workingHours }),
    ...(continuityPolicy !== null && { continuity: { policyId: continuityPolicy, failedProbes, restoredWithinMs } }),
  });
}

/** What belongs to no list: what is said, what is presented, working hours, who is told when calls can not be served. */
export function SettingsSetup({ setup }: { setup: OnCallSetup }) {
  return <SettingsForm key={setup.version} setup={setup} />;
}

function SettingsForm({ setup }: { setup: OnCallSetup }) {
  const { t } = useTranslation();
  const definition = useDefinition().data;
  const form = useForm({ initialValues: valuesOf(setup) });
  const save = useSetupForm({
    ...{ form, parse: settingsOf, path: () => '/api/on-call/settings', onClose: () => form.resetDirty() },
    inputs: {
      'continuity.policyId': 'continuityPolicy',
      'continuity.failedProbes': 'failedProbes',
      'continuity.restoredWithinMs': 'restoredMinutes',
    },
  });
  const prompts = (definition?.prompts ?? [])
    .filter(({ text }) => text !== '')
    .map(({ promptId, text }) => ({ value: promptId, label: text }));
  const clear = { clearable: true, clearButtonProps: { 'aria-label': t('common.clear') } };
  return (
    <Paper p="md" bg="var(--surface)" maw={900}>
      <form onSubmit={form.onSubmit(() => void save())}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label={t('onCall.setup.timeZone')}
              searchable
              allowDeselect={false}
              data={Intl.supportedValuesOf('timeZone')}
              {...form.getInputProps('timeZone')}
            />
            <Select
              label={t('onCall.setup.settings.workingHours')}
              description={t('onCall.setup.settings.workingHoursHint')}
              data={(definition?.calendars ?? []).map(({ calendarId, name }) => ({ value: calendarId, label: name }))}
              {...clear}
              {...form.getInputProps('workingHours')}
            />
            <Select
              label={t('onCall.setup.settings.presentAs')}
              description={t('onCall.setup.settings.presentAsHint')}
              data={(definition?.services ?? []).map(({ serviceId, name }) => ({ value: serviceId, label: name }))}
              {...clear}
              {...form.getInputProps('presentAs')}
            />
          </SimpleGrid>
          <Fieldset legend={t('onCall.setup.settings.said')}>
            <Stack gap="xs">
              {SAID.map((name) => (
                <Select
                  key={name}
                  label={t(`onCall.setup.settings.prompt.${name}`)}
                  searchable
                  data={prompts}
                  {...clear}
                  {...form.getInputProps(`prompts.${name}`)}
                />
              ))}
            </Stack>
          </Fieldset>
          <Fieldset legend={t('onCall.setup.settings.continuity')}>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label={t('onCall.alert.policy')}
                description={t('onCall.setup.settings.continuityHint')}
                data={setup.policies.map(({ policyId, name }) => ({ value: policyId, label: name }))}
                {...clear}
                {...form.getInputProps('continuityPolicy')}
              />
              <NumberInput
                label={t('onCall.setup.settings.failedProbes')}
                description={t('onCall.setup.settings.failedProbesHint')}
                min={1}
                max={10}
                disabled={form.values.continuityPolicy === null}
                {...form.getInputProps('failedProbes')}
              />
              <NumberInput
                label={t('onCall.setup.settings.restoredMinutes')}
                description={t('onCall.setup.settings.restoredMinutesHint')}
                min={1}
                disabled={form.values.continuityPolicy === null}
                {...form.getInputProps('restoredMinutes')}
              />
            </SimpleGrid>
          </Fieldset>
          <Button type="submit" w="fit-content">
            {t('common.save')}
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}
