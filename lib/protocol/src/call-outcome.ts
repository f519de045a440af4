import { z } from 'zod';

/** How a call ended; exactly one for each call (engine.md). */
export const CallOutcome = z.enum([
  'answered',
  'abandonedInWelcome',
  'abandonedInQueue',
  'abandonedWhileRinging',
  'voicemailLeft',
  'voicemailEmpty',
  'refusedClosed',
  'refusedFull',
  'overflowReleased',
  'technicalFailure',
  /** The caller left while the menu was being said. */
  'abandonedInMenu',
  /** The caller left during a dissuasion message or its choice. */
  'dissuadedLeft',
  /** The message ended the call. */
  'dissuadedReleased',
  /** "Press 1": a child ticket of the incident, no agent. */
  'attachedToIncident',
  /** To be rung back; that is a call of its own. */
  'callbackRequested',
  /** A number on the list of blocked ones. */
  'refusedBlocked',
  /** A call-back that reached nobody in all its attempts. */
  'callbackUnreached',
  /** A call-back that was called off. */
  'callbackCancelled',
  /** Out of hours: someone on call took it and both heard each other. */
  'onCallAnswered',
  /** Out of hours: nobody on call took it, and no message was left. */
  'onCallExhausted',
  /** Out of hours: the caller left while those on call were being asked. */
  'abandonedOnCall',
]);
export type CallOutcome = z.infer<typeof CallOutcome>;

/** Why a call went to the voicemail or the closing message instead of an agent. */
export const OverflowReason = z.enum([
  'closed',
  'maximumWait',
  'queueFull',
  'nobodyLoggedIn',
  /** The caller chose the voicemail by a key. */
  'choice',
  /** Nobody on call took it. */
  'onCallExhausted',
]);
export type OverflowReason = z.infer<typeof OverflowReason>;

/** What a call is, besides what becomes of it. */
export const CallTag = z.enum(['relay']);
export type CallTag = z.infer<typeof CallTag>;
