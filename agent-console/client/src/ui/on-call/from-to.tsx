import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { WhenField } from '../parts/when-field.tsx';

/** A stretch as it is being filled in. */
export interface Stretching {
  readonly fromAt: number | undefined;
  readonly toAt: number | undefined;
}

/** A stretch that is one: both ends are there, in order. */
export function isWhole(stretch: Stretching): stretch is { fromAt: number; toAt: number } {
  return stretch.fromAt !== undefined && stretch.toAt !== undefined && stretch.fromAt < stretch.toAt;
}

interface Props {
  readonly value: Stretching;
  readonly onChange: (value: Stretching) => void;
  readonly timeZone: string;
  readonly notBefore: number | undefined;
  /** Without the words below the fields, where the same stand above. */
  readonly brief?: boolean;
}

/** From when to when, in the time of a zone; an end before the beginning says so. */
export function FromTo({ value, onChange, timeZone, notBefore, brief = false }: Props) {
  const { t } = useTranslation();
  const { fromAt, toAt } = value;
  const least = notBefore === undefined ? {} : { notBefore };
  const wrong = fromAt !== undefined && toAt !== undefined && toAt <= fromAt;
  return (
    <Group grow align="flex-start" style={{ flex: 2 }}>
      <WhenField
        {...{ label: t('onCall.from'), timeZone, at: fromAt, ...least }}
        description={brief ? '' : t('onCall.zone', { zone: timeZone })}
        onChange={(at) => onChange({ fromAt: at, toAt })}
      />
      <WhenField
        {...{ label: t('onCall.to'), timeZone, at: toAt, ...least }}
        description={brief ? '' : t('onCall.toHint')}
        onChange={(at) => onChange({ fromAt, toAt: at })}
        error={wrong ? t('onCall.toBefore') : undefined}
      />
    </Group>
  );
}
