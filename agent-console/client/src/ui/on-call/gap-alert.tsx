import { Alert, List, Text } from '@mantine/core';
import { IconUserOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { fromTo, lengthWords } from './on-call-format.ts';
import { useOnCallLocale, useResponderName } from './on-call-queries.ts';

interface Gap {
  readonly scheduleId: string;
  readonly scheduleName?: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly insteadOf?: string | undefined;
}

const SHOWN = 8;

/** Stretches where somebody must be on call and nobody is: loud, in words. */
export function GapAlert({ gaps, title }: { gaps: readonly Gap[]; title: string }) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  const nameOf = useResponderName();
  if (gaps.length === 0) return null;
  return (
    <Alert color="red" role="alert" icon={<IconUserOff aria-hidden />} title={title}>
      <List size="sm">
        {gaps.slice(0, SHOWN).map(({ scheduleId, scheduleName, fromAt, toAt, insteadOf }) => (
          <List.Item key={`${scheduleId}-${fromAt}`}>
            {scheduleName !== undefined && (
              <Text span fw={650}>
                {scheduleName} :{' '}
              </Text>
            )}
            {fromTo(fromAt, toAt, locale)} ({lengthWords(toAt - fromAt, locale.language)})
            {insteadOf !== undefined && ` · ${t('onCall.gap.away', { name: nameOf(insteadOf) })}`}
          </List.Item>
        ))}
      </List>
      {gaps.length > SHOWN && <Text size="sm">{t('onCall.gap.more', { count: gaps.length - SHOWN })}</Text>}
    </Alert>
  );
}
