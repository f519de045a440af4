import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import type { ReactNode } from 'react';

interface Message {
  /** Lets the message be taken back. */
  readonly id?: string;
  readonly tone: 'good' | 'bad';
  readonly title?: string;
  readonly message?: ReactNode;
}

const STAYS_MS = { good: 8000, bad: 10_000 };

/** A message that passes by: it never takes the focus, and says itself to screen readers. */
export function notify({ id, tone, title, message }: Message): void {
  notifications.show({
    ...(id !== undefined && { id }),
    color: tone === 'good' ? 'green' : 'red',
    title,
    message,
    autoClose: STAYS_MS[tone],
    closeButtonProps: { 'aria-label': i18next.t('common.close') },
  });
}

/** Takes a message back. */
export function unnotify(id: string): void {
  notifications.hide(id);
}
