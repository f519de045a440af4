import { Alert, Button, FileInput, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconFileMusic, IconInfoCircle, IconMicrophone, IconPlayerStopFilled, IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOutdated, type MadeSound, type SoundChoice, type SoundSource } from '../../core/sound-choice.ts';
import { clock } from '../format.ts';
import { Elapsed } from '../parts/elapsed.tsx';
import { SoundPlayer } from './sound-player.tsx';
import { useSoundMaker, useTake } from './use-take.ts';

interface Props {
  /** What the message says: the synthesiser reads it. */
  readonly text: string;
  readonly choice: SoundChoice;
  readonly onChange: (choice: SoundChoice) => void;
  /** The sound that is there already, and where it can be heard; absent = there is none yet. */
  readonly kept?: { readonly made: MadeSound; readonly src: string };
  readonly error?: string | undefined;
}

function Speech({ text, make }: { text: string; make: (making: Promise<MadeSound | undefined>) => Promise<void> }) {
  const { t } = useTranslation();
  const { speak } = useSoundMaker();
  const [busy, setBusy] = useState(false);
  const listen = async () => {
    setBusy(true);
    await make(speak(text));
    setBusy(false);
  };
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed">
        {t('sound.speechHint')}
      </Text>
      <Button
        variant="default"
        loading={busy}
        disabled={text.trim() === ''}
        leftSection={<IconVolume size={18} aria-hidden />}
        onClick={() => void listen()}
      >
        {t('sound.listenSpeech')}
      </Button>
    </Group>
  );
}

function SoundFileField({ make }: { make: (making: Promise<MadeSound | undefined>) => Promise<void> }) {
  const { t } = useTranslation();
  const { sendFile } = useSoundMaker();
  return (
    <FileInput
      label={t('sound.choose')}
      description={t('sound.fileHint')}
      accept="audio/*"
      leftSection={<IconFileMusic size={18} aria-hidden />}
      placeholder={t('sound.choose')}
      onChange={(file) => file && void make(sendFile(file))}
    />
  );
}

function Recording({ made, make }: { made: boolean; make: (making: Promise<MadeSound | undefined>) => Promise<void> }) {
  const { t } = useTranslation();
  const { send } = useSoundMaker();
  const { since, start, stop, minutes } = useTake((take) => void make(send(take)));
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" c="dimmed">
        {t('sound.takeHint', { minutes })}
      </Text>
      {since === undefined ? (
        <Button
          variant="default"
          style={{ flexShrink: 0 }}
          leftSection={<IconMicrophone size={18} aria-hidden />}
          onClick={() => void start()}
        >
          {t(made ? 'sound.again' : 'sound.start')}
        </Button>
      ) : (
        <Button
          color="red.9"
          style={{ flexShrink: 0 }}
          leftSection={<IconPlayerStopFilled size={18} aria-hidden />}
          rightSection={<Elapsed since={since} offsetMs={0} />}
          onClick={() => void stop()}
        >
          {t('sound.stop')}
        </Button>
      )}
    </Group>
  );
}

/** The sound of a message: read from its text, a file, or one's own voice; it may be listened to before anybody else hears it. */
export function SoundChooser({ text, choice, onChange, kept, error }: Props) {
  const { t } = useTranslation();
  const [fresh, setFresh] = useState(false);
  const sources: readonly SoundSource[] = [
    ...(kept === undefined ? [] : ['kept' as const]),
    'speech',
    'file',
    'recording',
  ];
  const make = async (making: Promise<MadeSound | undefined>) => {
    const made = await making;
    if (!made) return;
    setFresh(true);
    onChange({ source: choice.source, made });
  };
  const { source, made } = choice;
  const src = source === 'kept' ? kept?.src : made && `/api/sounds/audio?file=${encodeURIComponent(made.file)}`;
  return (
    <Stack gap="xs" role="group" aria-label={t('sound.from')}>
      <Text size="sm" fw={500}>
        {t('sound.from')}
      </Text>
      <SegmentedControl
        aria-label={t('sound.from')}
        value={source}
        onChange={(value) =>
          onChange({ source: value as SoundSource, ...(value === 'kept' && kept && { made: kept.made }) })
        }
        data={sources.map((value) => ({ value, label: t(`sound.${value}`) }))}
      />
      {source === 'speech' && <Speech text={text} make={make} />}
      {source === 'file' && <SoundFileField make={make} />}
      {source === 'recording' && <Recording made={made !== undefined} make={make} />}
      {error !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
      {isOutdated(choice, text) && (
        <Alert color="orange" role="status" icon={<IconInfoCircle aria-hidden />} title={t('sound.outdated')}>
          {t(source === 'kept' ? 'sound.outdatedKept' : 'sound.outdatedSpeech')}
        </Alert>
      )}
      {src !== undefined && (
        <Group wrap="nowrap" gap="sm">
          <SoundPlayer src={src} label={t('sound.listen')} />
          {made && (
            <Text
              size="sm"
              c="dimmed"
              className="tabular"
              style={{ whiteSpace: 'nowrap' }}
              role={fresh ? 'status' : undefined}
            >
              {t('sound.length', { length: clock(made.durationMs) })}
            </Text>
          )}
        </Group>
      )}
    </Stack>
  );
}
