import { Alert, Button, List, NumberInput, Radio, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { DissuasionMode, type DissuasionChoice } from '@decroche/protocol';
import { IconTextPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CHOICES, freeKey, spokenKeys } from '../../core/dissuasion-form.ts';
import { IncidentPicker } from '../parts/incident-picker.tsx';
import type { FieldsProps } from './scope-fields.tsx';
import classes from './dissuasion.module.css';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'];

function KeyRow({ choice, form, change }: FieldsProps & { choice: DissuasionChoice }) {
  const { t } = useTranslation();
  const words = t(`dissuasion.choice.${choice}`);
  const set = (key: string) => change({ keys: { ...form.keys, [choice]: key } });
  return (
    <div className={classes.keyRow}>
      <Switch
        label={words}
        checked={form.keys[choice] !== ''}
        onChange={(event) => set(event.currentTarget.checked ? freeKey(form) : '')}
      />
      {form.keys[choice] !== '' && (
        <Select
          aria-label={t('dissuasion.form.keyFor', { choice: words })}
          allowDeselect={false}
          data={KEYS}
          value={form.keys[choice]}
          onChange={(key) => key !== null && set(key)}
        />
      )}
    </div>
  );
}

/** The sentences that tell the keys: the message itself has to say them. */
function KeySentences({ form, change }: FieldsProps) {
  const { t } = useTranslation();
  const sentences = spokenKeys(form).map(({ key, choice }) => t(`dissuasion.sentence.${choice}`, { key }));
  const missing = sentences.filter((sentence) => !form.text.includes(sentence));
  if (missing.length === 0) return null;
  return (
    <Alert color="gray" title={t('dissuasion.form.sentencesHint')}>
      <List size="sm">
        {missing.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      <Button
        mt="xs"
        size="compact-md"
        variant="default"
        leftSection={<IconTextPlus size={16} aria-hidden />}
        onClick={() => change({ text: [form.text.trim(), ...missing].filter(Boolean).join(' ') })}
      >
        {t('dissuasion.form.sentences')}
      </Button>
    </Alert>
  );
}

/** What follows the message. */
export function ModeFields(props: FieldsProps) {
  const { t } = useTranslation();
  const { form, change, wrong } = props;
  const keyTrouble = wrong('noKey') ?? wrong('keyTwice');
  return (
    <>
      <Radio.Group
        aria-label={t('dissuasion.form.then')}
        value={form.mode}
        onChange={(mode) => change({ mode: mode as DissuasionMode })}
      >
        <Stack gap="xs">
          {DissuasionMode.options.map((mode) => (
            <Radio
              key={mode}
              value={mode}
              label={t(`dissuasion.mode.${mode}`)}
              description={t(`dissuasion.modeHint.${mode}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {form.mode === 'informThenChoice' && (
        <Stack gap="sm" role="group" aria-label={t('dissuasion.form.keys')}>
          {CHOICES.map((choice) => (
            <KeyRow key={choice} choice={choice} {...props} />
          ))}
          {keyTrouble && (
            <Text size="sm" c="var(--mantine-color-error)">
              {keyTrouble}
            </Text>
          )}
          {form.keys.attach !== '' && (
            <IncidentPicker
              label={t('dissuasion.form.incident')}
              description={t('dissuasion.form.incidentHint')}
              value={form.incidentTicketId}
              error={wrong('incidentMissing')}
              onChange={(incidentTicketId) => change({ incidentTicketId })}
            />
          )}
          <KeySentences {...props} />
        </Stack>
      )}
    </>
  );
}

/** What a published message waits for before it speaks. */
export function ArmingFields({ form, change, wrong }: FieldsProps) {
  const { t } = useTranslation();
  const field = (name: 'waiting' | 'expectedWaitSeconds' | 'longestWaitSeconds', label: string, suffix: string) => (
    <NumberInput
      label={label}
      min={1}
      max={name === 'waiting' ? 10_000 : 86_400}
      allowDecimal={false}
      suffix={suffix}
      value={form[name]}
      onChange={(value) => change({ [name]: typeof value === 'number' ? value : '' })}
    />
  );
  return (
    <>
      <Switch
        label={t('dissuasion.form.arming')}
        description={t('dissuasion.form.armingHint')}
        checked={form.armed}
        onChange={(event) => change({ armed: event.currentTarget.checked })}
      />
      {form.armed && (
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          {field('waiting', t('dissuasion.form.waiting'), '')}
          {field('expectedWaitSeconds', t('dissuasion.form.expectedWait'), ' s')}
          {field('longestWaitSeconds', t('dissuasion.form.longestWait'), ' s')}
        </SimpleGrid>
      )}
      {wrong('armingEmpty') && (
        <Text size="sm" c="var(--mantine-color-error)">
          {wrong('armingEmpty')}
        </Text>
      )}
    </>
  );
}
