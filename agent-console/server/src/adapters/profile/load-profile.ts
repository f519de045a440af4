import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@decroche/platform';
import {
  AccountId,
  AccountInput,
  AgentDefinition,
  AgentId,
  Definition,
  OnCallPlan,
  PartyRuleInput,
  PromptDefinition,
  ShiftTemplate,
} from '@decroche/protocol';
import { z } from 'zod';
import type { Profile } from '../../app/ports.ts';

/**
 * Who is on call at the first start. A responder's id is the login of their account, in every list that names them; an account
 * is made for those who have none, with the role `engineer`.
 */
const ProfileOnCall = OnCallPlan.pick({
  rotations: true,
  schedules: true,
  policies: true,
  equipment: true,
  prompts: true,
  presentAs: true,
  workingHours: true,
  continuity: true,
}).extend({
  responders: z.array(
    z.object({
      responderId: AccountInput.shape.login,
      name: AccountInput.shape.name,
      email: AccountInput.shape.email,
      /** As dialled; they go to the party store. */
      phones: z.array(z.string().min(2).max(40)).max(4).default([]),
      backups: z.array(AccountId).default([]),
    }),
  ),
});

const ProfileFile = Definition.omit({
  version: true,
  publishedAt: true,
  domainId: true,
  agents: true,
  prompts: true,
}).extend({
  prompts: z.array(
    PromptDefinition.pick({ promptId: true, text: true }).extend({ sound: z.enum(['speech', 'music', 'beep']) }),
  ),
  /** Usual presences (H2, H3), there from the first start on. */
  shiftTemplates: z.array(ShiftTemplate).default([]),
  onCall: ProfileOnCall.optional(),
  /** People and accounts for a demonstration; never installed unless asked for. */
  demo: z.object({
    password: z.string().min(10),
    agents: z.array(AgentDefinition),
    accounts: z.array(AccountInput.omit({ password: true })),
    /** Who works by which template, every day around the day of the start. */
    shifts: z.array(z.object({ templateId: z.string(), agentIds: z.array(AgentId) })).default([]),
    partyRules: z.array(PartyRuleInput).default([]),
  }),
});

/**
 * Reads an organisation from `profiles/<id>.json`, and its demonstration directory from `<id>.contacts.csv`.
 *
 * @throws Fault `configuration` when there is no such profile or it is not a valid one.
 */
export async function loadProfile(folder: string, profileId: string): Promise<Profile> {
  const refuse = (why: string, cause?: unknown): Fault =>
    new Fault('configuration', `the profile ${profileId} is not usable: ${why}`, { cause, retryable: false });
  const text = await readFile(join(folder, `${profileId}.json`), 'utf8').catch((cause: unknown) => {
    throw refuse('there is no such file', cause);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is not JSON', cause);
  }
  const parsed = ProfileFile.safeParse(json);
  if (!parsed.success) throw refuse(`\n${z.prettifyError(parsed.error)}`);
  const contactsCsv = await readFile(join(folder, `${profileId}.contacts.csv`), 'utf8').catch(() => '');
  const { demo, prompts, shiftTemplates, onCall, ...body } = parsed.data;
  return {
    body: {
      ...body,
      domainId: 'profile' as Definition['domainId'],
      agents: [],
      prompts: prompts.map(({ promptId, text: words }) => ({ promptId, text: words, file: '', durationMs: 0 })),
    },
    sounds: new Map(prompts.map((prompt) => [prompt.promptId, prompt.sound])),
    shiftTemplates,
    ...(onCall ? { onCall } : {}),
    demo: { ...demo, contactsCsv },
  };
}
