import { Badge, Button, Grid, Group, Loader, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconCheck, IconLock, IconNotebook, IconRotate, IconUserCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Ticket } from '@decroche/protocol';
import { HttpProblem } from '../../app/ports.ts';
import type { TicketEditor, TicketEditorView } from '../../app/ticket-editor.ts';
import { useConsole, useStore } from '../console-context.ts';
import { TicketFieldsForm } from '../desk/ticket-column.tsx';
import { useOpenEditor } from '../desk/use-ticket-editor.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { Family } from './family.tsx';
import { TicketTimeline } from './ticket-timeline.tsx';

interface Props {
  readonly editor: TicketEditor;
  readonly view: TicketEditorView;
  readonly ticket: Ticket;
}

/** What may be done with a ticket in its state. */
function Gestures({ editor, view, ticket }: Props) {
  const { t } = useTranslation();
  const empty = view.draft.text.trim() === '';
  const current = ticket.status === 'toComplete' || ticket.status === 'open';
  return (
    <Group gap="xs">
      {current && (
        <Button
          leftSection={<IconCheck size={18} aria-hidden />}
          disabled={empty}
          onClick={() => void editor.resolve()}
        >
          {t('ticket.resolve')}
        </Button>
      )}
      {current && (
        <Button
          variant="default"
          leftSection={<IconNotebook size={18} aria-hidden />}
          disabled={empty}
          onClick={() => void editor.consign()}
        >
          {t('ticket.consign')}
        </Button>
      )}
      {current && (
        <Button
          variant="default"
          leftSection={<IconUserCheck size={18} aria-hidden />}
          onClick={() => void editor.assign('me')}
        >
          {t('tickets.assignMe')}
        </Button>
      )}
      {ticket.status === 'resolved' && (
        <Button leftSection={<IconLock size={18} aria-hidden />} onClick={() => void editor.closeTicket()}>
          {t('ticket.close')}
        </Button>
      )}
      {!current && (
        <Button
          variant="default"
          disabled={empty || ticket.mergedInto !== undefined}
          leftSection={<IconRotate size={18} aria-hidden />}
          onClick={async () => {
            if (await editor.reopen(view.draft.text.trim())) editor.write('');
          }}
        >
          {t('ticket.reopen')}
        </Button>
      )}
    </Group>
  );
}

function OneTicket({ editor, view, ticket }: Props) {
  const { t } = useTranslation();
  const current = ticket.status === 'toComplete' || ticket.status === 'open';
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Paper p="md" bg="var(--surface)">
          <Stack gap="sm">
            <Group gap={8}>
              <Badge size="lg" variant="default" tt="none">
                {t(`ticketStatus.${ticket.status}`)}
              </Badge>
              <Badge size="lg" variant="default" tt="none">
                {ticket.priority}
              </Badge>
              <Text size="sm">
                {t('table.assignee')} : {ticket.assignee ?? t('tickets.nobody')}
              </Text>
            </Group>
            <TicketFieldsForm editor={editor} view={view} />
            <Textarea
              label={t(current ? 'ticket.text' : 'tickets.reopenReason')}
              autosize
              minRows={4}
              value={view.draft.text}
              onChange={(event) => editor.write(event.currentTarget.value)}
            />
            {view.saving === 'failed' && view.problem && <ProblemAlert error={new HttpProblem(view.problem)} />}
            <Gestures editor={editor} view={view} ticket={ticket} />
          </Stack>
        </Paper>
        <Family editor={editor} ticket={ticket} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Paper p="md" bg="var(--surface)">
          <Title order={2} size="h4" mb="md">
            {t('tickets.timeline')}
          </Title>
          <TicketTimeline ticket={ticket} />
        </Paper>
      </Grid.Col>
    </Grid>
  );
}

/** One ticket: what it says, what happened to it, what may be done. */
export default function TicketPage() {
  const { t } = useTranslation();
  const app = useConsole();
  const { ticketId = '' } = useParams();
  const editor = useMemo(() => app.editTicket({ ticketId }), [app, ticketId]);
  useOpenEditor(editor);
  const view = useStore(editor.view);
  const ticket = view.draft.base;
  return (
    <Page title={ticket ? `${ticket.number} · ${ticket.subject || t('ticket.noSubject')}` : t('nav.tickets')}>
      {view.loading === 'failed' && view.problem && (
        <ProblemAlert error={new HttpProblem(view.problem)} retry={() => void editor.refresh()} />
      )}
      {view.loading === 'waiting' && <Loader aria-label={t('common.loading')} />}
      {ticket && <OneTicket editor={editor} view={view} ticket={ticket} />}
    </Page>
  );
}
