import '@mantine/dates/styles.css';
import { DateTimePicker } from '@mantine/dates';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { instantOfWall, wallTime } from '../../core/wall-time.ts';
import { useLocale } from './use-locale.ts';

interface Props {
  readonly label: string;
  readonly description: string;
  /** Epoch ms; absent = none chosen. */
  readonly at: number | undefined;
  readonly onChange: (at: number | undefined) => void;
  /** Not before this day. */
  readonly notBefore?: number;
  readonly clearable?: boolean;
  readonly error?: string | undefined;
  /** Another zone than the organisation's. */
  readonly timeZone?: string;
}

const SHOWN = 'DD/MM/YYYY HH:mm';

/** A day and a time, in the organisation's zone wherever the browser is. The name of the field says what is chosen, as its button shows it (WCAG 2.5.3). */
export function WhenField({ label, description, at, onChange, notBefore, clearable = false, error, ...zone }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const timeZone = zone.timeZone ?? locale.timeZone;
  const wall = at === undefined ? null : wallTime(at, timeZone);
  const chosen = wall === null ? '' : dayjs(wall).format(SHOWN);
  return (
    <DateTimePicker
      label={label}
      description={description}
      aria-label={`${label} ${chosen}`.trim()}
      valueFormat={SHOWN}
      clearable={clearable}
      clearButtonProps={{ 'aria-label': t('common.clear') }}
      submitButtonProps={{ 'aria-label': t('common.done') }}
      value={wall}
      error={error}
      onChange={(text) => onChange(text === null ? undefined : instantOfWall(text, timeZone))}
      {...(notBefore !== undefined && { minDate: wallTime(notBefore, timeZone).slice(0, 10) })}
    />
  );
}
