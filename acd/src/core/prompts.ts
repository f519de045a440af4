import type { OverflowReason, PlayId, PromptId, ServiceDefinition } from '@decroche/protocol';

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

/** What a caller who overflows hears, in one run: the closing message, then the voicemail's greeting and beep. */
export function overflowPrompts(service: ServiceDefinition, reason: OverflowReason): readonly PromptId[] {
  const voicemail = voicemailFor(service, reason);
  const closing = reason === 'closed' && service.closed !== undefined ? [service.closed] : [];
  return voicemail ? [...closing, voicemail.greeting, voicemail.beep] : closing;
}

/** The name of a run of prompts: by the journal line that started it. */
export const playIdAt = (domainId: string, seq: number): PlayId => `${domainId}-p${seq}` as PlayId;
