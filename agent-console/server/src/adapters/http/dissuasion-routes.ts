import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  Accepted,
  Dissuasion,
  DissuasionDrafted,
  DissuasionId,
  DissuasionInput,
  DissuasionPage,
  DissuasionQuery,
  WithdrawalDecision,
  WithdrawalInput,
  type DissuasionContent,
  type DissuasionStatus,
} from '@decroche/protocol';
import { z } from 'zod';
import { lengthOf } from '../../app/audit.ts';
import { dissuasionOf } from '../../core/board/dissuasion-view.ts';
import { checkDissuasion } from '../../core/dissuasion-check.ts';
import { askAcd, askAndNote, askingRefusals } from './asking.ts';
import { missing, type ConsoleParts } from './parts.ts';
import { soundNamed } from './sound-routes.ts';

const tag = 'dissuasion';
const ofMessage = z.object({ dissuasionId: DissuasionId });
const LIVING: ReadonlySet<DissuasionStatus> = new Set(['draft', 'published', 'withdrawalAsked']);

/** Informational messages that spare callers the wait (C4): drafted, published, withdrawn with a green light. */
export function dissuasionRoutes(parts: ConsoleParts): Route[] {
  return [...readingRoutes(parts), ...draftRoutes(parts), ...stepRoutes(parts)];
}

function messageOf({ live }: ConsoleParts, dissuasionId: DissuasionId) {
  const message = live.board.dissuasions.get(dissuasionId);
  if (message) return message;
  throw missing('message');
}

function readingRoutes(parts: ConsoleParts): Route[] {
  const { live, people, mediaDir } = parts;
  const get = { method: 'get', tag, access: 'agent', refusals: { 404: 'no such message' } } as const;
  return [
    route({
      ...get,
      path: '/api/dissuasions',
      summary: 'Messages with every step of their lives, latest step first',
      query: DissuasionQuery,
      result: DissuasionPage,
      async handle({ query }) {
        const wanted = [...live.board.dissuasions.values()].filter(
          ({ status }) => query.which === 'all' || LIVING.has(status),
        );
        const nameOf = await people.namesOf(wanted.flatMap(({ steps }) => steps.map((step) => step.by)));
        const lastSeq = (message: Dissuasion): number => message.steps.at(-1)?.seq ?? 0;
        const items = wanted.map((message) => dissuasionOf(message, nameOf));
        return { total: items.length, items: items.sort((a, b) => lastSeq(b) - lastSeq(a)) };
      },
    }),
    route({
      ...get,
      path: '/api/dissuasions/:dissuasionId',
      summary: 'A message',
      params: ofMessage,
      result: Dissuasion,
      async handle({ params }) {
        const message = messageOf(parts, params.dissuasionId);
        return dissuasionOf(message, await people.namesOf(message.steps.map((step) => step.by)));
      },
    }),
    route({
      ...get,
      path: '/api/dissuasions/:dissuasionId/audio',
      summary: 'What callers hear, with Range requests',
      params: ofMessage,
      produces: 'audio/wav',
      handle: ({ params }) => answers.file(mediaDir, messageOf(parts, params.dissuasionId).content.file, 'audio/wav'),
    }),
  ];
}

/** The content with its sound: spoken by the synthesiser, or one that was sent before. */
async function contentOf(
  { sounds, definitions, clock }: ConsoleParts,
  { file, ...input }: z.output<typeof DissuasionInput>,
): Promise<DissuasionContent> {
  const issues = checkDissuasion(input, definitions.current(), clock.now());
  if (issues.length > 0) {
    throw new Problem(400, 'not valid', {
      reason: 'invalid',
      detail: issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
      more: { issues: issues.map(({ path, message }) => ({ path: `body.${path}`, message })) },
    });
  }
  return { ...input, ...(file === undefined ? await sounds.speak(input.text) : await soundNamed(sounds, file)) };
}

function draftRoutes(parts: ConsoleParts): Route[] {
  const note = askAndNote(parts);
  return [
    route({
      method: 'post',
      path: '/api/dissuasions',
      summary: 'Draft a message; nobody hears it yet',
      tag,
      access: 'agent',
      body: DissuasionInput,
      result: DissuasionDrafted,
      refusals: askingRefusals,
      async handle({ body, identity, address }) {
        const content = await contentOf(parts, body);
        const type = 'dissuasion.draftRequested';
        const { created } = await askAcd(parts, identity, { type, content });
        if (created === undefined) throw new Problem(502, 'no id', { detail: 'the draft was taken without an id' });
        await parts.audit.note({ identity, address, action: type, target: created, detail: lengthOf(content.text) });
        return { dissuasionId: created as DissuasionId };
      },
    }),
    route({
      method: 'put',
      path: '/api/dissuasions/:dissuasionId',
      summary: 'Another wording of a message',
      tag,
      access: 'agent',
      params: ofMessage,
      body: DissuasionInput,
      result: Accepted,
      refusals: askingRefusals,
      async handle({ params: { dissuasionId }, body, ...by }) {
        const content = await contentOf(parts, body);
        const request = { type: 'dissuasion.reviseRequested', dissuasionId, content } as const;
        return note(by, dissuasionId, request, lengthOf(content.text));
      },
    }),
  ];
}

function stepRoutes(parts: ConsoleParts): Route[] {
  const note = askAndNote(parts);
  const step = {
    method: 'post',
    tag,
    access: 'agent',
    params: ofMessage,
    result: Accepted,
    refusals: askingRefusals,
  } as const;
  return [
    ...(['publish', 'discard'] as const).map((verb) =>
      route({
        ...step,
        path: `/api/dissuasions/:dissuasionId/${verb}`,
        summary: verb === 'publish' ? 'Callers hear it from now on; supervisors are told at once' : 'Drop a draft',
        handle: ({ params: { dissuasionId }, ...by }) =>
          note(by, dissuasionId, { type: `dissuasion.${verb}Requested`, dissuasionId }),
      }),
    ),
    route({
      ...step,
      path: '/api/dissuasions/:dissuasionId/withdrawal',
      summary: 'Ask for the green light to withdraw it; it speaks on until then',
      body: WithdrawalInput,
      handle: ({ params: { dissuasionId }, body: { reason }, ...by }) =>
        note(by, dissuasionId, { type: 'dissuasion.withdrawalRequested', dissuasionId, reason }, lengthOf(reason)),
    }),
    route({
      ...step,
      path: '/api/dissuasions/:dissuasionId/decision',
      summary: 'Give the green light to a withdrawal, or refuse it',
      access: 'supervisor',
      body: WithdrawalDecision,
      handle: ({ params: { dissuasionId }, body, ...by }) =>
        note(
          by,
          dissuasionId,
          { type: 'dissuasion.withdrawalDecided', dissuasionId, ...body },
          `${body.granted ? 'granted' : 'refused'}, ${lengthOf(body.reason)}`,
        ),
    }),
  ];
}
