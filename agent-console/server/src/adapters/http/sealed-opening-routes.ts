import { Problem, route, type Route } from '@decroche/platform/http';
import { SealedNumber, SealedOpening, SealedOpeningInput, SealedOpeningPage } from '@decroche/protocol';
import { z } from 'zod';
import type { OpeningResult } from '../../app/sealed-openings.ts';
import type { OpeningRefusal } from '../../core/sealed-opening.ts';
import { missing, Paging, type ConsoleParts } from './parts.ts';

const tag = 'child protection';
const common = { tag, access: 'supervisor' } as const;
const ofOpening = z.object({ openingId: z.string() });

/** Opening the sealed number of a child-protection call: one asks, another agrees, the first one reads it once (C9). */
export function sealedOpeningRoutes({ sealedOpenings }: ConsoleParts): Route[] {
  return [
    route({
      ...common,
      method: 'get',
      path: '/api/sealed-openings',
      summary: 'Who asked for which number and why, newest first; the numbers are not in it',
      query: Paging,
      result: SealedOpeningPage,
      handle: ({ query }) => sealedOpenings.list(query),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/sealed-openings',
      summary: 'Ask for the number of a call, with a written reason; somebody else has to agree',
      body: SealedOpeningInput,
      result: SealedOpening,
      refusals: { 404: 'no such call', 409: 'its number is not sealed' },
      handle: async ({ body, identity, address }) => done(await sealedOpenings.ask(body, { identity, address })),
    }),
    ...(['grant', 'refuse'] as const).map((verb) =>
      route({
        ...common,
        method: 'post',
        path: `/api/sealed-openings/:openingId/${verb}`,
        summary: verb === 'grant' ? 'Agree: it may be read once, for a quarter of an hour' : 'Refuse',
        params: ofOpening,
        result: SealedOpening,
        refusals: { 403: 'whoever asked does not decide', 404: 'no such opening', 409: 'decided already, or too late' },
        handle: async ({ params: { openingId }, identity, address }) =>
          done(await sealedOpenings.decide(openingId, verb === 'grant' ? 'granted' : 'refused', { identity, address })),
      }),
    ),
    route({
      ...common,
      method: 'post',
      path: '/api/sealed-openings/:openingId/read',
      summary: 'The number, to whoever asked for it, once',
      params: ofOpening,
      result: SealedNumber,
      refusals: { 403: 'somebody else asked', 404: 'no such opening', 409: 'not granted, read already, or too late' },
      handle: async ({ params: { openingId }, identity, address }) =>
        done(await sealedOpenings.read(openingId, { identity, address })),
    }),
  ];
}

const SAID: Readonly<Record<Exclude<OpeningRefusal, 'unknownCall' | 'unknownOpening'>, readonly [403 | 409, string]>> =
  {
    notSealed: [409, 'the number of this call is not sealed, or is not kept'],
    wrongStatus: [409, 'it was decided or read already, or its time is over'],
    samePerson: [403, 'somebody else than who asked has to decide'],
    notYours: [403, 'only who asked may read it'],
    personNeeded: [403, 'a token is nobody: sign in'],
    noKey: [409, 'this installation has no key that opens numbers (PARTY_OPEN_KEY)'],
  };

function done<T>(result: OpeningResult<T>): T {
  if ('done' in result) return result.done;
  const { refused: reason } = result;
  if (reason === 'unknownCall') throw missing('call');
  if (reason === 'unknownOpening') throw missing('opening');
  const [status, detail] = SAID[reason];
  throw new Problem(status, status === 403 ? 'not allowed' : 'not now', { reason, detail });
}
