import type { OverflowReason, PlayId, PromptId, ServiceDefinition } from '@decroche/protocol';
import type { Catalog } from './catalog.ts';
import { closingPrompt } from './closing.ts';
import type { Call } from './call.ts';

/** The announcement for a place in line: the last prompt stands for every place beyond. */
export function announcementPrompt(service: ServiceDefinition, position: number): PromptId | undefined {
  const prompts = service.announcements?.position ?? [];
  return prompts[Math.min(position, prompts.length) - 1];
}

/** The voicemail of a service, if callers who overflow for this reason may leave a message. */
export function voicemailFor(
  service: ServiceDefinition,
  reason: OverflowReason,
): NonNullable<ServiceDefinition['voicemail']> | undefined {
  const { voicemail } = service;
  return reason === 'closed' && !voicemail?.whenClosed ? undefined : voicemail;
}

/**
 * What a caller who overflows hears, in one run: the closing message of the day when it is closed, or when nobody on call took
 * them and they can leave no message; then the voicemail's greeting and beep.
 */
export function overflowPrompts(
  catalog: Catalog,
  { serviceId, receivedAt }: Pick<Call, 'serviceId' | 'receivedAt'>,
  reason: OverflowReason,
): readonly PromptId[] {
  const service = catalog.services.get(serviceId);
  if (!service) return [];
  const voicemail = voicemailFor(service, reason);
  const parts = reason === 'closed' || (reason === 'onCallExhausted' && !voicemail);
  const closed = parts ? closingPrompt(catalog, service, receivedAt) : undefined;
  return [...(closed === undefined ? [] : [closed]), ...(voicemail ? [voicemail.greeting, voicemail.beep] : [])];
}

/** The name of a run of prompts: by the journal line that started it. */
export const playIdAt = (domainId: string, seq: number): PlayId => `${domainId}-p${seq}` as PlayId;
