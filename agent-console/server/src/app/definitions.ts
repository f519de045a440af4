import { Fault, type Bus, type Clock, type Logger } from '@decroche/platform';
import { Definition, streams, type CalendarDefinition, type DomainId, type PromptDefinition } from '@decroche/protocol';
import { checkDefinition, type DefinitionBody, type DefinitionIssue } from '../core/definition-check.ts';
import type { DefinitionStore, Profile, Sound, SoundMaker } from './ports.ts';

/** Past definitions kept on the bus; the store keeps all of them. */
const KEPT = 50;

/** What becomes of an edit. */
export type EditResult =
  | { readonly result: 'published'; readonly definition: Definition }
  | { readonly result: 'refused'; readonly issues: readonly DefinitionIssue[] };

/** What the next body would break, compared with the present one. */
type DefinitionGuard = (next: DefinitionBody, present: DefinitionBody) => readonly DefinitionIssue[];

/** The organisation's definition: edited whole, versioned, published to the other programs. */
export interface Definitions {
  /** As published. */
  current(): Definition;
  /** As administrators wrote it: it differs from the published one only where a demonstration keeps every service open. */
  written(): Definition;
  /** Has each edit also looked at by who stands on the definition; what they find refuses it. */
  guard(check: DefinitionGuard): void;
  /** Told after each publication. */
  onPublished(listener: (definition: Definition) => void): void;
  /**
   * Changes the definition. Edits wait for each other, so that none is lost.
   *
   * @param edit gives the next body, or the issue that refuses it.
   */
  edit(
    actor: string,
    edit: (body: DefinitionBody) => DefinitionBody | DefinitionIssue | Promise<DefinitionBody>,
  ): Promise<EditResult>;
}

interface Options {
  readonly store: DefinitionStore;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly domainId: DomainId;
  readonly profile: Profile;
  readonly sounds: SoundMaker;
  /** Publish every calendar as open day and night: for a demonstration out of hours. The stored one stays as it is. */
  readonly alwaysOpen: boolean;
}

/**
 * Opens the definition: the stored one, or at the first run the profile's; makes the sounds that are missing and
 * publishes, so that a bus that lost it has it again.
 *
 * @throws Fault `configuration` when the profile does not hold together.
 */
export async function openDefinitions(options: Options): Promise<Definitions> {
  const { store, clock, logger } = options;
  let stored = (await store.latest()) ?? (await seed(options));
  const prompts = await Promise.all(stored.prompts.map((prompt) => withSound(prompt, options)));
  if (prompts.some((prompt, index) => prompt !== stored.prompts[index])) {
    stored = { ...stored, prompts, version: stored.version + 1, publishedAt: clock.now() };
    await store.add(stored, 'system');
  }
  let published = await publish(stored, options);
  let turn: Promise<unknown> = Promise.resolve();
  const listeners: ((definition: Definition) => void)[] = [];
  const guards: DefinitionGuard[] = [];

  return {
    current: () => published,
    written: () => stored,
    guard: (check) => void guards.push(check),
    onPublished: (listener) => void listeners.push(listener),
    edit(actor, edit) {
      const mine = turn.then(async (): Promise<EditResult> => {
        const { version: _version, publishedAt: _publishedAt, ...body } = stored;
        const next = await edit(body);
        if ('message' in next) return { result: 'refused', issues: [next] };
        const issues = [...checkDefinition(next), ...guards.flatMap((guard) => guard(next, body))];
        if (issues.length > 0) return { result: 'refused', issues };
        const version = Math.max(stored.version, published.version) + 1;
        const definition = Definition.parse({ ...next, version, publishedAt: clock.now() });
        await store.add(definition, actor);
        stored = definition;
        published = await publish(definition, options);
        logger.info({ version, actor }, 'definition published');
        for (const listener of listeners) listener(published);
        return { result: 'published', definition: published };
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

async function seed(options: Options): Promise<Definition> {
  const { store, bus, clock, logger, domainId, profile } = options;
  const issues = checkDefinition(profile.body);
  if (issues.length > 0) {
    const lines = issues.map(({ path, message }) => `  ${path}: ${message}`).join('\n');
    throw new Fault('configuration', `the profile does not hold together:\n${lines}`, { retryable: false });
  }
  // The store may be new while the bus remembers: versions never go back.
  const last = Definition.safeParse((await bus.last(streams.definitions(domainId)))?.value);
  const prompts = await Promise.all(profile.body.prompts.map((prompt) => withSound(prompt, options)));
  const definition = Definition.parse({
    ...profile.body,
    domainId,
    prompts,
    version: (last.success ? last.data.version : 0) + 1,
    publishedAt: clock.now(),
  });
  await store.add(definition, 'system');
  logger.info({ profile: definition.profileId, version: definition.version }, 'definition made from the profile');
  return definition;
}

/** The prompt with a sound that is on disk. */
async function withSound(prompt: PromptDefinition, { sounds, profile }: Options): Promise<PromptDefinition> {
  if (prompt.file !== '' && (await sounds.has(prompt.file))) return prompt;
  const kind = prompt.text === '' ? (profile.sounds.get(prompt.promptId) ?? 'music') : 'speech';
  const make: Record<typeof kind, () => Promise<Sound>> = {
    speech: () => sounds.speak(prompt.text),
    music: () => sounds.music(),
    beep: () => sounds.beep(),
  };
  const sound = await make[kind]();
  return sound.file === prompt.file && sound.durationMs === prompt.durationMs ? prompt : { ...prompt, ...sound };
}

const alwaysOpen = (calendar: CalendarDefinition): CalendarDefinition => ({
  ...calendar,
  weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  holidays: 'none',
  exceptions: [],
});

/**
 * Gives the definition to the other programs: last of its stream for those who read it whole, and an input of the acd.
 * The same definition has the same message id, so publishing again changes nothing.
 */
async function publish(stored: Definition, options: Options): Promise<Definition> {
  const { bus, clock, domainId } = options;
  const wanted = options.alwaysOpen ? { ...stored, calendars: stored.calendars.map(alwaysOpen) } : stored;
  const stream = streams.definitions(domainId);
  const last = Definition.safeParse((await bus.last(stream))?.value);
  const onBus = last.success ? last.data : undefined;
  const unchanged = onBus !== undefined && sameBody(onBus, wanted) && onBus.version >= wanted.version;
  const published = unchanged ? onBus : { ...wanted, version: Math.max(wanted.version, (onBus?.version ?? 0) + 1) };
  if (!unchanged) await bus.publish(stream, [published], { keep: KEPT });
  const id = `definition:${published.version}:${published.publishedAt}`;
  await bus.publish(streams.inputs(domainId), [
    { id, domainId, at: clock.now(), kind: 'definition', definition: published },
  ]);
  return published;
}

function sameBody(a: Definition, b: Definition): boolean {
  const body = ({ version: _version, publishedAt: _publishedAt, ...rest }: Definition): string =>
    JSON.stringify(Definition.omit({ version: true, publishedAt: true }).parse(rest));
  return body(a) === body(b);
}
