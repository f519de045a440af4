import type { Duration } from '@decroche/protocol';

/**
 * How long each passing state may last before the engine acts on its own (pains 1): no call and no agent can be stuck,
 * whatever a gateway forgets to say.
 */
export const deadlines = {
  /** From the INVITE to the caller's 200 OK. */
  answeringMs: 10_000,
  /** Beyond the length of what is played, for its end to be told. */
  playSlackMs: 5_000,
  /** When a prompt's length is not known. */
  unknownPromptMs: 60_000,
  /** From the agent's 200 OK to both hearing each other. */
  connectingMs: 10_000,
  /** Beyond the ring time, before the gateway gives up by itself: the acd's own clock speaks first. */
  ringSlackMs: 5_000,
  /** Ring time of a transfer's outside party. */
  outsideRingMs: 45_000,
  /** Ring time of a transfer to one agent, who has no queue to say it. */
  directRingMs: 20_000,
  /** For a key, once the message that asks for one has been said. */
  choiceMs: 6_000,
  /** For a key, once a caller has heard the number on which they would be rung back. */
  keyMs: 8_000,
  /** For typing a whole telephone number. */
  typingMs: 60_000,
  /** Between two keys of a number being typed. */
  keyPauseMs: 8_000,
  /** Beyond the longest message, for its end to be told. */
  recordingSlackMs: 15_000,
} as const satisfies Record<string, Duration>;

/** How long an agent who declined or missed a call is not asked for it again, unless the queue says otherwise. */
export const MISS_REST_MS: Duration = 10_000;

/** How long a caller waits for one agent alone, unless the service says otherwise. */
export const PREFERRED_HOLD_MS: Duration = 30_000;

/** Longest wrap-up an agent may reach by extending it. */
export const LONGEST_WRAP_UP_MS: Duration = 15 * 60_000;

/** A leg younger than this may be missing from a census that was taken while its command travelled. */
export const CENSUS_GRACE_MS: Duration = 5_000;

/** How long the watchdog rests after it met a bug of its own. */
export const WATCHDOG_REST_MS: Duration = 10 * 60_000;

/** A matching pair left alone for longer is a defect (pains 4). */
export const WATCHDOG_MS: Duration = 2_000;

/**
 * Rest after the n-th technical failure in a row, so that a broken telephone is tried again but not in a tight circle:
 * 2 s, 4 s, 8 s … one minute at most.
 */
export function restMs(failures: number): Duration {
  return Math.min(60_000, 1_000 * 2 ** Math.max(1, failures));
}
