import '@mantine/dates/styles.css';
import { DateTimePicker } from '@mantine/dates';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';

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
}

const PICKED = 'YYYY-MM-DD HH:mm:ss';
const SHOWN = 'DD/MM/YYYY HH:mm';

/** A day and a time. The name of the field says what is chosen, as its button shows it (WCAG 2.5.3). */
export function WhenField({ label, description, at, onChange, notBefore, clearable = false, error }: Props) {
  const { t } = useTranslation();
  const chosen = at === undefined ? '' : dayjs(at).format(SHOWN);
  return (
    <DateTimePicker
      label={label}
      description={description}
      aria-label={`${label} ${chosen}`.trim()}
      valueFormat={SHOWN}
      clearable={clearable}
      clearButtonProps={{ 'aria-label': t('common.clear') }}
      submitButtonProps={{ 'aria-label': t('common.done') }}
      value={at === undefined ? null : dayjs(at).format(PICKED)}
      error={error}
      onChange={(text) => onChange(text === null ? undefined : dayjs(text).valueOf())}
      {...(notBefore !== undefined && { minDate: dayjs(notBefore).format('YYYY-MM-DD') })}
    />
  );
}
