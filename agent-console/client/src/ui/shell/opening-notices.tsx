import { Anchor } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { notify, unnotify } from '../parts/notify.ts';
import { useDefinition, useLatestOpenings } from '../queries.ts';
import { useAccountId, useMay } from './session-role.ts';

/** An opening that waits for a second person is told to the others in charge, on whatever page they are (C9). */
export function useOpeningNotices(): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useAccountId();
  const supervises = useMay('supervisor');
  const protects = useDefinition().data?.services.some(({ childProtection }) => childProtection) ?? false;
  const openings = useLatestOpenings(supervises && protects).data?.items;
  const told = useRef(new Set<string>());
  useEffect(() => {
    const asked = (openings ?? []).filter(({ status, askedBy }) => status === 'asked' && askedBy !== me);
    for (const { openingId, askedByName: name } of asked) {
      if (told.current.has(openingId)) continue;
      told.current.add(openingId);
      const see = () => {
        unnotify(openingId);
        void navigate('/reports/openings');
      };
      notify({
        ...{ id: openingId, tone: 'news', title: t('child.opening.waits', { name }) },
        message: (
          <Anchor component="button" type="button" size="sm" underline="always" ta="left" onClick={see}>
            {t('child.opening.waitsSee')}
          </Anchor>
        ),
      });
    }
    for (const openingId of told.current) if (!asked.some((each) => each.openingId === openingId)) unnotify(openingId);
  }, [openings, me, navigate, t]);
}
