import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { OnCallSetup } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { AddRow, RemoveRow } from '../parts/row-buttons.tsx';
import { FromTo, isWhole } from './from-to.tsx';
import { useOnCallSetup } from './on-call-queries.ts';
import { TrialReport } from './trial-report.tsx';
import { useEntry, useTrial } from './use-trial.ts';

interface Shift {
  responderId: string | null;
  fromAt: number | undefined;
  toAt: number | undefined;
}
interface Values {
  name: string;
  fromAt: number | undefined;
  toAt: number | undefined;
  shifts: Shift[];
}

const PATH = '/api/on-call/temporaries';

/** The temporary schedule the form says; undefined while something is missing. */
function bodyOf(scheduleId: string, { name, fromAt, toAt, shifts }: Values): object | undefined {
  const whole = shifts.every((shift) => shift.responderId !== null && isWhole(shift));
  if (name.trim() === '' || !isWhole({ fromAt, toAt }) || !whole) return undefined;
  return { scheduleId, name: name.trim(), fromAt, toAt, shifts };
}

/** A stretch in which the rules do not hold, only these shifts: Christmas, a move, a crisis. */
export function TemporaryForm({
  schedule: { scheduleId, name, timeZone },
  onClose,
}: {
  schedule: OnCallSetup['schedules'][number];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const responders = useOnCallSetup().data?.responders ?? [];
  const form = useForm<Values>({ initialValues: { name: '', fromAt: undefined, toAt: undefined, shifts: [] } });
  const { values } = form;
  const body = bodyOf(scheduleId, values);
  const trial = useTrial(PATH, body);
  const enter = useEntry(PATH);
  const last = values.shifts.at(-1);
  const save = async () => {
    if (body && (await enter(body, t('onCall.temporary.entered', { name: values.name })))) onClose();
  };
  return (
    <Dialog opened onClose={onClose} size="xl" title={t('onCall.temporary.title', { name })}>
      <Stack>
        <Text size="sm">{t('onCall.temporary.hint')}</Text>
        <TextInput
          label={t('onCall.temporary.name')}
          placeholder={t('onCall.temporary.example')}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <FromTo {...{ value: values, timeZone, notBefore: now() }} onChange={(stretch) => form.setValues(stretch)} />
        {values.shifts.map((shift, index) => (
          <Group key={`${index}-${values.shifts.length}`} align="flex-end" wrap="nowrap">
            <Select
              label={t('onCall.who')}
              style={{ flex: 1 }}
              searchable
              data={responders.map((each) => ({ value: each.responderId, label: each.name }))}
              {...form.getInputProps(`shifts.${index}.responderId`)}
            />
            <FromTo
              {...{ value: shift, timeZone, notBefore: values.fromAt, brief: true }}
              onChange={(stretch) => form.setFieldValue(`shifts.${index}`, { ...shift, ...stretch })}
            />
            <RemoveRow what={t('onCall.temporary.shift')} onClick={() => form.removeListItem('shifts', index)} />
          </Group>
        ))}
        <AddRow
          label={t('onCall.temporary.addShift')}
          onClick={() =>
            form.insertListItem('shifts', {
              responderId: null,
              fromAt: last?.toAt ?? values.fromAt,
              toAt: values.toAt,
            })
          }
        />
        <TrialReport trial={trial} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={body === undefined} onClick={() => void save()}>
            {t('onCall.temporary.enter')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
