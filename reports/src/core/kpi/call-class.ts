/**
 * What a call counts as, under a service's promise. One table serves to classify a call and to find the calls of a class,
 * so that a figure and the list it opens cannot disagree.
 */
import { CallClass, type Duration, type ServiceDefinition } from '@decroche/protocol';
import type { CallKind, Contribution } from './contribution.ts';

/** A service's promise: threshold, targets, clause, and where the caller's clock starts. */
export type Promised = ServiceDefinition['serviceLevel'];

/** Before any definition was read: the promise of C2 and C3. */
export const DEFAULT_PROMISE: Promised = {
  thresholdMs: 15_000,
  pickUpTarget: 0.92,
  abandonTarget: 0.01,
  clause: 'F4',
  clockStartsAt: 'queued',
};

/** The field of a {@link Contribution} that a clock is read from. */
export type WaitField = 'queuedMs' | 'receivedMs';

/** Which calls are in a class. */
export interface ClassCondition {
  /** Empty: no call can be. */
  readonly kinds: readonly CallKind[];
  /** On time is *less than* the threshold, late is the threshold or more (C2, C3). */
  readonly wait?: { readonly field: WaitField; readonly underMs?: Duration; readonly atLeastMs?: Duration };
}

/** Where the wait of a promise's clock is found. */
export function waitField({ clockStartsAt }: Promised): WaitField {
  return clockStartsAt === 'queued' ? 'queuedMs' : 'receivedMs';
}

/** The condition of a class under a promise. */
export function conditionOf(wanted: CallClass, promised: Promised): ClassCondition {
  const field = waitField(promised);
  const early = { field, underMs: promised.thresholdMs };
  const late = { field, atLeastMs: promised.thresholdMs };
  // With the clock running from the INVITE, whoever leaves in the welcome has waited and has abandoned.
  const welcomeWaits = promised.clockStartsAt === 'received';
  const abandoned: readonly CallKind[] = welcomeWaits ? ['abandoned', 'abandonedInWelcome'] : ['abandoned'];
  switch (wanted) {
    case 'answeredOnTime':
      return { kinds: ['answered'], wait: early };
    case 'answeredLate':
      return { kinds: ['answered'], wait: late };
    case 'abandonedEarly':
      return { kinds: abandoned, wait: early };
    case 'abandonedLate':
      return { kinds: abandoned, wait: late };
    case 'abandonedInWelcome':
      return { kinds: welcomeWaits ? [] : ['abandonedInWelcome'] };
    default:
      return { kinds: [wanted] };
  }
}

/** Whether a call meets a condition. */
export function meets(contribution: Contribution, { kinds, wait }: ClassCondition): boolean {
  if (!kinds.includes(contribution.kind)) return false;
  if (!wait) return true;
  const waitedMs = contribution[wait.field];
  if (waitedMs === undefined) return false;
  return waitedMs < (wait.underMs ?? Infinity) && waitedMs >= (wait.atLeastMs ?? 0);
}

/** The one class a call is in. */
export function classOf(contribution: Contribution, promised: Promised): CallClass {
  const found = CallClass.options.find((one) => meets(contribution, conditionOf(one, promised)));
  return found ?? 'failed';
}
