import { Anchor, Badge, Group, Stack, Text, Title } from '@mantine/core';
import { IconPhone, IconTicket } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ScreenPop } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { shortInstant } from '../format.ts';
import { outcomeWords } from '../parts/outcome.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useTickets } from '../queries.ts';
import classes from './desk.module.css';

interface Props {
  readonly partyRef: string | undefined;
  readonly callId: string;
  readonly recentCalls: ScreenPop['recentCalls'];
  readonly offsetMs: number;
}

/** What is known of this caller: their last tickets and calls. */
export function CallerHistory({ partyRef, callId, recentCalls, offsetMs }: Props) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  const tickets = useTickets({ partyRef, limit: 6 }, partyRef !== undefined).data;
  const earlier = tickets?.items.filter((ticket) => !ticket.callIds.includes(callId as never)) ?? [];
  const at = (instant: number) => shortInstant(instant, now() + offsetMs, locale);
  if (partyRef === undefined) {
    return (
      <div className={classes.block}>
        <Text c="dimmed" size="sm">
          {t('history.withheld')}
        </Text>
      </div>
    );
  }
  return (
    <div className={classes.block}>
      <Title order={2} size="h6" mb={8}>
        {t('history.title')}
      </Title>
      {earlier.length === 0 && recentCalls.length === 0 && (
        <Text c="dimmed" size="sm">
          {t('history.first')}
        </Text>
      )}
      <Stack gap={6}>
        {earlier.map((ticket) => (
          <Group key={ticket.ticketId} gap={8} wrap="nowrap">
            <IconTicket size={16} aria-hidden style={{ flexShrink: 0 }} />
            <Anchor component={Link} to={`/tickets/${ticket.ticketId}`} underline="always" fw={600} className="tabular">
              {ticket.number}
            </Anchor>
            <Text truncate flex={1}>
              {ticket.subject || t('ticket.noSubject')}
            </Text>
            <Badge variant="default" tt="none">
              {t(`ticketStatus.${ticket.status}`)}
            </Badge>
          </Group>
        ))}
        {recentCalls.map((call) => (
          <Group key={call.callId} gap={8} wrap="nowrap">
            <IconPhone size={16} aria-hidden style={{ flexShrink: 0 }} />
            <Anchor component={Link} to={`/calls/${call.callId}`} underline="always" className="tabular">
              {at(call.at)}
            </Anchor>
            <Text truncate flex={1}>
              {outcomeWords(call.outcome, t)}
            </Text>
            {call.agentName !== undefined && (
              <Text size="sm" c="dimmed">
                {call.agentName}
              </Text>
            )}
          </Group>
        ))}
      </Stack>
    </div>
  );
}
