import type { AgentStatus } from '@decroche/protocol';
import {
  IconBellRinging,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCoffee,
  IconPencil,
  IconPhoneCall,
  IconPhoneFilled,
  type Icon,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { usePauseReasons } from '../queries.ts';
import classes from './agent-status.module.css';

type Tone = 'good' | 'busy' | 'after' | 'warn' | 'bad' | 'off';

/** Each state has its own shape, tone and word: none of them alone carries the meaning (WCAG 1.4.1). */
const LOOK: Record<AgentStatus, { icon: Icon; tone: Tone }> = {
  ready: { icon: IconCircleCheckFilled, tone: 'good' },
  offered: { icon: IconBellRinging, tone: 'warn' },
  connecting: { icon: IconPhoneCall, tone: 'busy' },
  talking: { icon: IconPhoneFilled, tone: 'busy' },
  wrapUp: { icon: IconPencil, tone: 'after' },
  notReady: { icon: IconCoffee, tone: 'warn' },
  loggedOut: { icon: IconCircleDashed, tone: 'off' },
};

/** The tone a state is drawn in. */
export function toneOf(status: AgentStatus): Tone {
  return LOOK[status].tone;
}

/** Words for a pause reason: the organisation's own, or ours for the ones the acd gives itself. */
export function usePauseLabel(): (reason: string | undefined, t: TFunction) => string | undefined {
  const { i18n } = useTranslation();
  const reasons = usePauseReasons().data?.items;
  return (reason, t) => {
    if (reason === undefined) return undefined;
    if (reason === 'loggedIn' || reason === 'rona' || reason === 'deviceLost' || reason === 'technical')
      return t(`pause.${reason}`);
    const known = reasons?.find((one) => one.reason === reason);
    return (i18n.language === 'en' ? known?.labelEn : known?.label) ?? reason;
  };
}

/** The mark of a state: shape and word. */
export function AgentStatusMark({
  status,
  reason,
  size = 18,
}: {
  status: AgentStatus;
  reason?: string;
  size?: number;
}) {
  const { t } = useTranslation();
  const pauseLabel = usePauseLabel();
  const { icon: Shape, tone } = LOOK[status];
  return (
    <span className={classes.mark}>
      <Shape size={size} aria-hidden style={{ color: `var(--tone-${tone})`, flexShrink: 0 }} />
      <span>{status === 'notReady' ? (pauseLabel(reason, t) ?? t('status.notReady')) : t(`status.${status}`)}</span>
    </span>
  );
}
