import {
  Alert,
  Anchor,
  Badge,
  Button,
  Group,
  Kbd,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconCheck, IconCloudCheck, IconCloudOff, IconTicket } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { TicketImpact, TicketKind, TicketUrgency } from '@decroche/protocol';
import { HttpProblem } from '../../app/ports.ts';
import type { TicketEditor, TicketEditorView } from '../../app/ticket-editor.ts';
import { shownFields } from '../../core/ticket-draft.ts';
import { useStore } from '../console-context.ts';
import { timeOfDay } from '../format.ts';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { notifyDone } from '../parts/undo-toast.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useTicketCategories, useTickets } from '../queries.ts';
import { AttachCall } from './attach-call.tsx';
import classes from './desk.module.css';

interface FormProps {
  readonly editor: TicketEditor;
  readonly view: TicketEditorView;
}

/** Says where what is typed is: on the server, on its way, or only here. */
function SavedMark({ view }: { view: TicketEditorView }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const failed = view.saving === 'failed';
  const Shape = failed ? IconCloudOff : IconCloudCheck;
  const words =
    view.saving === 'saved' && view.savedAt !== undefined
      ? t('ticket.savedAt', { time: timeOfDay(view.savedAt, locale) })
      : t(`ticket.saving.${view.saving}`);
  return (
    <Group gap={4} role="status" wrap="nowrap">
      {view.saving !== 'nothing' && (
        <Shape size={16} aria-hidden color={`var(--tone-${failed ? 'bad' : 'good'})`} style={{ flexShrink: 0 }} />
      )}
      <Text size="sm" c="dimmed">
        {words}
      </Text>
    </Group>
  );
}

/** What the ticket is about. */
export function TicketFieldsForm({ editor, view }: FormProps) {
  const { t } = useTranslation();
  const subject = useRef<HTMLInputElement>(null);
  const categories = useTicketCategories().data?.categories ?? [];
  const fields = shownFields(view.draft);
  useHotkeys([['o', () => subject.current?.focus(), { preventDefault: true }]]);
  if (!fields) return null;
  const missing = view.problem?.reason === 'subjectMissing' && fields.subject === '';
  const options = (name: 'urgency' | 'impact', values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`${name}.${value}` as 'urgency.minor') }));
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={t('ticket.kind')}
        value={fields.kind}
        onChange={(kind) => editor.edit({ kind: kind as TicketKind })}
        data={TicketKind.options.map((value) => ({ value, label: t(`ticketKind.${value}`) }))}
      />
      <TextInput
        ref={subject}
        label={t('ticket.subject')}
        value={fields.subject}
        maxLength={200}
        error={missing && t('ticket.subjectMissing')}
        onChange={(event) => editor.edit({ subject: event.currentTarget.value })}
      />
      <Select
        label={t('ticket.category')}
        searchable
        allowDeselect={false}
        value={fields.category}
        data={[...new Set([...categories, fields.category])]}
        onChange={(category) => category !== null && editor.edit({ category })}
        nothingFoundMessage={t('common.nothingFound')}
      />
      <div className={classes.pair}>
        <Select
          label={t('ticket.urgency')}
          allowDeselect={false}
          value={fields.urgency}
          data={options('urgency', TicketUrgency.options)}
          onChange={(urgency) => urgency !== null && editor.edit({ urgency: urgency as TicketUrgency })}
        />
        <Select
          label={t('ticket.impact')}
          allowDeselect={false}
          value={fields.impact}
          data={options('impact', TicketImpact.options)}
          onChange={(impact) => impact !== null && editor.edit({ impact: impact as TicketImpact })}
        />
        <TextInput
          label={t('ticket.requester')}
          value={fields.requesterName}
          maxLength={120}
          onChange={(event) => editor.edit({ requesterName: event.currentTarget.value })}
        />
        <TextInput
          label={t('ticket.site')}
          value={fields.requesterSite}
          maxLength={120}
          onChange={(event) => editor.edit({ requesterSite: event.currentTarget.value })}
        />
      </div>
      {view.draft.overruled.length > 0 && (
        <Alert color="orange" role="status" title={t('ticket.overruled')}>
          {t('ticket.overruledHint')}
        </Alert>
      )}
    </>
  );
}

function useResolve(editor: TicketEditor) {
  const { t } = useTranslation();
  return async () => {
    const { draft } = editor.view.get();
    if (draft.text.trim() === '') editor.write(t('ticket.defaultSolution'));
    if (!(await editor.resolve())) return;
    const number = draft.base?.number ?? '';
    const undo = () => editor.reopen(t('ticket.undoReason'));
    notifyDone(`resolved-${number}`, t('ticket.resolvedToast', { number }), undo);
  };
}

