import { Problem, route, type Route } from '@decroche/platform/http';
import { CallPath, WaitExplanation } from '@decroche/protocol';
import type { WaitRefusal, WhyWait } from '../../app/why-wait.ts';

const REFUSED: Readonly<Record<WaitRefusal, { readonly status: number; readonly detail: string }>> = {
  unknownCall: { status: 404, detail: 'no record of this call' },
  neverQueued: { status: 409, detail: 'this call never waited in a queue' },
};

/** The answer to "why did this call wait?". */
export function waitRoutes(whyWait: WhyWait): Route[] {
  return [
    route({
      tag: 'reports',
      method: 'get',
      access: 'supervisor',
      path: '/api/reports/calls/:callId/wait',
      summary: 'Why a call waited: its place and every agent of its queue, from the queue to the end of the wait',
      params: CallPath,
      result: WaitExplanation,
      refusals: { 404: 'no record of this call', 409: 'this call never waited in a queue' },
      handle: async ({ params }) => {
        const answer = await whyWait(params.callId);
        if (typeof answer !== 'string') return answer;
        const { status, detail } = REFUSED[answer];
        throw new Problem(status, 'refused', { reason: answer, detail });
      },
    }),
  ];
}
