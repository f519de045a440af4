import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useConsole } from '../console-context.ts';
import { shortInstant } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useCallbacks } from '../queries.ts';

/** Why this person is rung back: who asked, when, and after which call. */
export function CallbackFile({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  const callback = useCallbacks().data?.items.find((one) => one.callId === callId);
  if (!callback) return null;
  const { by, placedAt, answersCallId } = callback;
  const at = shortInstant(placedAt, now(), locale);
  return (
    <Text size="sm">
      {by === 'caller' ? t('deskDay.callback.askedByCaller', { at }) : t('deskDay.callback.askedBy', { name: by, at })}
      {answersCallId !== undefined && (
        <>
          {' · '}
          <Anchor component={Link} to={`/calls/${answersCallId}`} underline="always" size="sm">
            {t('deskDay.callback.answers')}
          </Anchor>
        </>
      )}
    </Text>
  );
}
