import { soundLimits } from '@decroche/protocol';
import type { RecorderPort, SoundTake } from './ports.ts';

/** The person's voice being taken for a prompt or a message. */
export interface Take {
  /** False when the microphone cannot be had. */
  start(): Promise<boolean>;
  stop(): Promise<void>;
  /** Nobody looks any more: the microphone is let go, whatever was taken is thrown away. */
  leave(): void;
}

/** What a take says. */
export interface TakeEvents {
  readonly running: (running: boolean) => void;
  /** Undefined when it could not be read. */
  readonly done: (take: SoundTake | undefined) => void;
}

/** Starts and stops the recorder; it stops by itself at the longest sound the server takes. */
export function createTake(recorder: RecorderPort, { running, done }: TakeEvents): Take {
  let limit: ReturnType<typeof setTimeout> | undefined;
  let left = false;
  const stop = async () => {
    clearTimeout(limit);
    running(false);
    const take = await recorder.stop();
    if (!left) done(take);
  };
  return {
    start: async () => {
      const opened = await recorder.start();
      if (left) {
        // The browser asked for permission until after the page was left: the microphone must not stay open.
        await recorder.stop();
        return true;
      }
      if (!opened.ok) return false;
      running(true);
      limit = setTimeout(() => void stop(), soundLimits.longestMs);
      return true;
    },
    stop,
    leave: () => {
      left = true;
      clearTimeout(limit);
      void recorder.stop();
    },
  };
}
