import { Alert, Button, Code, FileInput, Group, List, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { IconCheck, IconFileImport, IconFileTypeCsv } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ImportReport } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { Dialog } from './dialog.tsx';
import { attempt } from './problem.tsx';

interface Props {
  readonly title: string;
  readonly path: string;
  /** The header line the file must have. */
  readonly columns: string;
  /** Lists to ask again afterwards. */
  readonly refresh: readonly string[];
}

const ERRORS_SHOWN = 20;

function Report({ report }: { report: ImportReport }) {
  const { t } = useTranslation();
  const wrong = report.errors.length > 0;
  return (
    <Alert
      color={wrong ? 'red' : 'green'}
      role="status"
      title={t(wrong ? 'import.wrong' : report.applied ? 'import.applied' : 'import.ready')}
    >
      <Text size="sm">
        {t('import.counts', {
          lines: report.lines,
          added: report.added,
          changed: report.changed,
          unchanged: report.unchanged,
        })}
      </Text>
      <List size="sm">
        {report.errors.slice(0, ERRORS_SHOWN).map((error) => (
          <List.Item key={`${error.line}-${error.column ?? ''}-${error.message}`}>
            {t('import.line', { line: error.line })}
            {error.column !== undefined && ` (${error.column})`} : {error.message}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** A CSV file is tried first, shown with its wrong lines, and only then taken: all of it or nothing. */
export function CsvImport({ title, path, columns, refresh }: Props) {
  const { t } = useTranslation();
  const { http } = useConsole();
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<ImportReport>();
  const [busy, setBusy] = useState(false);
  const run = async (chosen: File, dryRun: boolean) => {
    setBusy(true);
    await attempt(async () => {
      const csv = await chosen.text();
      setReport(await http.send('POST', `${path}${dryRun ? '?dryRun=1' : ''}`, { csv, schema: ImportReport }));
    }, t);
    setBusy(false);
    if (!dryRun) for (const key of refresh) void client.invalidateQueries({ queryKey: [key] });
  };
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setReport(undefined);
    if (chosen) void run(chosen, true);
  };
  const ready = file !== null && report !== undefined && !report.applied && report.errors.length === 0;
  return (
    <>
      <Button variant="default" leftSection={<IconFileImport size={18} aria-hidden />} onClick={open}>
        {t('import.open')}
      </Button>
      <Dialog opened={opened} onClose={close} title={title} size="lg">
        <Stack>
          <Text size="sm">
            {t('import.columns')} <Code>{columns}</Code>
          </Text>
          <FileInput
            label={t('import.file')}
            placeholder={t('import.choose')}
            accept=".csv,text/csv"
            leftSection={<IconFileTypeCsv size={18} aria-hidden />}
            value={file}
            onChange={choose}
          />
          {report && <Report report={report} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.close')}
            </Button>
            <Button
              disabled={!ready}
              loading={busy}
              leftSection={<IconCheck size={18} aria-hidden />}
              onClick={() => file && void run(file, false)}
            >
              {t('import.apply')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
