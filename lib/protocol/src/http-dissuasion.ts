import { z } from 'zod';
import { DissuasionContent, DissuasionStatus } from './dissuasion.ts';
import { DissuasionId, PromptId } from './ids.ts';
import { Duration, Instant } from './time.ts';

/** Dissuasion messages and the sounds callers hear, over the console's HTTP door. */

// ── Sounds ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * What a recording may be sent as. WAV from the browser (a page decodes what its own recorder or a file gives, and sends
 * WAV); FLAC, Ogg Vorbis and MP3 as files from anywhere else. WebM and Opus are not read by the server's converter.
 */
export const soundTypes = [
  'audio/wav',
  'audio/x-wav',
  'audio/wave',
  'audio/vnd.wave',
  'audio/flac',
  'audio/x-flac',
  'audio/ogg',
  'audio/mpeg',
] as const;

/** Limits of a sound that somebody sends. */
export const soundLimits = {
  /** Bytes of the file. */
  bytes: 32 * 1024 * 1024,
  shortestMs: 500,
  longestMs: 180_000,
} as const;

/** Path of a sound below the media directory, as the sound routes give it. */
export const SoundFile = z.string().regex(/^prompts\/[a-z0-9-]{1,80}\.wav$/, 'a sound of the sound routes');
export type SoundFile = z.infer<typeof SoundFile>;

/**
 * `POST /api/sounds` (body: the bytes of an audio file, see {@link soundTypes}) and `POST /api/sounds/speech`. It may now be
 * listened to at `GET /api/sounds/audio?file=…` and named in a message or a prompt. It is 48 kHz, mono, 16 bit by then.
 */
export const SoundMade = z.object({ file: SoundFile, durationMs: Duration });
export type SoundMade = z.infer<typeof SoundMade>;

/** `POST /api/sounds/speech`: spoken by the speech synthesiser. */
export const SpeechInput = z.object({ text: z.string().trim().min(1).max(2000) });
export type SpeechInput = z.infer<typeof SpeechInput>;

/** `GET /api/sounds/audio`. */
export const SoundQuery = z.object({ file: SoundFile });

/** Why a sound is refused: the `reason` of the problem document (422). */
export const SoundRefusalReason = z.enum(['notSound', 'formatNotReadable', 'tooShort', 'tooLong', 'silent']);
export type SoundRefusalReason = z.infer<typeof SoundRefusalReason>;

// ── Prompts ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What callers hear, and where. Its sound is at `GET /api/prompts/:promptId/audio`. */
export const PromptView = z.object({
  promptId: PromptId,
  /** What it says; empty for music. */
  text: z.string(),
  file: z.string(),
  durationMs: Duration,
  /** `speech`: made by the synthesiser. `recorded`: a person's voice, or music somebody sent. `made`: music or a beep of ours. */
  kind: z.enum(['speech', 'recorded', 'made']),
  /** Names of the services and calendars that say it; empty = nobody hears it. */
  usedBy: z.array(z.string()),
});
export type PromptView = z.infer<typeof PromptView>;
/** `GET /api/prompts`, in the order of the definition. */
export const PromptPage = z.object({ total: z.number().int().min(0), items: z.array(PromptView) });
export type PromptPage = z.infer<typeof PromptPage>;

// ── Dissuasion (C4) ────────────────────────────────────────────────────────────────────────────────────────────────

/** One step of a message's life: who, and when. */
export const DissuasionStep = z.object({
  seq: z.number().int(),
  at: Instant,
  step: z.enum([
    'drafted',
    'revised',
    'discarded',
    'published',
    'withdrawalAsked',
    'withdrawalRefused',
    'withdrawn',
    'expired',
    'triggered',
    'rested',
  ]),
  /** The person's name, or `system`. */
  by: z.string(),
  reason: z.string().optional(),
  /** Which threshold made it speak, and the value that passed it. */
  threshold: z.enum(['waiting', 'expectedWaitMs', 'longestWaitMs']).optional(),
  value: z.number().optional(),
});
export type DissuasionStep = z.infer<typeof DissuasionStep>;

/** An informational message with its whole life. Its sound is at `GET /api/dissuasions/:dissuasionId/audio`. */
export const Dissuasion = z.object({
  dissuasionId: DissuasionId,
  status: DissuasionStatus,
  /** It waits for no threshold, or one is passed: callers in its scope hear it, at its hours. */
  speaking: z.boolean(),
  content: DissuasionContent,
  /** Last publication. */
  publishedAt: Instant.optional(),
  /** Oldest first. */
  steps: z.array(DissuasionStep),
});
export type Dissuasion = z.infer<typeof Dissuasion>;

/** `GET /api/dissuasions`: those that live (drafts, published, withdrawal asked), or all; latest step first. */
export const DissuasionQuery = z.object({ which: z.enum(['living', 'all']).default('living') });
export const DissuasionPage = z.object({ total: z.number().int().min(0), items: z.array(Dissuasion) });
export type DissuasionPage = z.infer<typeof DissuasionPage>;

/**
 * `POST /api/dissuasions` (a draft), `PUT /api/dissuasions/:dissuasionId` (another wording of it). Without `file` the text is
 * spoken by the synthesiser; with it, it is a sound of the sound routes and the text says what is heard in it.
 */
export const DissuasionInput = DissuasionContent.omit({ file: true, durationMs: true }).extend({
  file: SoundFile.optional(),
});
export type DissuasionInput = z.input<typeof DissuasionInput>;
/** The answer to a draft. */
export const DissuasionDrafted = z.object({ dissuasionId: DissuasionId });
export type DissuasionDrafted = z.infer<typeof DissuasionDrafted>;

/** `POST /api/dissuasions/:dissuasionId/withdrawal`: asks for the green light to withdraw it. */
export const WithdrawalInput = z.object({ reason: z.string().trim().min(1).max(500) });
export type WithdrawalInput = z.infer<typeof WithdrawalInput>;
/** `POST /api/dissuasions/:dissuasionId/decision` (supervisors): the green light, or its refusal, which says why. */
export const WithdrawalDecision = z.object({
  granted: z.boolean(),
  reason: z.string().trim().max(500).default(''),
});
export type WithdrawalDecision = z.input<typeof WithdrawalDecision>;
