import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import type { ReactNode } from 'react';

interface Message {
  /** Lets the message be taken back. */
  readonly id?: string;
  readonly tone: 'good' | 'bad' | 'news';
  readonly title?: string;
  readonly message?: ReactNode;
}

/** News stay until they are closed: whoever was away must find them. */
const STAYS_MS = { good: 8000, bad: 10_000, news: false } as const;
const COLOR = { good: 'green', bad: 'red', news: 'petrol' };

/** A message that passes by: it never takes the focus, and says itself to screen readers. */
export function notify({ id, tone, title, message }: Message): void {
  notifications.show({
    ...(id !== undefined && { id }),
    color: COLOR[tone],
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
