import { Group, MultiSelect, NumberInput, Select, Stack, Switch, Tabs, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Definition, ServiceDefinition } from '@decroche/protocol';
import { Dialog } from '../parts/dialog.tsx';
import { Night, Protection } from './care-fields.tsx';
import { DefinitionFormEnd, useDefinitionForm } from './definition-form.tsx';
import { promptChoices, type Part } from './service-parts.ts';
import { KeyTable, NeedTable, RangeTable, targetChoices } from './service-tables.tsx';
import { serviceInputs, serviceOf, serviceValues, type ServiceValues } from './service-values.ts';

interface Props {
  readonly service: ServiceDefinition;
  readonly definition: Definition;
  readonly onClose: () => void;
}

/** One service: who is rung, what callers hear and may press, what is promised. */
export function ServiceForm({ service, definition, onClose }: Props) {
  const { t } = useTranslation();
  const form = useForm<ServiceValues>({ initialValues: serviceValues(service) });
  const { tried, save } = useDefinitionForm({
    ...{ form, parse: (values: ServiceValues) => serviceOf(values, service), inputs: serviceInputs, onClose },
    part: (made) => ({ services: [made] }),
    to: ({ serviceId }) => ['PUT', `/api/services/${encodeURIComponent(serviceId)}`],
  });
  const parts = { form, definition };
  return (
    <Dialog opened onClose={onClose} size="xl" title={service.name}>
      <form onSubmit={form.onSubmit(() => void save())}>
        <Tabs defaultValue="general">
          <Tabs.List mb="md">
            {(['general', 'promise', 'waiting', 'menu', 'protection', 'night'] as const).map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`definition.tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="general">
            <General {...parts} />
          </Tabs.Panel>
          <Tabs.Panel value="promise">
            <Promise {...parts} />
          </Tabs.Panel>
          <Tabs.Panel value="waiting">
            <Waiting {...parts} />
          </Tabs.Panel>
          <Tabs.Panel value="menu">
            <Menu {...parts} />
          </Tabs.Panel>
          <Tabs.Panel value="protection">
            <Protection {...parts} />
          </Tabs.Panel>
          <Tabs.Panel value="night">
            <Night {...parts} />
          </Tabs.Panel>
        </Tabs>
        <DefinitionFormEnd tried={tried} />
      </form>
    </Dialog>
  );
}

function General({ form, definition }: Part) {
  const { t } = useTranslation();
  const prompts = promptChoices(definition);
  return (
    <Stack>
      <TextInput label={t('agents.name')} data-autofocus {...form.getInputProps('name')} />
      <TagsInput label={t('services.numbers')} {...form.getInputProps('numbers')} />
      <Group grow>
        <Select
          label={t('definition.queue')}
          allowDeselect={false}
          data={definition.queues.map(({ queueId, name }) => ({ value: queueId as string, label: name }))}
          {...form.getInputProps('queueId')}
        />
        <Select
          label={t('services.hours')}
          allowDeselect={false}
          data={definition.calendars.map(({ calendarId, name }) => ({ value: calendarId as string, label: name }))}
          {...form.getInputProps('calendarId')}
        />
        <NumberInput label={t('table.priority')} min={-100} max={100} {...form.getInputProps('priority')} />
      </Group>
      <Select label={t('definition.welcome')} clearable searchable data={prompts} {...form.getInputProps('welcome')} />
      <Select
        label={t('definition.closedPrompt')}
        clearable
        searchable
        data={prompts}
        {...form.getInputProps('closed')}
      />
      <NeedTable form={form} definition={definition} />
    </Stack>
  );
}

function Promise({ form }: Part) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Group grow>
        <NumberInput label={t('services.threshold')} suffix=" s" min={1} {...form.getInputProps('thresholdSeconds')} />
        <NumberInput
          label={t('services.pickUpTarget')}
          suffix=" %"
          min={0}
          max={100}
          {...form.getInputProps('pickUpTarget')}
        />
        <NumberInput
          label={t('services.abandonTarget')}
          suffix=" %"
          min={0}
          max={100}
          {...form.getInputProps('abandonTarget')}
        />
      </Group>
      <Group grow>
        <NumberInput
          label={t('services.maximumWait')}
          suffix=" s"
          min={0}
          {...form.getInputProps('maximumWaitSeconds')}
        />
        <NumberInput label={t('services.maximumWaiting')} min={0} {...form.getInputProps('maximumWaiting')} />
      </Group>
      <Group grow>
        <NumberInput
          label={t('definition.redial')}
          description={t('definition.redialHint')}
          suffix=" min"
          min={0}
          {...form.getInputProps('redialMinutes')}
        />
        <NumberInput
          label={t('definition.sameAgent')}
          description={t('definition.sameAgentHint')}
          suffix=" min"
          min={0}
          {...form.getInputProps('sameAgentMinutes')}
        />
      </Group>
    </Stack>
  );
}

function Waiting({ form, definition }: Part) {
  const { t } = useTranslation();
  const prompts = promptChoices(definition);
  return (
    <Stack>
      <Switch label={t('definition.announces')} {...form.getInputProps('announces', { type: 'checkbox' })} />
      {form.values.announces && (
        <>
          <Group grow>
            <NumberInput
              label={t('definition.firstAfter')}
              suffix=" s"
              min={1}
              {...form.getInputProps('firstSeconds')}
            />
            <NumberInput label={t('definition.every')} suffix=" s" min={5} {...form.getInputProps('everySeconds')} />
          </Group>
          <MultiSelect
            label={t('definition.positions')}
            description={t('definition.positionsHint')}
            searchable
            data={prompts}
            {...form.getInputProps('position')}
          />
          <RangeTable form={form} prompts={prompts} />
          <MultiSelect
            label={t('definition.messages')}
            description={t('definition.messagesHint')}
            searchable
            data={prompts}
            {...form.getInputProps('messages')}
          />
        </>
      )}
      <KeyTable form={form} field="waitingKeys" definition={definition} legend={t('definition.waitingKeys')} />
    </Stack>
  );
}

function Menu({ form, definition }: Part) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Switch
        label={t('definition.hasMenu')}
        description={t('definition.hasMenuHint')}
        {...form.getInputProps('hasMenu', { type: 'checkbox' })}
      />
      {form.values.hasMenu && (
        <>
          <Select
            label={t('definition.menuPrompt')}
            searchable
            data={promptChoices(definition)}
            {...form.getInputProps('menuPrompt')}
          />
          <KeyTable form={form} field="menuKeys" definition={definition} legend={t('definition.menuKeys')} labelled />
          <Group grow align="end">
            <NumberInput label={t('definition.menuTimes')} min={1} max={5} {...form.getInputProps('menuTimes')} />
            <NumberInput
              label={t('definition.menuSilence')}
              suffix=" s"
              min={1}
              {...form.getInputProps('menuSeconds')}
            />
            <Select
              label={t('definition.otherwise')}
              allowDeselect={false}
              data={targetChoices(definition, t)}
              {...form.getInputProps('menuOtherwise')}
            />
          </Group>
        </>
      )}
    </Stack>
  );
}
