import { Problem } from '@decroche/platform/http';
import type { Accepted, AcdRequest, Identity, Reply } from '@decroche/protocol';
import { actorOf } from '../../app/audit.ts';
import type { ConsoleParts } from './parts.ts';

/** Statuses of routes that ask the call distribution. */
export const askingRefusals = {
  409: 'refused by the call distribution, see `reason`',
  504: 'no answer within 2 s',
} as const;

/** Who asks, from where. */
export interface By {
  readonly identity: Identity;
  readonly address: string;
}

type Granted = Extract<Reply, { result: 'accepted' }>;

/**
 * Asks the call distribution in somebody's name.
 *
 * @throws Problem 409 with the reason of its refusal, and when it could be granted.
 */
export async function askAcd({ requests }: ConsoleParts, identity: Identity, request: AcdRequest): Promise<Granted> {
  const reply = await requests.ask(request, actorOf(identity));
  if (reply.result === 'accepted') return reply;
  const { reason, possibleAt, detail } = reply;
  throw new Problem(409, 'refused', {
    reason,
    detail: detail ?? `the call distribution refused: ${reason}`,
    more: possibleAt === undefined ? {} : { possibleAt },
  });
}

/** Asks, notes who did, and says that it is done. */
export function askAndNote(parts: ConsoleParts) {
  return async (by: By, target: string, request: AcdRequest, detail?: string): Promise<Accepted> => {
    await askAcd(parts, by.identity, request);
    const { identity, address } = by;
    await parts.audit.note({
      ...{ identity, address, action: request.type, target },
      ...(detail === undefined ? {} : { detail }),
    });
    return { result: 'accepted' };
  };
}
