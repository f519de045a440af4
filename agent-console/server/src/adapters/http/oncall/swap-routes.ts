import { Problem, route, type Route } from '@decroche/platform/http';
import type { SwapStatus } from '@decroche/protocol';
import { Swap, SwapInput, type Identity } from '@decroche/protocol';
import { z } from 'zod';
import type { SwapRefusal, SwapResult } from '../../../app/oncall/swaps.ts';
import { lengthOf } from '../../../app/audit.ts';
import type { StoredSwap } from '../../../app/ports.ts';
import { may } from '../../../core/permissions.ts';
import { missing, Paging, type ConsoleParts } from '../parts.ts';
import { inconsistent } from './plan-answers.ts';

const engineer = { tag: 'on-call', access: 'engineer' } as const;
const SwapPage = z.object({ total: z.number().int(), items: z.array(Swap) });
const refusals = {
  404: 'no such swap',
  409: 'not in this state, not on call then, or the plan would not hold together: see `reason`',
} as const;

const sentences: Record<Exclude<SwapRefusal, 'unknownSwap'>, string> = {
  unknownSchedule: 'there is no such schedule',
  unknownResponder: 'two different people who can be on call',
  notOnCall: 'they are not on call in that stretch',
  wrongStatus: 'the swap is already decided, or not agreed yet',
};

/** The swap after a step. @throws Problem with the reason when there was none. */
export function swapped(result: SwapResult): Swap {
  if (result.result === 'done') return result.swap;
  if (result.result === 'inconsistent') throw inconsistent(result.faults);
  const { reason } = result;
  if (reason === 'unknownSwap') throw missing('swap');
  throw new Problem(409, 'refused', { reason, detail: sentences[reason] });
}

/** Two people exchange hours, or one gives some away; a supervisor has the last word. */
export function swapRoutes({ onCall, audit }: ConsoleParts): Route[] {
  return [
    route({
      ...{ ...engineer, method: 'get', path: '/api/on-call/swaps' },
      summary: 'Exchanges of hours, newest first',
      query: Paging,
      result: SwapPage,
      handle: ({ query }) => onCall.swaps.list(query),
    }),
    route({
      ...{ ...engineer, method: 'post', path: '/api/on-call/swaps' },
      summary: 'Ask somebody to take hours of one’s own, for some of theirs or for nothing',
      body: SwapInput,
      result: Swap,
      refusals,
      async handle({ body, identity, address }) {
        const swap = swapped(await onCall.swaps.ask(body, identity.accountId));
        const detail = `${body.scheduleId}, note of ${lengthOf(body.note)}`;
        await audit.note({ identity, address, action: 'onCall.swapAsked', target: swap.swapId, detail });
        return swap;
      },
    }),
    ...steps.map(({ path, status, summary, allowed, who }) =>
      route({
        ...{ ...engineer, method: 'post', path: `/api/on-call/swaps/:swapId/${path}` },
        summary,
        params: z.object({ swapId: z.string().min(1).max(60) }),
        result: Swap,
        refusals,
        async handle({ params: { swapId }, identity, address }) {
          const known = await onCall.swaps.find(swapId);
          if (!known) throw missing('swap');
          if (!allowed(known, identity)) throw new Problem(403, 'not allowed', { reason: 'notYours', detail: who });
          const swap = swapped(await onCall.swaps.step(swapId, status, identity.accountId));
          await audit.note({ identity, address, action: `onCall.swap.${status}`, target: swapId });
          return swap;
        },
      }),
    ),
  ];
}

interface StepRoute {
  readonly path: string;
  readonly status: Exclude<SwapStatus, 'asked'>;
  readonly summary: string;
  readonly allowed: (swap: StoredSwap, identity: Identity) => boolean;
  readonly who: string;
}

const steps: readonly StepRoute[] = [
  {
    ...{ path: 'agree', status: 'agreed', summary: 'The other one agrees' },
    ...{ allowed: (swap, { accountId }) => swap.with === accountId, who: 'only the one who was asked agrees' },
  },
  {
    ...{ path: 'approve', status: 'approved', summary: 'A supervisor approves: both halves hold from now on' },
    ...{ allowed: (_swap, identity) => may(identity, 'onCall.plan'), who: 'only supervisors approve' },
  },
  {
    ...{ path: 'refuse', status: 'refused', summary: 'The one who was asked, or a supervisor, refuses' },
    allowed: (swap, identity) => swap.with === identity.accountId || may(identity, 'onCall.plan'),
    who: 'only the one who was asked, or a supervisor, refuses',
  },
  {
    ...{ path: 'withdraw', status: 'withdrawn', summary: 'The one who asked takes it back' },
    ...{ allowed: (swap, { accountId }) => swap.askedBy === accountId, who: 'only the one who asked takes it back' },
  },
];
