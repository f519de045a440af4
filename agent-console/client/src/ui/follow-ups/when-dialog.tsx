import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { WhenField } from '../parts/when-field.tsx';

interface Props {
  readonly title: string;
  readonly at?: number;
  readonly onClose: () => void;
  /** Resolves true when it is done. */
  readonly onChosen: (at: number) => Promise<boolean>;
}

const QUARTER_MS = 900_000;

/** At what time somebody is rung back. */
export function WhenDialog({ title, at, onClose, onChosen }: Props) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const [chosen, setChosen] = useState<number>(() => at ?? Math.ceil((now() + QUARTER_MS) / QUARTER_MS) * QUARTER_MS);
  const [busy, setBusy] = useState(false);
  const past = chosen <= now();
  const send = async () => {
    setBusy(true);
    const done = await onChosen(chosen);
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={title}>
      <Stack>
        <WhenField
          label={t('followUps.when')}
          description={t('followUps.whenHint')}
          at={chosen}
          notBefore={now()}
          onChange={(picked) => picked !== undefined && setChosen(picked)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button loading={busy} disabled={past} onClick={() => void send()}>
            {t('followUps.schedule')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
