import { Anchor, Badge, Button, Group, NumberInput, Select, Stack, Text, Timeline, Title } from '@mantine/core';
import { IconArrowsRightLeft, IconArrowUp, IconPhoneOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BoardView } from '@decroche/protocol';
import { eventWords } from '../calls/event-words.ts';
import { exactTime } from '../format.ts';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { SideDialog } from '../parts/dialog.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useCallFile } from '../queries.ts';
import { useSupervision } from './use-supervision.tsx';
import { waitingName } from './waiting-name.ts';

type Queue = BoardView['queues'][number];
type Caller = Queue['waiting'][number];

/** Served before everyone who has no priority of their own. */
const FIRST = 100;

function Move({ caller, queue, queues }: { caller: Caller; queue: Queue; queues: readonly Queue[] }) {
  const { t } = useTranslation();
  const { move } = useSupervision();
  const others = queues.filter(({ queueId }) => queueId !== queue.queueId);
  const [chosen, setChosen] = useState<string | null>(null);
  const target = others.find(({ queueId }) => queueId === chosen);
  if (others.length === 0) return null;
  return (
    <Group align="end" wrap="nowrap">
      <Select
        flex={1}
        label={t('supervision.call.move')}
        description={t('supervision.call.moveHint')}
        data={others.map(({ queueId, name }) => ({ value: queueId as string, label: name }))}
        value={chosen}
        onChange={setChosen}
      />
      <Button
        variant="default"
        disabled={!target}
        leftSection={<IconArrowsRightLeft size={18} aria-hidden />}
        onClick={() => target && void move(caller.callId, queue.queueId, target)}
      >
        {t('supervision.call.moveButton')}
      </Button>
    </Group>
  );
}

function Priority({ caller }: { caller: Caller }) {
  const { t } = useTranslation();
  const { prioritise } = useSupervision();
  const [value, setValue] = useState<number | string>(caller.priority);
  const set = (priority: number) => {
    setValue(priority);
    void prioritise(caller.callId, caller.priority, priority);
  };
  return (
    <Group align="end" wrap="nowrap">
      <NumberInput
        flex={1}
        label={t('supervision.call.prioritise')}
        min={-100}
        max={100}
        allowDecimal={false}
        value={value}
        onChange={setValue}
        onBlur={() => typeof value === 'number' && value !== caller.priority && set(value)}
      />
      <Button
        variant="default"
        disabled={caller.priority === FIRST}
        leftSection={<IconArrowUp size={18} aria-hidden />}
        onClick={() => set(FIRST)}
      >
        {t('supervision.call.first')}
      </Button>
    </Group>
  );
}

function Journal({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const timeline = useCallFile(callId).data?.timeline ?? [];
  return (
    <section aria-labelledby="call-journal">
      <Title order={3} size="h6" mb="xs" id="call-journal">
        {t('supervision.call.journal')}
      </Title>
      <Timeline active={timeline.length} bulletSize={12} lineWidth={2}>
        {timeline.toReversed().map((line) => (
          <Timeline.Item key={line.seq} title={<Text size="sm">{eventWords(line, locale.language, t)}</Text>}>
            <Text size="sm" c="dimmed" className="tabular">
              {exactTime(line.at, locale)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </section>
  );
}

interface Props {
  readonly callId: string | undefined;
  readonly view: BoardView;
  readonly offsetMs: number;
  readonly onClose: () => void;
}

/** A caller who waits: what happened so far, and what a supervisor may do for them. */
export function CallDrawer({ callId, view, offsetMs, onClose }: Props) {
  const { t } = useTranslation();
  const { release } = useSupervision();
  const [ending, setEnding] = useState<string>();
  const queue = view.queues.find(({ waiting }) => waiting.some((one) => one.callId === callId));
  const caller = queue?.waiting.find((one) => one.callId === callId);
  const name = caller ? waitingName(caller, t) : '';
  return (
    <SideDialog
      opened={callId !== undefined}
      onClose={onClose}
      title={caller ? t('supervision.call.title', { name }) : t('callPage.title')}
    >
      {callId !== undefined && (
        <Stack>
          {!caller && <Text>{t('supervision.call.gone')}</Text>}
          {caller && queue && (
            <>
              <Group gap={8}>
                <Badge variant="default" tt="none" size="lg">
                  {t(`supervision.kind.${caller.kind}`)}
                </Badge>
                <Text fw={600}>{queue.name}</Text>
                <Text c="dimmed">
                  <Elapsed since={caller.queuedAt} offsetMs={offsetMs} />
                </Text>
              </Group>
              <Priority key={caller.priority} caller={caller} />
              <Move caller={caller} queue={queue} queues={view.queues} />
            </>
          )}
          <Group gap="md">
            <Anchor component={Link} to={`/calls/${callId}`} underline="always">
              {t('supervision.call.file')}
            </Anchor>
            <Anchor component={Link} to={`/calls/${callId}#why-wait`} underline="always">
              {t('supervision.call.why')}
            </Anchor>
          </Group>
          <Journal callId={callId} />
          {caller && (
            <Button
              variant="default"
              leftSection={<IconPhoneOff size={18} aria-hidden color="var(--tone-bad)" />}
              onClick={() => setEnding(callId)}
            >
              {t('supervision.call.release')}
            </Button>
          )}
          {/* Whoever was answered meanwhile is no longer ended: the question goes with the wait. */}
          {caller && ending === callId && (
            <AskDialog
              title={t('supervision.call.releaseTitle', { name })}
              confirm={t('supervision.call.release')}
              tone="danger"
              onClose={() => setEnding(undefined)}
              onConfirm={() => release(callId)}
            >
              {t('supervision.call.releaseHint')}
            </AskDialog>
          )}
        </Stack>
      )}
    </SideDialog>
  );
}
