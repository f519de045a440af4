import { Anchor, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useConsole } from '../console-context.ts';
import { notify, unnotify } from '../parts/notify.ts';

/** A publication or a wish to withdraw is told to supervisors at once, with its content, on whatever page they are (C4). */
export function useLiveNotices(): void {
  const { t } = useTranslation();
  const { feeds } = useConsole();
  const navigate = useNavigate();
  useEffect(
    () =>
      feeds.onNotice(({ kind, dissuasionId, title, text, by, at, reason }) => {
        const id = `${kind}-${dissuasionId}-${at}`;
        const see = () => {
          unnotify(id);
          void navigate(`/dissuasion#${dissuasionId}`);
        };
        notify({
          id,
          tone: 'news',
          title: t(`dissuasion.notice.${kind}`, { by, title }),
          message: (
            <Stack gap={4}>
              <Text size="sm">« {reason ?? text} »</Text>
              <Anchor component="button" type="button" size="sm" underline="always" ta="left" onClick={see}>
                {t('dissuasion.notice.see')}
              </Anchor>
            </Stack>
          ),
        });
      }),
    [feeds, navigate, t],
  );
}
