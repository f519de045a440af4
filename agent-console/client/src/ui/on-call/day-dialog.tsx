import { Button, Group, Stack, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { drawnStretch, ofDay } from '../../core/on-call/month-bars.ts';
import type { Stretch } from '../../core/on-call/stretches.ts';
import { longDate, type Locale } from '../format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useChange } from '../parts/use-change.ts';
import { StretchWhy } from './calendar-table.tsx';
import { fromTo } from './on-call-format.ts';
import { SHOWS_ON_CALL } from './on-call-queries.ts';
import type { WantedStretch } from './override-form.tsx';

interface Props {
  readonly all: readonly Stretch[];
  readonly locale: Locale;
  readonly day: string;
  /** Name of the schedule. */
  readonly title: string;
  readonly mayChange: boolean;
  readonly onOverride: (wanted: WantedStretch) => void;
  readonly onClose: () => void;
}

/** One day: who has it when, why, and what may be done about each stretch. */
export function DayDialog({ all, locale, day, title, mayChange, onOverride, onClose }: Props) {
  const { t } = useTranslation();
  const date = longDate(Date.parse(`${day}T12:00:00Z`), { ...locale, timeZone: 'UTC' });
  const found = ofDay(all, day, locale.timeZone);
  return (
    <Dialog opened onClose={onClose} title={`${title} · ${date}`} size="lg">
      <Stack>
        {found.length === 0 && <Text size="sm">{t('onCall.calendar.dayFree')}</Text>}
        {found.map((stretch) => (
          <Group key={stretch.key} justify="space-between" wrap="wrap">
            <div>
              <Text fw={650}>{stretch.name ?? t('onCall.now.nobody')}</Text>
              <Text size="sm" className="tabular">
                {fromTo(stretch.fromAt, stretch.toAt, locale)}
              </Text>
              <Text size="sm" component="div">
                <StretchWhy stretch={stretch} />
              </Text>
            </div>
            {mayChange && <StretchActs stretch={stretch} onOverride={onOverride} onClose={onClose} />}
          </Group>
        ))}
        {mayChange && (
          <Group justify="flex-end">
            <Button
              variant="default"
              leftSection={<IconUserPlus size={18} aria-hidden />}
              onClick={() => onOverride(drawnStretch(all, { first: day, last: day }, locale.timeZone))}
            >
              {t('onCall.override.thisDay')}
            </Button>
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}

/** Someone else for exactly this stretch; or what was entered is taken back. */
function StretchActs({ stretch, onOverride, onClose }: Pick<Props, 'onOverride' | 'onClose'> & { stretch: Stretch }) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_ON_CALL);
  const { entryId, mark, fromAt, toAt } = stretch;
  const list = mark === 'temporary' ? 'temporaries' : 'overrides';
  const takeBack = async () => {
    const done = await change('DELETE', `/api/on-call/${list}/${encodeURIComponent(entryId ?? '')}`, {
      done: t('onCall.override.takenBack'),
    });
    if (done) onClose();
  };
  return (
    <Group gap="xs">
      <Button size="compact-md" variant="default" onClick={() => onOverride({ fromAt, toAt })}>
        {t(mark === 'gap' ? 'onCall.override.fill' : 'onCall.override.replace')}
      </Button>
      {entryId !== undefined && (
        <Button size="compact-md" variant="default" onClick={() => void takeBack()}>
          {t('onCall.override.takeBack')}
        </Button>
      )}
    </Group>
  );
}
