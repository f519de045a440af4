import { Anchor, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconLink, IconUnlink } from '@tabler/icons-react';
import type { TicketSummary } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { TicketEditor } from '../../app/ticket-editor.ts';
import { useStore } from '../console-context.ts';
import { notify } from '../parts/notify.ts';
import { useTickets } from '../queries.ts';
import classes from './desk.module.css';

/** Looked through for incidents; more current tickets than that and the search of the ticket page is the way. */
const LOOKED_AT = 200;

/** A parent of others, or an incident of the highest priority: what a caller may be calling about. */
const isMajor = ({ kind, priority, childCount, parentId }: TicketSummary) =>
  parentId === undefined && (childCount > 0 || (kind === 'incident' && priority === 'P1'));

/** The ticket of this call is attached to a major incident in one gesture, or parted from it again. */
export function MajorIncidents({ editor }: { editor: TicketEditor }) {
  const { t } = useTranslation();
  const ticket = useStore(editor.view).draft.base;
  const current = useTickets({ status: 'toComplete,open', limit: LOOKED_AT }).data?.items ?? [];
  const incidents = current.filter((one) => isMajor(one) && one.ticketId !== ticket?.ticketId);
  if (!ticket || ticket.childCount > 0) return null;
  if (ticket.parentId !== undefined) {
    return (
      <div className={`${classes.notice} ${classes.inset}`} data-tone="after">
        <IconLink size={20} aria-hidden />
        <Text className={classes.noticeWords}>{t('deskDay.incident.attached', { number: ticket.parentId })}</Text>
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconUnlink size={16} aria-hidden />}
          onClick={() => void editor.detach()}
        >
          {t('deskDay.incident.detach')}
        </Button>
      </div>
    );
  }
  const attach = async ({ ticketId }: TicketSummary) => {
    if (!(await editor.attachTo(ticketId))) return;
    notify({ tone: 'good', title: t('deskDay.incident.done', { number: ticket.number }) });
  };
  return incidents.slice(0, 3).map((incident) => (
    <div key={incident.ticketId} className={`${classes.notice} ${classes.inset}`} data-tone="warn">
      <IconAlertTriangle size={20} aria-hidden />
      <div className={classes.noticeWords}>
        <Text size="sm">{t('deskDay.incident.title')}</Text>
        <Group gap={6}>
          <Anchor component={Link} to={`/tickets/${incident.ticketId}`} underline="always" fw={600}>
            {incident.subject || incident.number}
          </Anchor>
          {incident.childCount > 0 && (
            <Text size="sm">{t('deskDay.incident.children', { count: incident.childCount })}</Text>
          )}
        </Group>
      </div>
      <Button size="compact-md" leftSection={<IconLink size={16} aria-hidden />} onClick={() => void attach(incident)}>
        {t('deskDay.incident.attach')}
        <span className={classes.hidden}>{t('deskDay.incident.attachName', { subject: incident.subject })}</span>
      </Button>
    </div>
  ));
}
