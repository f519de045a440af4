import { Button, Group, Text } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { longDate } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import type { Period } from './period-picker.tsx';

interface File {
  readonly label: string;
  readonly href: string;
}

/** On paper, and as files. */
export function ReportActions({ files }: { files: readonly File[] }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" className="no-print">
      <Button variant="default" leftSection={<IconPrinter size={18} aria-hidden />} onClick={() => window.print()}>
        {t('common.print')}
      </Button>
      {files.map(({ label, href }) => (
        <Button
          key={href}
          component="a"
          href={href}
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}

/** Which days the figures are of, in words: a printed page says it too. */
export function ReportDates({ period }: { period: Period }) {
  const { t } = useTranslation();
  const { language } = useLocale();
  // Civil dates: they are the same days wherever the screen is.
  const day = (date: string) => longDate(dayjs(`${date}T12:00:00Z`).valueOf(), { language, timeZone: 'UTC' });
  return (
    <Text>
      {period.from === period.to
        ? day(period.from)
        : t('reports.period', { from: day(period.from), to: day(period.to) })}
    </Text>
  );
}
