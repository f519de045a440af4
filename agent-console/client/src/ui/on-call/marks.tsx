import { Group } from '@mantine/core';
import {
  IconArrowsExchange,
  IconCalendarEvent,
  IconLifebuoy,
  IconPencil,
  IconUser,
  IconUserOff,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StretchMark } from '../../core/on-call/stretches.ts';
import classes from './on-call.module.css';

/** Each way to have it has its own shape; the word stands beside it (WCAG 1.4.1). */
const SHAPE: Record<StretchMark, Icon> = {
  rule: IconUser,
  override: IconPencil,
  swap: IconArrowsExchange,
  temporary: IconCalendarEvent,
  backup: IconLifebuoy,
  gap: IconUserOff,
};

/** The shape of a mark. */
export function MarkShape({ mark, size = 14 }: { mark: StretchMark; size?: number }) {
  const Shape = SHAPE[mark];
  return <Shape size={size} aria-hidden style={{ flexShrink: 0 }} />;
}

/** What the shapes on the calendar mean. */
export function Legend() {
  const { t } = useTranslation();
  return (
    <Group gap="md" mt="sm" component="ul" className={classes.legend} aria-label={t('onCall.calendar.legend')}>
      {(Object.keys(SHAPE) as StretchMark[]).map((mark) => (
        <li key={mark} className={classes.legendItem}>
          <span className={classes.swatch} data-mark={mark}>
            <MarkShape mark={mark} />
          </span>
          {t(`onCall.mark.${mark}`)}
        </li>
      ))}
    </Group>
  );
}
