import { Button } from '@mantine/core';
import i18next from 'i18next';
import { notify, unnotify } from './notify.ts';

/** Says that something was done, with one gesture to take it back where there is one; the message goes with it. */
export function notifyDone(id: string, title: string, undo?: () => unknown): void {
  const back = () => {
    unnotify(id);
    undo?.();
  };
  notify({
    id,
    tone: 'good',
    title,
    ...(undo && {
      message: (
        <Button size="compact-sm" variant="default" mt={4} onClick={back}>
          {i18next.t('common.undo')}
        </Button>
      ),
    }),
  });
}
