import { Button, Group } from '@mantine/core';
import { IconClock, IconPhoneOutgoing } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './follow-ups.module.css';
import { useRingBack, type WhomToRing } from './use-ring-back.tsx';
import { WhenDialog } from './when-dialog.tsx';

/** "Ring back" is one gesture; "later" asks when. */
export function RingBackButtons({ whom, name }: { whom: WhomToRing; name: string }) {
  const { t } = useTranslation();
  const { ring } = useRingBack();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const now = async () => {
    setBusy(true);
    await ring(whom, name);
    setBusy(false);
  };
  const called = <span className={classes.hidden}>{t('followUps.ringBackName', { name })}</span>;
  return (
    <Group gap={6} wrap="nowrap">
      <Button
        size="compact-md"
        loading={busy}
        leftSection={<IconPhoneOutgoing size={16} aria-hidden />}
        onClick={() => void now()}
      >
        {t('followUps.ringBack')}
        {called}
      </Button>
      <Button
        size="compact-md"
        variant="default"
        leftSection={<IconClock size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('followUps.later')}
        {called}
      </Button>
      {asking && (
        <WhenDialog
          title={t('followUps.scheduleTitle', { name })}
          onClose={() => setAsking(false)}
          onChosen={(at) => ring(whom, name, at)}
        />
      )}
    </Group>
  );
}
