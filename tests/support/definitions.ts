import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Definition } from '@decroche/protocol';

const run = promisify(execFile);

/** The tones that stand for prompts, so that what a caller hears can be told apart. Hertz. */
export const TONES = { music: 440, welcome: 1_000, closed: 1_250, greeting: 620, beep: 1_800 } as const;
export type ToneName = keyof typeof TONES;

const SECONDS: Readonly<Record<ToneName, number>> = { music: 10, welcome: 1, closed: 1.5, greeting: 0.8, beep: 0.3 };

/** Writes the prompts of {@link benchDefinition} into a media directory: 48 kHz mono WAV, one tone each. */
export async function writeTones(mediaDir: string): Promise<void> {
  await mkdir(join(mediaDir, 'prompts'), { recursive: true });
  await Promise.all(
    Object.entries(TONES).map(([name, frequency]) =>
      writeTone(join(mediaDir, 'prompts', `${name}.wav`), frequency, SECONDS[name as ToneName]),
    ),
  );
}

/** One tone at −12 dB as the media server likes it (media.md of the design: 48 kHz mono 16 bits). */
export async function writeTone(file: string, frequency: number, seconds: number): Promise<void> {
  const format = ['-n', '-r', '48000', '-c', '1', '-b', '16', file];
  await run('sox', [...format, 'synth', String(seconds), 'sine', String(frequency), 'gain', '-12']);
}

/** Someone at a static SIP address. */
export interface AgentAt {
  readonly agentId: string;
  readonly uri: string;
}

/** One service without welcome (number 8008), one with (8009), one queue, open day and night. */
export function definitionOf(
  agents: readonly AgentAt[],
  change: Partial<Record<'ringTimeoutMs' | 'wrapUpMs', number>> = {},
): Definition {
  const service = {
    ...{ queueId: 'desk', calendarId: 'always', music: 'music', maximumWaitMs: 600_000, maximumWaiting: 5_000 },
    serviceLevel: {
      ...{ thresholdMs: 15_000, pickUpTarget: 0.92, abandonTarget: 0.01, clause: 'F4', clockStartsAt: 'queued' },
    },
  };
  return Definition.parse({
    ...{ version: 1, publishedAt: 1, domainId: 'main', profileId: 'bench', organisation: 'Bench' },
    timeZone: 'Europe/Paris',
    services: [
      { ...service, serviceId: 'plain', name: 'Plain', numbers: ['8008'] },
      { ...service, serviceId: 'welcoming', name: 'Welcoming', numbers: ['8009'], welcome: 'welcome' },
    ],
    queues: [
      {
        ...{ queueId: 'desk', name: 'Desk', strategy: 'longestIdle', missLimit: 2 },
        ringTimeoutMs: change.ringTimeoutMs ?? 10_000,
      },
    ],
    agents: agents.map(({ agentId, uri }) => ({
      ...{ agentId, name: agentId, device: { kind: 'uri', uri }, queues: ['desk'], wrapUpMs: change.wrapUpMs ?? 0 },
    })),
    calendars: [
      {
        ...{ calendarId: 'always', name: 'Always', timeZone: 'Europe/Paris', holidays: 'none', exceptions: [] },
        weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
      },
    ],
    prompts: Object.keys(TONES).map((promptId) => ({
      ...{ promptId, text: '', file: `prompts/${promptId}.wav` },
      durationMs: SECONDS[promptId as ToneName] * 1000,
    })),
    pauseReasons: [{ reason: 'pause', label: 'Pause', labelEn: 'Break' }],
  });
}
