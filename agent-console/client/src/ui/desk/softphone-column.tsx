import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconPhonePause, IconWifi, IconWifiOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '@decroche/protocol';
import type { SoftphoneView } from '../../app/softphone.ts';
import type { TicketEditor } from '../../app/ticket-editor.ts';
import type { Line } from '../../core/phone.ts';
import { useConsole, useStore } from '../console-context.ts';
import { Elapsed } from '../parts/elapsed.tsx';
import { useCallerName } from '../parts/caller-name.tsx';
import { attempt } from '../parts/problem.tsx';
import { CallControls } from './call-controls.tsx';
import { HandOverButton } from './hand-over-button.tsx';
import { MicrophoneChoice } from './microphone-choice.tsx';
import { MicrophoneMeter } from './microphone-meter.tsx';
import { PhoneTroubleAlert } from './phone-trouble.tsx';
import { ShiftGate } from './shift-gate.tsx';
import { useAnswersInBrowser } from './use-device.ts';
import { WrapUpCard } from './wrap-up-card.tsx';
import classes from './desk.module.css';

interface Props {
  readonly view: DeskView;
  readonly offsetMs: number;
  /** The ticket of the call, where notes are being typed. */
  readonly editor: TicketEditor | undefined;
}

function LineState({ line }: { line: Line }) {
  const { t } = useTranslation();
  const good = line.status === 'registered';
  const Shape = good ? IconWifi : IconWifiOff;
  return (
    <Group gap={6} role="status" wrap="nowrap">
      <Shape size={16} aria-hidden color={`var(--tone-${good ? 'good' : 'bad'})`} />
      <Text size="sm">{t(`line.${line.status}`)}</Text>
    </Group>
  );
}

function CallCard({ view, offsetMs, editor }: Props) {
  const { t } = useTranslation();
  const nameOf = useCallerName();
  const { call } = view;
  if (!call) return null;
  const { caller, serviceName } = call.pop;
  const dialling = call.kind === 'callback' && call.status === 'connecting';
  return (
    <div className={classes.block}>
      <Stack gap={4}>
        <Text size="sm" c="dimmed">
          {serviceName}
        </Text>
        <span className={classes.number}>{caller.number ?? nameOf(caller)}</span>
        <Group justify="space-between" align="center">
          <span className={classes.bigClock}>
            {call.answeredAt === undefined ? '00:00' : <Elapsed since={call.answeredAt} offsetMs={offsetMs} />}
          </span>
          <Badge variant="filled" color={call.status === 'held' ? '#a35a00' : 'petrol'} size="lg" tt="none">
            {t(dialling ? 'deskDay.callback.dialling' : `call.${call.status}`)}
          </Badge>
        </Group>
        {dialling && (
          <Text size="sm" role="status">
            {t('deskDay.callback.diallingHint')}
          </Text>
        )}
      </Stack>
      <HandOverButton call={call} editor={editor} />
      <CallControls call={call} />
    </div>
  );
}

function Idle({ view }: { view: DeskView }) {
  const { t } = useTranslation();
  const { me } = useConsole();
  const { status } = view.agent;
  const hint = status === 'ready' ? 'ready' : status === 'offered' ? 'offered' : 'notReady';
  return (
    <div className={classes.block}>
      <Stack align="center" gap={6} py="sm" ta="center">
        <IconPhonePause size={28} stroke={1.4} aria-hidden color="var(--mantine-color-dimmed)" />
        <Text fw={600}>{t(`idle.${hint}.title`)}</Text>
        <Text size="sm" c="dimmed">
          {t(`idle.${hint}.hint`)}
        </Text>
        {status === 'notReady' && (
          <Button
            fullWidth
            mt="xs"
            leftSection={<IconCircleCheck size={18} aria-hidden />}
            onClick={() => void attempt(me.ready, t)}
          >
            {t('idle.beReady')}
          </Button>
        )}
      </Stack>
    </div>
  );
}

/** What shows that one can be heard and reached. */
function PhoneHealth({ view }: { view: SoftphoneView }) {
  return (
    <div className={`${classes.block} ${classes.phoneFoot}`}>
      <Stack gap={8}>
        <MicrophoneMeter state={view.microphone} />
        <MicrophoneChoice view={view} />
        <LineState line={view.phone.line} />
      </Stack>
    </div>
  );
}

/** The telephone: its line, the call in hand, what comes after it. */
export function SoftphoneColumn({ view, offsetMs, editor }: Props) {
  const { softphone } = useConsole();
  const phone = useStore(softphone.view);
  const usesBrowser = useAnswersInBrowser();
  const off = usesBrowser && phone.phone.line.status === 'off';
  const needsShift = view.agent.status === 'loggedOut' || off;
  const idle = !needsShift && !view.call && !view.wrapUp;
  return (
    <div className={classes.phone}>
      {phone.trouble && <PhoneTroubleAlert trouble={phone.trouble} />}
      {needsShift && phone.trouble?.kind !== 'otherTab' && <ShiftGate view={view} usesBrowser={usesBrowser} />}
      {view.call && <CallCard view={view} offsetMs={offsetMs} editor={editor} />}
      {view.wrapUp && <WrapUpCard wrapUp={view.wrapUp} next={view.agent.next} offsetMs={offsetMs} />}
      {idle && <Idle view={view} />}
      {usesBrowser && !off && <PhoneHealth view={phone} />}
    </div>
  );
}
