import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertFile } from '@decroche/protocol';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { useChange } from '../parts/use-change.ts';
import { SHOWS_ALERTS, useOnCallMine } from './on-call-queries.ts';

/** What somebody may do about an alert; each is a request that the acd accepts or refuses. */
export type AlertActName =
  'accept' | 'decline' | 'escalate' | 'remote' | 'onSite' | 'join' | 'leave' | 'note' | 'close';

interface Me {
  readonly responderId: string;
  readonly name: string;
}

/** When each act makes sense for this person, the most pressing first. The acd decides; this only hides what it would refuse. */
const MAKES_SENSE: Record<AlertActName, (file: AlertFile, me: Me | undefined) => boolean> = {
  accept: ({ alert }, me) => me !== undefined && alert.status !== 'accepted',
  decline: ({ alert }, me) => me !== undefined && alert.asking?.name === me.name,
  remote: (file, me) => isAtWork(file, me) && file.response.remoteMs === undefined,
  onSite: (file, me) => isAtWork(file, me) && file.response.onSiteMs === undefined,
  join: (file, me) => me !== undefined && file.alert.status === 'accepted' && !isAtWork(file, me),
  escalate: ({ alert }) => alert.status !== 'deferred',
  note: () => true,
  leave: (file, me) => isAtWork(file, me) && file.alert.acceptedBy !== me?.name,
  close: () => true,
};

const isAtWork = ({ mobilised }: AlertFile, me: Me | undefined): boolean =>
  mobilised.some(({ responderId, leftAt }) => responderId === me?.responderId && leftAt === undefined);

/** What this person may do about an alert at this moment. */
function actsFor(file: AlertFile, me: Me | undefined): readonly AlertActName[] {
  if (file.alert.status === 'closed') return [];
  return (Object.keys(MAKES_SENSE) as AlertActName[]).filter((act) => MAKES_SENSE[act](file, me));
}

/** Runs the acts; those that want words or a yes ask first, in a dialog to be rendered. */
export function useAlertActs(file: AlertFile): {
  readonly acts: readonly AlertActName[];
  run(act: AlertActName): void;
  readonly dialog: ReactNode;
} {
  const { t } = useTranslation();
  const change = useChange(SHOWS_ALERTS);
  const me = useOnCallMine().data?.responder;
  const [asking, setAsking] = useState<'escalate' | 'note' | 'close'>();
  const base = `/api/on-call/alerts/${encodeURIComponent(file.alert.alertId)}`;
  const send = async (act: AlertActName, body: object = {}): Promise<boolean> => {
    const where = act === 'remote' || act === 'onSite';
    const path = where ? `${base}/intervention` : `${base}/${act}`;
    const done = t(`onCall.alert.did.${act}`);
    return (await change('POST', path, { body: where ? { where: act } : body, done })) !== undefined;
  };
  const run = (act: AlertActName) => {
    if (act === 'escalate' || act === 'note' || act === 'close') setAsking(act);
    else void send(act);
  };
  const confirm = (words: string): Promise<boolean> => {
    if (asking === 'close') return send('close', { resolution: words });
    return asking === 'note' ? send('note', { text: words }) : send('escalate');
  };
  const dialog = asking !== undefined && (
    <AskDialog
      title={t(`onCall.alert.act.${asking}`)}
      confirm={t(`onCall.alert.act.${asking}`)}
      onClose={() => setAsking(undefined)}
      onConfirm={confirm}
      {...(asking === 'close' && { reason: t('onCall.alert.resolution') })}
      {...(asking === 'note' && { reason: t('onCall.alert.note') })}
    >
      {asking === 'note' ? undefined : t(`onCall.alert.ask.${asking}`)}
    </AskDialog>
  );
  return { acts: actsFor(file, me), run, dialog };
}
