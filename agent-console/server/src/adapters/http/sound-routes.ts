import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  DefinitionPublished,
  PromptId,
  PromptInput,
  PromptPage,
  SoundMade,
  soundLimits,
  SoundQuery,
  soundTypes,
  SpeechInput,
  type SoundFile,
  type SoundRefusalReason,
} from '@decroche/protocol';
import { z } from 'zod';
import type { Sound, SoundMaker } from '../../app/ports.ts';
import { replaced } from '../../core/definition-check.ts';
import { promptOf, promptViews } from '../../core/prompt-use.ts';
import { editor, published } from './definition-edit.ts';
import { missing, type ConsoleParts } from './parts.ts';

const WAV = 'audio/wav';
const ofPrompt = z.object({ promptId: PromptId });

const sentences: Record<SoundRefusalReason, string> = {
  notSound: 'this is not a sound file, or it is damaged',
  formatNotReadable: 'sound of this kind is not read here: send WAV, FLAC or Ogg Vorbis',
  tooShort: `shorter than ${soundLimits.shortestMs} ms: nobody would understand it`,
  tooLong: `longer than ${soundLimits.longestMs / 1000} s`,
  silent: 'nothing is heard in it: was the microphone off?',
};

/** Sounds that callers hear: made from words, sent as recordings, listened to before anybody else does. */
export function soundRoutes(parts: ConsoleParts): Route[] {
  return [...makingRoutes(parts), ...promptRoutes(parts)];
}

/**
 * A sound that a page names: one that was made here.
 *
 * @throws Problem 404 when there is none of that name.
 */
export async function soundNamed(sounds: SoundMaker, file: SoundFile): Promise<Sound> {
  if (!(await sounds.has(file))) throw missing('sound');
  return { file, durationMs: await sounds.durationOf(file) };
}

function makingRoutes({ sounds, mediaDir, audit }: ConsoleParts): Route[] {
  const tag = 'sounds';
  return [
    route({
      method: 'post',
      path: '/api/sounds',
      summary: 'Send a recording; it becomes 48 kHz mono 16 bit of even loudness',
      tag,
      access: 'agent',
      body: { bytes: soundTypes, limit: soundLimits.bytes },
      result: SoundMade,
      refusals: { 413: 'too large', 415: 'not a sound type', 422: 'not a usable sound, see `reason`' },
      rateLimit: { windowMs: 60_000, limit: 30 },
      async handle({ body, identity, address }) {
        const made = await sounds.convert(body);
        if ('refused' in made) {
          const reason = made.refused;
          throw new Problem(422, 'not a usable sound', { reason, detail: sentences[reason] });
        }
        await audit.note({ identity, address, action: 'sound.sent', target: made.file });
        return made;
      },
    }),
    route({
      method: 'post',
      path: '/api/sounds/speech',
      summary: 'Words spoken by the synthesiser',
      tag,
      access: 'agent',
      body: SpeechInput,
      result: SoundMade,
      refusals: { 503: 'no synthesiser' },
      rateLimit: { windowMs: 60_000, limit: 60 },
      handle: ({ body }) => sounds.speak(body.text),
    }),
    route({
      method: 'get',
      path: '/api/sounds/audio',
      summary: 'A sound, with Range requests',
      tag,
      access: 'agent',
      query: SoundQuery,
      produces: WAV,
      refusals: { 404: 'no such sound' },
      handle: ({ query }) => answers.file(mediaDir, query.file, WAV),
    }),
  ];
}

function promptRoutes(parts: ConsoleParts): Route[] {
  const { definitions, mediaDir, sounds } = parts;
  const edit = editor(parts);
  const tag = 'definitions';
  return [
    route({
      method: 'get',
      path: '/api/prompts',
      summary: 'What callers hear, and where',
      tag,
      access: 'agent',
      result: PromptPage,
      handle() {
        const items = promptViews(definitions.current());
        return { total: items.length, items };
      },
    }),
    route({
      method: 'get',
      path: '/api/prompts/:promptId/audio',
      summary: 'A prompt, with Range requests',
      tag,
      access: 'agent',
      params: ofPrompt,
      produces: WAV,
      refusals: { 404: 'no such prompt' },
      handle({ params }) {
        const prompt = promptOf(definitions.current(), params.promptId);
        if (!prompt) throw missing('prompt');
        return answers.file(mediaDir, prompt.file, WAV);
      },
    }),
    route({
      method: 'put',
      path: '/api/prompts/:promptId',
      summary:
        'Change or add what callers hear: words for the synthesiser, or a sound that was sent; published at once',
      tag,
      access: 'admin',
      params: ofPrompt,
      body: PromptInput,
      result: DefinitionPublished,
      refusals: { 404: 'no such sound', 503: 'no synthesiser' },
      async handle({ params: { promptId }, body: { text, file }, ...by }) {
        const sound = file === undefined ? await sounds.speak(text) : await soundNamed(sounds, file);
        const definition = await edit(by, promptId, (old) => ({
          ...old,
          prompts: replaced(old.prompts, { promptId, text, ...sound }, (prompt) => prompt.promptId),
        }));
        parts.broadcast.listChanged('prompts');
        return { ...published(definition), promptId };
      },
    }),
  ];
}
