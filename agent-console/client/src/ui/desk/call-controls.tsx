import { Button, Collapse, Kbd, Stack, Text } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import {
  IconArrowForwardUp,
  IconDialpad,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '@decroche/protocol';
import { HttpProblem } from '../../app/ports.ts';
import { useConsole, useStore } from '../console-context.ts';
import { attempt } from '../parts/problem.tsx';
import { TransferDialog } from './transfer-dialog.tsx';
import classes from './desk.module.css';

type Call = NonNullable<DeskView['call']>;

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

function Keypad() {
  const { t } = useTranslation();
  const { softphone } = useConsole();
  const [typed, setTyped] = useState('');
  const press = (digit: string) => {
    softphone.sendDigit(digit);
    setTyped((before) => (before + digit).slice(-16));
  };
  useHotkeys(KEYS.map((digit) => [digit, () => press(digit)]));
  return (
    <Stack gap={6} role="group" aria-label={t('call.keypad')}>
      <Text ta="center" ff="monospace" mih={22} aria-live="polite">
        {typed}
      </Text>
      <div className={classes.keypad}>
        {KEYS.map((digit) => (
          <Button key={digit} variant="default" onClick={() => press(digit)} aria-label={t('call.key', { digit })}>
            {digit}
          </Button>
        ))}
      </div>
    </Stack>
  );
}

/** Hangs up through the acd; when nobody answers there, the telephone itself ends the call. */
function useHangUp(callId: string) {
  const { me, softphone } = useConsole();
  return async () => {
    try {
      await me.hangUp(callId);
    } catch (error) {
      const silent = error instanceof HttpProblem && (error.problem.status === 0 || error.problem.status >= 502);
      if (!silent) throw error;
      softphone.hangUp();
    }
  };
}

/** Everything one does with the call in hand. */
export function CallControls({ call }: { call: Call }) {
  const { t } = useTranslation();
  const { me, softphone } = useConsole();
  const { session } = useStore(softphone.view).phone;
  const [transferOpen, transfer] = useDisclosure(false);
  const [keypadOpen, keypad] = useDisclosure(false);
  const muted = session.status === 'inCall' && session.muted;
  const held = call.status === 'held';
  const steady = call.status === 'talking' || held;
  const onPhone = session.status === 'inCall';
  const toggleHold = () => steady && void attempt(() => (held ? me.retrieve(call.callId) : me.hold(call.callId)), t);
  const hangUp = useHangUp(call.callId);
  useHotkeys([
    ['m', softphone.toggleMute],
    ['h', toggleHold],
    ['t', () => steady && transfer.open()],
    ['k', keypad.toggle],
    ['shift+r', () => void attempt(hangUp, t)],
  ]);
  const hint = (key: string) => (
    <Kbd size="xs" className={classes.hint} aria-hidden>
      {key}
    </Kbd>
  );
  return (
    <Stack gap={8} mt="sm">
      <div className={classes.buttons}>
        <Button
          px={8}
          variant={muted ? 'filled' : 'default'}
          color="#a35a00"
          aria-pressed={muted}
          disabled={!onPhone}
          leftSection={muted ? <IconMicrophoneOff size={18} aria-hidden /> : <IconMicrophone size={18} aria-hidden />}
          rightSection={hint('M')}
          onClick={softphone.toggleMute}
        >
          {t(muted ? 'call.unmute' : 'call.mute')}
        </Button>
        <Button
          px={8}
          variant={held ? 'filled' : 'default'}
          color="#a35a00"
          aria-pressed={held}
          disabled={!steady}
          leftSection={held ? <IconPlayerPlay size={18} aria-hidden /> : <IconPlayerPause size={18} aria-hidden />}
          rightSection={hint('H')}
          onClick={toggleHold}
        >
          {t(held ? 'call.retrieve' : 'call.hold')}
        </Button>
        <Button
          px={8}
          variant="default"
          disabled={!steady}
          leftSection={<IconArrowForwardUp size={18} aria-hidden />}
          rightSection={hint('T')}
          onClick={transfer.open}
        >
          {t('call.transfer')}
        </Button>
        <Button
          px={8}
          variant="default"
          disabled={!onPhone}
          aria-expanded={keypadOpen}
          leftSection={<IconDialpad size={18} aria-hidden />}
          rightSection={hint('K')}
          onClick={keypad.toggle}
        >
          {t('call.keypad')}
        </Button>
      </div>
      <Collapse expanded={keypadOpen && onPhone} keepMounted={false}>
        <Keypad />
      </Collapse>
      <Button
        color="red.9"
        size="md"
        leftSection={<IconPhoneOff size={18} aria-hidden />}
        onClick={() => void attempt(hangUp, t)}
      >
        {t('call.hangUp')}
      </Button>
      {session.status === 'inCall' && session.media !== 'flowing' && (
        <Text size="sm" role="status" c={session.media === 'opening' ? 'dimmed' : 'var(--tone-bad)'}>
          {t(`media.${session.media}`)}
        </Text>
      )}
      <TransferDialog opened={transferOpen} onClose={transfer.close} callId={call.callId} />
    </Stack>
  );
}
