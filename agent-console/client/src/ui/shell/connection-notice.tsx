import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '@decroche/protocol';
import { useConsole, useStore } from '../console-context.ts';
import classes from './shell.module.css';

/** A blink of the network is no news; longer is. */
const PATIENCE_MS = 1500;

/** Says that what is shown may be old, as long as it may. */
export function ConnectionNotice({ session }: { session: SessionView }) {
  const { t } = useTranslation();
  const { feeds } = useConsole();
  const desk = useStore(feeds.desk.live);
  const board = useStore(feeds.board.live);
  // Whoever watches no view has lists that are asked for anew when something changes: those may be old too.
  const lists = session.identity.role === 'engineer' || board.view !== undefined;
  const lost = session.agent ? desk.connection === 'lost' : board.connection === 'lost' && lists;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(lost), lost ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!shown) return null;
  return (
    <Alert
      className={classes.notice}
      role="status"
      color="orange"
      radius={0}
      py={6}
      icon={<IconPlugConnectedX aria-hidden />}
      title={t('connection.lost')}
    >
      {t('connection.lostHint')}
    </Alert>
  );
}
