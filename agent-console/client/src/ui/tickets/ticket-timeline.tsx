import { Anchor, Text, Timeline } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowMerge,
  IconCheck,
  IconLink,
  IconLock,
  IconMessage,
  IconPencil,
  IconPhoneOff,
  IconPlus,
  IconRotate,
  IconUnlink,
  IconUser,
  type Icon,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Ticket, TicketEntry } from '@decroche/protocol';
import { clock, dateTime } from '../format.ts';
import { outcomeWords } from '../parts/outcome.ts';
import { useLocale } from '../parts/use-locale.ts';
import { fieldWords, valueWords } from './field-words.ts';

type Change = TicketEntry['change'];

const SHAPE: Record<Change['type'], Icon> = {
  opened: IconPlus,
  callAttached: IconLink,
  callDetached: IconUnlink,
  merged: IconArrowMerge,
  qualified: IconPencil,
  assigned: IconUser,
  commented: IconMessage,
  resolved: IconCheck,
  closed: IconLock,
  reopened: IconRotate,
  attachedTo: IconLink,
  detachedFrom: IconUnlink,
  solvedWithParent: IconCheck,
  callerInformed: IconMessage,
  callEnded: IconPhoneOff,
  alertMoved: IconAlertTriangle,
};

/** The body of a line, where there is more than its title to say. */
function detailOf(change: Change, t: TFunction): string | undefined {
  switch (change.type) {
    case 'opened':
      return t(`origin.${change.origin}`);
    case 'qualified':
      return Object.entries(change.fields)
        .map(([field, value]) => `${fieldWords(field, t)} : ${valueWords(field, value, t) || '—'}`)
        .join('\n');
    case 'assigned':
      return change.to ?? t('tickets.nobody');
    case 'commented':
      return change.text;
    case 'resolved':
      return change.solution;
    case 'alertMoved':
      return [t(`alertMove.${change.what}`), change.who].filter(Boolean).join(' · ');
    case 'reopened':
      return change.reason;
    case 'callEnded':
      return `${outcomeWords(change.outcome, t)} · ${clock(change.durationMs)}`;
    default:
      return undefined;
  }
}

/** Everything that happened to a ticket, latest first. */
export function TicketTimeline({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const entries = [...ticket.timeline].reverse();
  return (
    <Timeline active={entries.length} bulletSize={26} lineWidth={2}>
      {entries.map((entry, index) => {
        const Shape = SHAPE[entry.change.type];
        const callId = 'callId' in entry.change ? entry.change.callId : undefined;
        return (
          <Timeline.Item
            key={`${entry.at}-${index}`}
            bullet={<Shape size={15} aria-hidden />}
            title={t(`change.${entry.change.type}`)}
          >
            <Text style={{ whiteSpace: 'pre-wrap' }}>{detailOf(entry.change, t)}</Text>
            <Text size="sm" c="dimmed">
              {dateTime(entry.at, locale)} · {entry.actor === 'system' ? t('tickets.system') : entry.actor}
              {callId !== undefined && (
                <>
                  {' · '}
                  <Anchor component={Link} to={`/calls/${callId}`} underline="always" size="sm">
                    {t('board.seeCall')}
                  </Anchor>
                </>
              )}
            </Text>
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
