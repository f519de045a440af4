import { Button, Group, NumberInput, Paper, Stack, Switch, Table, TextInput } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { IconClockPlus, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ShiftTemplatePage, type ShiftTemplate } from '@decroche/protocol';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { idOf } from '../admin/id-of.ts';
import { useRead } from '../queries.ts';
import { ApplyTemplate } from './apply-template.tsx';

/** The usual presences, for those who plan: first arrivals 8:00, reinforcements 8:30, 9:00, 10:00 (H2). */
export function TemplateList() {
  const { t } = useTranslation();
  const change = useChange(['roster']);
  const { data, error, refetch } = useRead(['roster', 'templates'], '/api/roster/templates', ShiftTemplatePage);
  const [edited, setEdited] = useState<ShiftTemplate | 'new'>();
  const [applied, setApplied] = useState<ShiftTemplate>();
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  const templates = data?.items ?? [];
  return (
    <Paper p="md" bg="var(--surface)">
      <Group justify="flex-end" mb="sm">
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
          {t('planning.newTemplate')}
        </Button>
      </Group>
      {data && templates.length === 0 ? (
        <Nothing icon={IconClockPlus} title={t('planning.noTemplate')} hint={t('planning.noTemplateHint')} />
      ) : (
        <Table.ScrollContainer minWidth={560}>
          <Table aria-label={t('planning.templates')} className="tabular">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('planning.template')}</Table.Th>
                <Table.Th>{t('planning.hours')}</Table.Th>
                <Table.Th>{t('planning.kind.lunch')}</Table.Th>
                <Table.Th>{t('table.action')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {templates.map((template) => (
                <Table.Tr key={template.templateId}>
                  <Table.Td>{template.name}</Table.Td>
                  <Table.Td>
                    {template.from} – {template.to}
                  </Table.Td>
                  <Table.Td>
                    {template.lunch
                      ? t('planning.lunchBetween', {
                          minutes: template.lunch.durationMs / 60_000,
                          ...{ earliest: template.lunch.earliest, latest: template.lunch.latest },
                        })
                      : '—'}
                  </Table.Td>
                  <Table.Td>
                    <Group gap={4}>
                      <Button size="compact-md" variant="default" onClick={() => setApplied(template)}>
                        {t('planning.apply')}
                      </Button>
                      <Button size="compact-md" variant="default" onClick={() => setEdited(template)}>
                        {t('common.edit')}
                      </Button>
                      <ConfirmButton
                        label={t('common.delete')}
                        question={t('planning.deleteTemplate', template)}
                        onConfirm={() => void change('DELETE', `/api/roster/templates/${template.templateId}`)}
                      />
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {edited && <TemplateDialog template={edited} templates={templates} onClose={() => setEdited(undefined)} />}
      {applied && <ApplyTemplate template={applied} onClose={() => setApplied(undefined)} />}
    </Paper>
  );
}

/** What the form starts from: the template, or a usual day with lunch. */
function valuesOf(known: ShiftTemplate | undefined) {
  const { name = '', from = '09:00', to = '17:00', lunch } = known ?? {};
  const { earliest = '12:00', latest = '14:00', durationMs = 2_700_000 } = lunch ?? {};
  const hasLunch = known === undefined || lunch !== undefined;
  return { name, from, to, lunch: hasLunch, earliest, latest, minutes: durationMs / 60_000 };
}

interface DialogProps {
  readonly template: ShiftTemplate | 'new';
  readonly templates: readonly ShiftTemplate[];
  readonly onClose: () => void;
}

function TemplateDialog({ template, templates, onClose }: DialogProps) {
  const { t } = useTranslation();
  const change = useChange(['roster']);
  const known = template === 'new' ? undefined : template;
  const form = useForm({
    initialValues: valuesOf(known),
    validate: {
      name: (value) => {
        if (idOf(value) === '') return t('form.needed');
        // A new one of the same name would overwrite the one there is.
        return !known && templates.some(({ templateId }) => templateId === idOf(value)) ? t('form.taken') : null;
      },
    },
  });
  const save = async ({ name, from, to, lunch, earliest, latest, minutes }: typeof form.values) => {
    const templateId = known?.templateId ?? idOf(name);
    const body = {
      ...{ templateId, name: name.trim(), from, to },
      ...(lunch ? { lunch: { earliest, latest, durationMs: minutes * 60_000 } } : {}),
    };
    if (await change('PUT', `/api/roster/templates/${templateId}`, { body })) onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={known?.name ?? t('planning.newTemplate')}>
      <form onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack>
          <TextInput
            label={t('agents.name')}
            placeholder={t('planning.templateExample')}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Group grow>
            <TimeInput label={t('planning.from')} required {...form.getInputProps('from')} />
            <TimeInput label={t('planning.to')} required {...form.getInputProps('to')} />
          </Group>
          <Switch label={t('planning.hasLunch')} {...form.getInputProps('lunch', { type: 'checkbox' })} />
          {form.values.lunch && (
            <Group grow align="end">
              <TimeInput label={t('planning.earliest')} {...form.getInputProps('earliest')} />
              <TimeInput label={t('planning.latest')} {...form.getInputProps('latest')} />
              <NumberInput label={t('planning.minutes')} min={5} max={180} {...form.getInputProps('minutes')} />
            </Group>
          )}
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
