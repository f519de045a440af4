import { answers, Problem, route, type Route } from '@decroche/platform/http';
import { DayPath, DayProof, DayProofSummary, ProofJob, ProofOrder, ProofsQuery } from '@decroche/protocol';
import { z } from 'zod';
import type { ProofRefusal, Proving } from '../../app/proving.ts';

const DETAIL: Readonly<Record<ProofRefusal, string>> = {
  unknownDate: 'body.day: there is no such date',
  dayAhead: 'body.day: this day has not begun',
};

/** The proofs' part of the API: what a night found, and a proof at once. */
export function proofRoutes(proving: Proving): Route[] {
  const described = { tag: 'proofs', path: '/api/reports/proofs' } as const;
  return [
    route({
      ...described,
      method: 'get',
      access: 'supervisor',
      summary: 'The proofs of the days, latest day first: what was checked, and how much did not agree',
      query: ProofsQuery,
      result: z.array(DayProofSummary),
      handle: ({ query }) => proving.list(query.limit),
    }),
    route({
      ...described,
      method: 'get',
      path: '/api/reports/proofs/:day',
      access: 'supervisor',
      summary: 'The proof of a day with everything that did not agree',
      params: DayPath,
      result: DayProof,
      refusals: { 404: 'this day was not proved' },
      handle: async ({ params }) => {
        const found = await proving.find(params.day);
        if (!found) throw new Problem(404, 'not found', { reason: 'noProof', detail: 'this day was not proved' });
        return found;
      },
    }),
    route({
      ...described,
      method: 'post',
      access: 'admin',
      summary: 'Prove a day now: 202 with the job; the proof is at its day when it is done',
      body: ProofOrder,
      result: ProofJob,
      handle: async ({ body }) => {
        const ordered = await proving.order(body.day);
        if (typeof ordered !== 'string') return answers.json(202, ordered);
        throw new Problem(400, 'not valid', { reason: ordered, detail: DETAIL[ordered] });
      },
    }),
  ];
}
