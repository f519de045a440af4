import { soundLimits } from '@decroche/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SoundTake } from './ports.ts';
import { createTake } from './take.ts';

const sound = { wav: new Blob(), durationMs: 1000, silent: false } satisfies SoundTake;

/** A microphone whose permission is given when the test says so. */
function microphone() {
  let open = false;
  let permit: () => void = () => undefined;
  const said: string[] = [];
  const take = createTake(
    {
      start: () =>
        new Promise((resolve) => {
          permit = () => {
            open = true;
            resolve({ ok: true });
          };
        }),
      stop: () => {
        const was = open;
        open = false;
        return Promise.resolve(was ? sound : undefined);
      },
      read: () => Promise.resolve(undefined),
    },
    {
      running: (on) => said.push(on ? 'running' : 'stopped'),
      done: (made) => said.push(made ? 'taken' : 'nothing'),
    },
  );
  return { take, said, permit: () => permit(), isOpen: () => open };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a page that is left while the browser asks for permission leaves no microphone open', async () => {
  const { take, said, permit, isOpen } = microphone();
  const starting = take.start();
  take.leave();
  permit();
  await starting;
  expect(isOpen()).toBe(false);
  expect(said).toEqual([]);
});

test('it stops by itself at the longest sound', async () => {
  const { take, said, permit, isOpen } = microphone();
  const starting = take.start();
  permit();
  await starting;
  await vi.advanceTimersByTimeAsync(soundLimits.longestMs - 1);
  expect(isOpen()).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(said).toEqual(['running', 'stopped', 'taken']);
});

test('stopped by hand it is not stopped again', async () => {
  const { take, said, permit } = microphone();
  const starting = take.start();
  permit();
  await starting;
  await take.stop();
  await vi.advanceTimersByTimeAsync(soundLimits.longestMs);
  expect(said).toEqual(['running', 'stopped', 'taken']);
});
