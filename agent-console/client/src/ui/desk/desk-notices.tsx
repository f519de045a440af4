import { Button, Group, Text } from '@mantine/core';
import { IconClockHour4, IconCoffee, IconDoorExit, IconMessage } from '@tabler/icons-react';
import type { DeskView } from '@decroche/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole, useServerNow, useStore } from '../console-context.ts';
import { DissuasionBanner } from '../dissuasion/dissuasion-banner.tsx';
import { shortInstant, timeOfDay } from '../format.ts';
import { usePauseLabel } from '../parts/agent-status.tsx';
import { notify } from '../parts/notify.ts';
import { attempt } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import classes from './desk.module.css';

interface NoticeProps {
  readonly icon: ReactNode;
  readonly tone: 'warn' | 'busy' | 'after';
  readonly title: string;
  readonly hint?: string | undefined;
  readonly children?: ReactNode;
}

/** A line that asks for something without getting in the way of a call. */
function Notice({ icon, tone, title, hint, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} role="status">
      {icon}
      <div className={classes.noticeWords}>
        <Text fw={600}>{title}</Text>
        {hint !== undefined && <Text size="sm">{hint}</Text>}
      </div>
      <Group gap="xs" wrap="nowrap">
        {children}
      </Group>
    </div>
  );
}

/** A word from a supervisor stays until it is read. */
function Messages({ messages, now }: { messages: DeskView['messages']; now: number }) {
  const { t } = useTranslation();
  const { me } = useConsole();
  const locale = useLocale();
  return messages.map(({ messageId, from, text, at }) => (
    <Notice
      key={messageId}
      icon={<IconMessage size={20} aria-hidden />}
      tone="after"
      title={text}
      hint={t('deskDay.messageFrom', { name: from, at: shortInstant(at, now, locale) })}
    >
      <Button size="compact-md" onClick={() => void attempt(() => me.messageRead(messageId), t)}>
        {t('deskDay.read')}
      </Button>
    </Notice>
  ));
}

/** How long before its end the shift says so. */
const ENDING_MS = 15 * 60_000;
const STAY = [
  ['extend30', 30 * 60_000],
  ['extend60', 60 * 60_000],
] as const;

function ShiftEnding({ view, now }: { view: DeskView; now: number }) {
  const { t } = useTranslation();
  const { me } = useConsole();
  const locale = useLocale();
  const { myShift, agent } = view;
  if (!myShift || agent.status === 'loggedOut' || myShift.startsAt > now) return null;
  if (myShift.endsAt - now > ENDING_MS) return null;
  const over = myShift.endsAt <= now;
  const stay = async (byMs: number) => {
    const untilAt = Math.max(myShift.endsAt, now) + byMs;
    if (!(await attempt(() => me.extendShift(untilAt), t))) return;
    notify({ tone: 'good', title: t('deskDay.extended', { at: timeOfDay(untilAt, locale) }) });
  };
  return (
    <Notice
      icon={<IconDoorExit size={20} aria-hidden />}
      tone="warn"
      title={t(over ? 'deskDay.ended' : 'deskDay.ending', { at: timeOfDay(myShift.endsAt, locale) })}
      hint={t('deskDay.endingHint')}
    >
      {STAY.map(([name, byMs]) => (
        <Button key={name} size="compact-md" variant="default" onClick={() => void stay(byMs)}>
          {t(`deskDay.${name}`)}
        </Button>
      ))}
    </Notice>
  );
}

/** A break the guard did not grant (H3): when it may be taken, and one click to take it then. */
function BreakWish() {
  const { t } = useTranslation();
  const { pauses } = useConsole();
  const locale = useLocale();
  const wish = useStore(pauses.wish);
  const reason = usePauseLabel()(wish?.reason, t) ?? '';
  if (!wish) return null;
  const at = wish.possibleAt === undefined ? undefined : timeOfDay(wish.possibleAt, locale);
  if (wish.status === 'planned' && at !== undefined) {
    return (
      <Notice
        icon={<IconClockHour4 size={20} aria-hidden />}
        tone="busy"
        title={t('deskDay.pausePlanned', { reason, at })}
        hint={t('deskDay.pausePlannedHint')}
      >
        <Button size="compact-md" variant="default" onClick={pauses.forget}>
          {t('deskDay.forget')}
        </Button>
      </Notice>
    );
  }
  return (
    <Notice
      icon={<IconCoffee size={20} aria-hidden />}
      tone="warn"
      title={t('deskDay.pauseRefused', { reason })}
      hint={`${t('deskDay.pauseRefusedHint')} ${at === undefined ? t('deskDay.pauseUnknown') : t('deskDay.pausePossible', { at })}`}
    >
      {at === undefined ? (
        <Button size="compact-md" onClick={() => void attempt(() => pauses.ask(wish.reason), t)}>
          {t('deskDay.askAgain')}
        </Button>
      ) : (
        <Button size="compact-md" onClick={pauses.takeThen}>
          {t('deskDay.takeThen', { at })}
        </Button>
      )}
      <Button size="compact-md" variant="default" onClick={pauses.forget}>
        {t('deskDay.forget')}
      </Button>
    </Notice>
  );
}

/** The minute is enough here: nothing below moves every second. */
const MINUTE_MS = 60_000;

/** What the agent is told above the call: messages, the end of the shift, a break that waits, what callers hear. */
export function DeskNotices({ view, offsetMs }: { view: DeskView; offsetMs: number }) {
  const now = Math.floor(useServerNow(offsetMs) / MINUTE_MS) * MINUTE_MS;
  return (
    <>
      <Messages messages={view.messages} now={now} />
      <ShiftEnding view={view} now={now} />
      <BreakWish />
      <DissuasionBanner messages={view.dissuasions} />
    </>
  );
}
