import type { Clock, SealingKeys } from '@decroche/platform';
import { Problem } from '@decroche/platform/http';
import { AgentId, type Identity } from '@decroche/protocol';
import { z } from 'zod';
import type { Accounts } from '../../app/accounts.ts';
import type { Audit } from '../../app/audit.ts';
import type { Broadcast } from '../../app/broadcast.ts';
import type { Callers } from '../../app/callers.ts';
import type { DefinitionHistory } from '../../app/definition-history.ts';
import type { DefinitionTrial } from '../../app/definition-try.ts';
import type { Definitions } from '../../app/definitions.ts';
import type { Devices } from '../../app/devices.ts';
import type { Directory } from '../../app/directory.ts';
import type { Live } from '../../app/live.ts';
import type { Messages } from '../../app/messages.ts';
import type { OnCallParts } from '../../app/oncall/parts.ts';
import type { People } from '../../app/people.ts';
import type { Csv, SoundMaker } from '../../app/ports.ts';
import type { PartyRules } from '../../app/party-rules.ts';
import type { Requests } from '../../app/requests.ts';
import type { RosterBook } from '../../app/roster.ts';
import type { SealedOpenings } from '../../app/sealed-openings.ts';
import type { Tokens } from '../../app/tokens.ts';
import type { Voicemails } from '../../app/voicemails.ts';
import { mayActFor } from '../../core/permissions.ts';

/** What the routes stand on. */
export interface ConsoleParts {
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly broadcast: Broadcast;
  readonly callers: Callers;
  readonly clock: Clock;
  readonly csv: Csv;
  readonly definitionHistory: DefinitionHistory;
  readonly definitions: Definitions;
  readonly definitionTrial: DefinitionTrial;
  readonly devices: Devices;
  readonly directory: Directory;
  readonly live: Live;
  readonly mediaDir: string;
  readonly partyRules: PartyRules;
  readonly messages: Messages;
  readonly onCall: OnCallParts;
  readonly people: People;
  readonly requests: Requests;
  readonly roster: RosterBook;
  readonly sealedOpenings: SealedOpenings;
  readonly sounds: SoundMaker;
  readonly tokens: Tokens;
  readonly voicemailKeys: SealingKeys;
  readonly voicemails: Voicemails;
}

/** `?offset=0&limit=50` */
export const Paging = z.object({
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** An agent's id, or `me`. */
export const AgentParam = z.union([z.literal('me'), AgentId]);

/**
 * The agent a request is about.
 *
 * @throws Problem 403 when `me` answers no calls, or the agent is somebody else and the role does not allow it.
 */
export function agentFor(identity: Identity, param: z.infer<typeof AgentParam>): AgentId {
  if (param === 'me') {
    if (identity.agentId !== undefined) return identity.agentId;
    throw new Problem(403, 'not allowed', { reason: 'notAnAgent', detail: 'this account answers no calls' });
  }
  if (mayActFor(identity, param)) return param;
  throw new Problem(403, 'not allowed', { reason: 'notYourself', detail: 'only supervisors ask for other agents' });
}

/** Thrown where there is no such thing. */
export function missing(what: string): Problem {
  return new Problem(404, 'not found', { reason: 'notFound', detail: `there is no such ${what}` });
}
