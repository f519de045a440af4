import type { Clock } from '@decroche/platform';
import { Definition, type DefinitionChange, type DefinitionTried, type DryRun, type Reply } from '@decroche/protocol';
import { withChange } from '../core/definition-change.ts';
import { checkDefinition, type DefinitionIssue } from '../core/definition-check.ts';
import type { Definitions } from './definitions.ts';
import type { Requests } from './requests.ts';

/** What trying gives: the calls, what would not hold together, or the acd's refusal. */
export type TryResult =
  | { readonly result: 'tried'; readonly tried: DefinitionTried }
  | { readonly result: 'inconsistent'; readonly issues: readonly DefinitionIssue[] }
  | Extract<Reply, { result: 'refused' }>;

/** Tries definitions before they are published: nothing changes. */
export interface DefinitionTrial {
  /** What would not hold together. */
  check(change: DefinitionChange): readonly DefinitionIssue[];
  /** Who would have got the last calls. */
  run(actor: string, change: DefinitionChange, calls: number): Promise<TryResult>;
}

/** Tries on top of the definition in force. */
export function createDefinitionTrial(options: {
  readonly definitions: Pick<Definitions, 'current'>;
  readonly requests: Pick<Requests, 'ask'>;
  readonly clock: Clock;
}): DefinitionTrial {
  const { definitions, requests, clock } = options;
  const bodyWith = (change: DefinitionChange) => withChange(definitions.current(), change);
  return {
    check: (change) => checkDefinition(bodyWith(change)),
    async run(actor, change, calls) {
      const body = bodyWith(change);
      const issues = checkDefinition(body);
      if (issues.length > 0) return { result: 'inconsistent', issues };
      const version = definitions.current().version + 1;
      const definition = Definition.parse({ ...body, version, publishedAt: clock.now() });
      const reply = await requests.ask({ type: 'definition.tryRequested', definition, calls }, actor);
      if (reply.result === 'refused') return reply;
      return {
        result: 'tried',
        tried: inWords(reply.dryRun ?? { calls: [], changed: 0 }, [definitions.current(), definition]),
      };
    },
  };
}

type HandOut = DryRun['calls'][number]['was'];

/** Names are of both definitions: whoever would be removed got calls too. */
function inWords(dryRun: DryRun, definitions: readonly Definition[]): DefinitionTried {
  const agents = new Map(definitions.flatMap((each) => each.agents.map(({ agentId, name }) => [agentId, name])));
  const queues = new Map(definitions.flatMap((each) => each.queues.map(({ queueId, name }) => [queueId, name])));
  const named = <K extends 'was' | 'would'>(which: K, handOut: HandOut) =>
    handOut ? { [which]: { ...handOut, agentName: agents.get(handOut.agentId) ?? handOut.agentId } } : {};
  const calls = dryRun.calls.map(({ was, would, ...call }) => ({
    ...call,
    queueName: queues.get(call.queueId) ?? call.queueId,
    ...named('was', was),
    ...named('would', would),
    changed: was?.agentId !== would?.agentId,
  }));
  return { calls: calls.sort((a, b) => b.queuedAt - a.queuedAt), changed: dryRun.changed };
}