function OpenTicket({ editor, view, callId }: FormProps & { callId: string | undefined }) {
  const { t } = useTranslation();
  const resolve = useResolve(editor);
  const consign = () => void (view.draft.text.trim() !== '' && editor.consign());
  const keys: [string, () => void][] = [
    ['mod+Enter', () => void resolve()],
    ['mod+s', consign],
  ];
  useHotkeys(keys, []);
  const ticket = view.draft.base;
  if (!ticket) return null;
  const done = ticket.status === 'resolved' || ticket.status === 'closed';
  return (
    <div className={classes.ticket}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h5" className={`tabular ${classes.ticketNumber}`}>
          {ticket.number}
        </Title>
        <Group gap={6} wrap="nowrap">
          <Badge variant="default" tt="none" style={{ flexShrink: 0 }}>
            {t(`ticketStatus.${ticket.status}`)}
          </Badge>
          <Badge
            variant="filled"
            color={ticket.priority === 'P1' ? 'red.9' : ticket.priority === 'P2' ? '#a35a00' : 'gray.7'}
            style={{ flexShrink: 0 }}
          >
            {ticket.priority}
          </Badge>
        </Group>
      </Group>
      <TicketFieldsForm editor={editor} view={view} />
      <Textarea
        label={t('ticket.text')}
        description={t('ticket.textHint')}
        autosize
        minRows={3}
        maxRows={10}
        value={view.draft.text}
        onChange={(event) => editor.write(event.currentTarget.value)}
      />
      {callId !== undefined && !done && <AttachCall editor={editor} callId={callId} />}
      {view.problem && view.saving === 'failed' && <ProblemAlert error={new HttpProblem(view.problem)} />}
      <div className={classes.ticketFoot}>
        <Stack gap={8}>
          {done ? (
            <Button variant="default" onClick={() => void editor.reopen(t('ticket.undoReason'))}>
              {t('ticket.reopen')}
            </Button>
          ) : (
            <Button
              size="md"
              leftSection={<IconCheck size={18} aria-hidden />}
              rightSection={<Kbd size="xs">Ctrl ⏎</Kbd>}
              onClick={() => void resolve()}
            >
              {t('ticket.resolveFirst')}
            </Button>
          )}
          <Group justify="space-between" wrap="nowrap">
            <SavedMark view={view} />
            <Group gap={6} wrap="nowrap">
              <Button variant="default" size="compact-md" disabled={view.draft.text.trim() === ''} onClick={consign}>
                {t('ticket.consign')}
              </Button>
              <Button component={Link} to={`/tickets/${ticket.ticketId}`} variant="default" size="compact-md">
                {t('ticket.openPage')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </div>
    </div>
  );
}

function TicketOf({ editor, callId }: { editor: TicketEditor; callId: string | undefined }) {
  const { t } = useTranslation();
  const view = useStore(editor.view);
  if (view.loading === 'failed' && view.problem) {
    return (
      <div className={classes.block}>
        <ProblemAlert error={new HttpProblem(view.problem)} retry={() => void editor.refresh()} />
      </div>
    );
  }
  if (view.loading !== 'ready')
    return <Nothing icon={IconTicket} title={t('ticket.opening')} hint={t('ticket.openingHint')} />;
  return <OpenTicket editor={editor} view={view} callId={callId} />;
}

/** Between two calls: what the last ones left to finish. */
function ToComplete() {
  const { t } = useTranslation();
  const { data } = useTickets({ agentId: 'me', status: 'toComplete', limit: 8 });
  if (!data || data.items.length === 0) return null;
  return (
    <div className={classes.block}>
      <Title order={2} size="h6">
        {t('ticket.toCompleteTitle')}
      </Title>
      <Text size="sm" c="dimmed" mb={8}>
        {t('ticket.toCompleteHint')}
      </Text>
      <Stack gap={4}>
        {data.items.map((ticket) => (
          <Text key={ticket.ticketId} size="sm" truncate>
            <Anchor component={Link} to={`/tickets/${ticket.ticketId}`} underline="always" fw={600} className="tabular">
              {ticket.number}
            </Anchor>{' '}
            {ticket.subject || ticket.requester.name || t('ticket.noSubject')}
          </Text>
        ))}
      </Stack>
    </div>
  );
}

/** The ticket of the present call: there at the answer, saved by itself, resolved in one gesture. */
export function TicketColumn({ editor, callId }: { editor: TicketEditor | undefined; callId: string | undefined }) {
  const { t } = useTranslation();
  if (!editor) {
    return (
      <>
        <Nothing icon={IconTicket} title={t('ticket.none')} hint={t('ticket.noneHint')} />
        <ToComplete />
      </>
    );
  }
  return <TicketOf editor={editor} callId={callId} />;
}
