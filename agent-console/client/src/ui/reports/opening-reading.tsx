import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SealedNumber, type SealedOpening } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Remaining } from '../parts/elapsed.tsx';
import { attempt } from '../parts/problem.tsx';

/** How long the number stays on the screen. */
const SHOWN_MS = 60_000;

type Reading =
  | { readonly state: 'before' | 'gone' }
  | { readonly state: 'shown'; readonly number: string; readonly untilAt: number };

/**
 * The number, once, for a minute. It is a state of this dialog and of nothing else: no cache, no address, no title holds it,
 * and it is gone with the dialog.
 */
export function ReadDialog({ opening, onClose }: { opening: SealedOpening; onClose: () => void }) {
  const { t } = useTranslation();
  const { http, now } = useConsole();
  const [reading, setReading] = useState<Reading>({ state: 'before' });
  const [busy, setBusy] = useState(false);
  const shown = reading.state === 'shown';
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setReading({ state: 'gone' }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  const read = async () => {
    setBusy(true);
    const path = `/api/sealed-openings/${encodeURIComponent(opening.openingId)}/read`;
    await attempt(async () => {
      const { number } = await http.send('POST', path, { schema: SealedNumber });
      setReading({ state: 'shown', number, untilAt: now() + SHOWN_MS });
    }, t);
    setBusy(false);
  };
  return (
    <Dialog opened onClose={onClose} title={t('child.opening.readTitle')} closeOnClickOutside={!shown}>
      <Stack>
        {reading.state === 'before' && <Text>{t('child.opening.readHint')}</Text>}
        {reading.state === 'gone' && <Text role="status">{t('child.opening.gone')}</Text>}
        {reading.state === 'shown' && (
          <Stack gap={4} align="center" py="md">
            <Text size="sm">{t('child.opening.number')}</Text>
            <Text fz={34} fw={700} className="tabular" data-sealed-number>
              {reading.number}
            </Text>
            <Text size="sm">
              {t('child.opening.goneIn')} <Remaining until={reading.untilAt} offsetMs={0} />
            </Text>
          </Stack>
        )}
        <Group justify="flex-end">
          {reading.state === 'before' && (
            <>
              <Button variant="default" onClick={onClose}>
                {t('common.cancel')}
              </Button>
              <Button loading={busy} onClick={() => void read()}>
                {t('child.opening.readNow')}
              </Button>
            </>
          )}
          {shown && <Button onClick={onClose}>{t('child.opening.forget')}</Button>}
          {reading.state === 'gone' && (
            <Button variant="default" onClick={onClose}>
              {t('common.close')}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
