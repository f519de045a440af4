import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SealedOpening } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { notify } from '../parts/notify.ts';
import { attempt } from '../parts/problem.tsx';

interface Props {
  readonly opening: SealedOpening;
  readonly onClose: () => void;
}

function useDecision({ openingId }: SealedOpening, what: 'grant' | 'refuse', done: string) {
  const { t } = useTranslation();
  const { http } = useConsole();
  const path = `/api/sealed-openings/${encodeURIComponent(openingId)}/${what}`;
  return async () => {
    if (!(await attempt(() => http.send('POST', path, { schema: SealedOpening }), t))) return false;
    notify({ tone: 'good', title: done });
    return true;
  };
}

function Asked({ opening: { askedByName: name, reason } }: Pick<Props, 'opening'>) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      <Text>{t('child.opening.grantHint', { name })}</Text>
      <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>« {reason} »</Text>
    </Stack>
  );
}

/** The second person agrees, having read why. */
export function GrantDialog({ opening, onClose }: Props) {
  const { t } = useTranslation();
  const grant = useDecision(opening, 'grant', t('child.opening.granted'));
  return (
    <AskDialog
      title={t('child.opening.grantTitle')}
      confirm={t('child.opening.grant')}
      onClose={onClose}
      onConfirm={grant}
    >
      <Asked opening={opening} />
    </AskDialog>
  );
}

/** The second person says no: the number stays shut. */
export function RefuseDialog({ opening, onClose }: Props) {
  const { t } = useTranslation();
  const refuse = useDecision(opening, 'refuse', t('child.opening.refused'));
  return (
    <AskDialog
      title={t('child.opening.refuseTitle')}
      confirm={t('child.opening.refuse')}
      tone="danger"
      onClose={onClose}
      onConfirm={refuse}
    >
      <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>« {opening.reason} »</Text>
    </AskDialog>
  );
}
