import type { AgentDefinition } from '@decroche/protocol';
import { issue, mustBe, twice, type DefinitionBody, type DefinitionIssue, type Names } from './issue.ts';

/** Agents, what they can do, why they pause, and the callers who are treated apart. */
export function peopleIssues(body: DefinitionBody, names: Names): DefinitionIssue[] {
  return [
    ...twice(body.agents, 'agents', (agent) => [agent.agentId], 'agentId'),
    ...twice(body.agents, 'agents', (agent) => (agent.device.kind === 'uri' ? [] : [agent.device.deviceId]), 'device'),
    ...body.agents.flatMap((agent, index) => agentIssues(agent, `agents.${index}`, body, names)),
    ...twice(body.skills, 'skills', (skill) => [skill.skillId], 'skillId'),
    ...twice(body.pauseReasons, 'pauseReasons', (pause) => [pause.reason], 'reason'),
    ...body.pauseReasons.flatMap(({ guarded, plannedMs }, index) =>
      guarded && !plannedMs
        ? [issue(`pauseReasons.${index}.plannedMs`, 'a guarded break needs to know how long it usually lasts (H3)')]
        : [],
    ),
    ...twice(body.partyRules, 'partyRules', (rule) => [rule.partyRef], 'partyRef'),
    ...body.partyRules.flatMap((rule, index) =>
      rule.kind === 'preferredAgent' ? mustBe('agent', rule.agentId, names.agents, `partyRules.${index}.agentId`) : [],
    ),
  ];
}

function agentIssues(agent: AgentDefinition, at: string, { queues }: DefinitionBody, names: Names): DefinitionIssue[] {
  return [
    ...twice(agent.queues, `${at}.queues`, ({ queueId }) => [queueId], 'queueId'),
    ...agent.queues.flatMap(({ queueId, tier = 0 }, index) => {
      const queue = queues.find((each) => each.queueId === queueId);
      if (!queue) return mustBe('queue', queueId, names.queues, `${at}.queues.${index}.queueId`);
      const last = Math.max(0, ...(queue.tiers ?? []).map((opened) => opened.tier));
      return tier > last
        ? [issue(`${at}.queues.${index}.tier`, `${queueId} opens no tier ${tier}: they would never be asked`)]
        : [];
    }),
    ...Object.keys(agent.skills ?? {}).flatMap((skillId) =>
      mustBe('skill', skillId, names.skills, `${at}.skills.${skillId}`),
    ),
  ];
}
