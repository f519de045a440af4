import { Button, Kbd, Text } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CurtainKey } from '../../app/curtain.ts';
import { useConsole, useServerNow, useStore } from '../console-context.ts';
import { timeOfDay } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import classes from './curtain.module.css';

/** What is written on the key. */
export const KEY_CAPS: Readonly<Record<CurtainKey, string>> = { F9: 'F9', F2: 'F2', Pause: 'Pause' };

const modified = (event: KeyboardEvent) => event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;

/**
 * Heard before anything else on the page, fields included. While the page is covered no other key reaches what lies behind:
 * nobody hangs up or answers without seeing it.
 */
function useCurtainKey(): void {
  const { curtain } = useConsole();
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      const isKey = event.key === curtain.key.get() && !modified(event);
      if (!isKey && !curtain.drawn.get()) return;
      event.stopImmediatePropagation();
      if (isKey || event.key === 'Escape') event.preventDefault();
      if (isKey && !event.repeat) curtain.toggle();
    };
    window.addEventListener('keydown', heard, true);
    return () => window.removeEventListener('keydown', heard, true);
  }, [curtain]);
}

function Face() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { curtain, feeds } = useConsole();
  const { clockOffsetMs, view } = useStore(feeds.desk.live);
  const now = useServerNow(clockOffsetMs);
  return (
    <div className={classes.face}>
      <time className={classes.clock}>{timeOfDay(now, locale)}</time>
      <Text role="status" mih={24}>
        {view?.offer && t('child.curtain.waits')}
      </Text>
      <Button
        variant="default"
        rightSection={<Kbd size="xs">{KEY_CAPS[useStore(curtain.key)]}</Kbd>}
        onClick={curtain.toggle}
      >
        {t('child.curtain.back')}
      </Button>
    </div>
  );
}

/**
 * A neutral screen over the whole page (C9). A modal `<dialog>` of the browser itself: it lies above every other dialog and
 * message, and what is behind it can be neither reached nor read out.
 */
export function Curtain() {
  const { t } = useTranslation();
  const { curtain } = useConsole();
  const drawn = useStore(curtain.drawn);
  const cover = useRef<HTMLDialogElement>(null);
  useCurtainKey();
  useLayoutEffect(() => {
    const dialog = cover.current;
    if (!dialog || dialog.open === drawn) return;
    if (!drawn) return dialog.close();
    dialog.showModal();
    // On the cover, not on its button: whoever goes on typing must not uncover the page by a space.
    dialog.focus();
  }, [drawn]);
  return (
    <dialog
      ref={cover}
      className={classes.curtain}
      tabIndex={-1}
      aria-label={t('child.curtain.title')}
      onCancel={(event) => event.preventDefault()}
      // Some browsers close at the second Escape whatever is said: the key alone draws it back.
      onClose={() => curtain.drawn.get() && cover.current?.showModal()}
    >
      {drawn && <Face />}
    </dialog>
  );
}
