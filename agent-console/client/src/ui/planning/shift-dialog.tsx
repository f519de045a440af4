import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { PlannedBreakKind, ShiftTemplatePage, type DayPlan, type DayPlanShift } from '@decroche/protocol';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { AddRow, RemoveRow } from '../parts/row-buttons.tsx';
import { useChange } from '../parts/use-change.ts';
import { useRead } from '../queries.ts';

interface Props {
  readonly day: string;
  readonly row: DayPlan['rows'][number];
  /** Absent = a new one. */
  readonly shift: DayPlanShift | undefined;
  readonly onClose: () => void;
}

interface Values {
  from: string;
  to: string;
  templateId: string | null;
  breaks: { kind: PlannedBreakKind; from: string; to: string }[];
}

function valuesOf(shift: DayPlanShift | undefined): Values {
  const { from = '09:00', to = '17:00', templateId, breaks = [] } = shift ?? {};
  return {
    from,
    to,
    templateId: templateId ?? null,
    breaks: breaks.map(({ kind, ...at }) => ({ kind, from: at.from, to: at.to })),
  };
}

/** One agent's shift of one day: its hours and its breaks. */
export function ShiftDialog({ day, row, shift, onClose }: Props) {
  const { t } = useTranslation();
  const change = useChange(['roster']);
  const templates = useRead(['roster', 'templates'], '/api/roster/templates', ShiftTemplatePage).data?.items ?? [];
  const form = useForm<Values>({
    initialValues: valuesOf(shift),
  });
  const path = shift ? `/api/roster/shifts/${encodeURIComponent(shift.shiftId)}` : '/api/roster/shifts';
  const save = async ({ templateId, ...values }: Values) => {
    const body = {
      ...{ agentId: row.agentId, date: shift?.date ?? day, ...values },
      ...(templateId === null ? {} : { templateId }),
    };
    if (await change(shift ? 'PUT' : 'POST', path, { body })) onClose();
  };
  const take = (templateId: string | null) => {
    const template = templates.find((each) => each.templateId === templateId);
    form.setFieldValue('templateId', templateId);
    if (!template) return;
    form.setFieldValue('from', template.from);
    form.setFieldValue('to', template.to);
  };
  return (
    <Dialog opened onClose={onClose} title={`${row.name} · ${shift ? t('planning.shift') : t('planning.newShift')}`}>
      <form onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack>
          {row.absence && <Alert color="yellow">{t('planning.awayHint')}</Alert>}
          <Select
            label={t('planning.template')}
            placeholder={t('planning.ownHours')}
            clearable
            data={templates.map(({ templateId, name, from, to }) => ({
              value: templateId,
              label: `${name} (${from} – ${to})`,
            }))}
            value={form.values.templateId}
            onChange={take}
            clearButtonProps={{ 'aria-label': t('planning.ownHours') }}
          />
          <Group grow>
            <TimeInput label={t('planning.from')} data-autofocus required {...form.getInputProps('from')} />
            <TimeInput label={t('planning.to')} required {...form.getInputProps('to')} />
          </Group>
          {form.values.to <= form.values.from && (
            <Text size="sm" c="dimmed">
              {t('planning.nextDay')}
            </Text>
          )}
          <Breaks form={form} />
          <Group justify="space-between">
            {shift ? (
              <ConfirmButton
                label={t('common.delete')}
                question={t('planning.deleteShift')}
                onConfirm={() => void change('DELETE', path).then((done) => done && onClose())}
              />
            ) : (
              <span />
            )}
            <Button type="submit">{t('common.save')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function Breaks({ form }: { form: ReturnType<typeof useForm<Values>> }) {
  const { t } = useTranslation();
  const kinds = PlannedBreakKind.options.map((kind) => ({ value: kind, label: t(`planning.kind.${kind}`) }));
  return (
    <Stack gap="xs">
      {form.values.breaks.map((each, index) => (
        <Group key={`${index}-${form.values.breaks.length}`} gap="xs" wrap="nowrap" align="end">
          <Select
            label={t('planning.break')}
            data={kinds}
            allowDeselect={false}
            {...form.getInputProps(`breaks.${index}.kind`)}
          />
          <TimeInput label={t('planning.from')} {...form.getInputProps(`breaks.${index}.from`)} />
          <TimeInput label={t('planning.to')} {...form.getInputProps(`breaks.${index}.to`)} />
          <RemoveRow what={`${t(`planning.kind.${each.kind}`)}`} onClick={() => form.removeListItem('breaks', index)} />
        </Group>
      ))}
      <AddRow
        label={t('planning.addBreak')}
        onClick={() => form.insertListItem('breaks', { kind: 'lunch', from: '12:00', to: '12:45' })}
      />
    </Stack>
  );
}
