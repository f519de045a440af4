import { soundLimits, SoundMade } from '@decroche/protocol';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SoundTake } from '../../app/ports.ts';
import { createTake, type Take } from '../../app/take.ts';
import type { MadeSound } from '../../core/sound-choice.ts';
import { useConsole } from '../console-context.ts';
import { notify } from '../parts/notify.ts';
import { attempt } from '../parts/problem.tsx';

const MINUTES = soundLimits.longestMs / 60_000;

/** Brings sounds to the server, which converts and keeps them; what cannot be is said in words. */
export function useSoundMaker() {
  const { t } = useTranslation();
  const { http, recorder } = useConsole();
  const say = (title: string) => notify({ tone: 'bad', title });
  const made = async (ask: () => Promise<SoundMade>, says?: string): Promise<MadeSound | undefined> => {
    let sound: SoundMade | undefined;
    await attempt(async () => {
      sound = await ask();
    }, t);
    return sound && { ...sound, ...(says !== undefined && { says }) };
  };
  const send = async (take: SoundTake | undefined): Promise<MadeSound | undefined> => {
    if (!take) return void say(t('sound.unreadable'));
    if (take.silent) return void say(t('sound.silent'));
    if (take.durationMs > soundLimits.longestMs) return void say(t('sound.tooLong', { minutes: MINUTES }));
    return made(() => http.send('POST', '/api/sounds', { wav: take.wav, schema: SoundMade }));
  };
  return {
    send,
    sendFile: async (file: Blob) => send(await recorder.read(file)),
    speak: (text: string) =>
      made(() => http.send('POST', '/api/sounds/speech', { body: { text }, schema: SoundMade }), text.trim()),
  };
}

/** The person's voice: start, stop, and a clock; it stops by itself at the longest sound the server takes. */
export function useTake(done: (take: SoundTake | undefined) => void) {
  const { t } = useTranslation();
  const { recorder, now } = useConsole();
  const [since, setSince] = useState<number>();
  const finish = useRef(done);
  useEffect(() => {
    finish.current = done;
  });
  const take = useRef<Take>(undefined);
  useEffect(() => {
    const made = createTake(recorder, {
      running: (running) => setSince(running ? now() : undefined),
      done: (sound) => finish.current(sound),
    });
    take.current = made;
    return made.leave;
  }, [recorder, now]);
  const stop = async () => take.current?.stop();
  const start = async () => {
    if ((await take.current?.start()) === false) notify({ tone: 'bad', title: t('sound.noMicrophone') });
  };
  return { since, start, stop, minutes: MINUTES };
}
