import {
  AgentDefinition,
  type AgentDevice,
  type AgentId,
  type ImportReport,
  type QueueMembership,
} from '@decroche/protocol';
import type { Csv, CsvRow } from './ports.ts';

const COLUMNS = ['agentId', 'name', 'device', 'queues', 'skills', 'wrapUpSeconds'] as const;

/** `browser:alice`, `phone:bureau-12`, or a SIP address. */
function deviceText(device: AgentDevice): string {
  return device.kind === 'uri' ? device.uri : `${device.kind}:${device.deviceId}`;
}

function deviceOf(text: string): unknown {
  const [, kind, deviceId] = /^(browser|phone):(.*)$/.exec(text) ?? [];
  return kind === undefined ? { kind: 'uri', uri: text } : { kind, deviceId };
}

/** `assistance`, or with its rank and tier: `niveau2#2+1` is asked second, from tier 1 on. */
function membershipText({ queueId, rank, tier }: QueueMembership): string {
  return `${queueId}${rank === undefined ? '' : `#${rank}`}${tier === undefined ? '' : `+${tier}`}`;
}

function membershipOf(text: string): unknown {
  const [, queueId, rank, tier] = /^(.*?)(?:#(\d+))?(?:\+(\d+))?$/.exec(text) ?? [];
  return {
    queueId,
    ...(rank === undefined ? {} : { rank: Number(rank) }),
    ...(tier === undefined ? {} : { tier: Number(tier) }),
  };
}

/** `vpn=4 messagerie=2`: a level that is missing or no number is refused by the schema. */
function skillsOf(text: string): Record<string, number> | undefined {
  const entries = words(text).map((word) => {
    const [skillId = '', level = ''] = word.split(/[=:]/);
    return [skillId, level === '' ? NaN : Number(level)] as const;
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const words = (text: string): string[] => text.split(/[\s|]+/).filter((word) => word !== '');

/** Agents as a file that a spreadsheet opens and {@link planAgentImport} takes back. */
export function exportAgents(csv: Csv, agents: readonly AgentDefinition[]): string {
  return csv.write(
    COLUMNS,
    agents.map((agent) => ({
      agentId: agent.agentId,
      name: agent.name,
      device: deviceText(agent.device),
      queues: agent.queues.map(membershipText).join(' '),
      skills: Object.entries(agent.skills ?? {})
        .map(([skillId, level]) => `${skillId}=${level}`)
        .join(' '),
      wrapUpSeconds: String(agent.wrapUpMs / 1000),
    })),
  );
}

/** What importing agents would do: agents named in the file are added or changed, the others stay. */
export function planAgentImport(
  csv: Csv,
  text: string,
  present: readonly AgentDefinition[],
): { readonly report: ImportReport; readonly agents: readonly AgentDefinition[] } {
  const report: ImportReport = {
    dryRun: true,
    applied: false,
    lines: 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    errors: [],
  };
  const agents = new Map(present.map((agent) => [agent.agentId, agent]));
  const read = csv.read(text);
  if (!('rows' in read)) {
    report.errors.push({ line: read.line, message: read.message });
    return { report, agents: present };
  }
  const seen = new Map<string, number>();
  for (const row of read.rows) {
    report.lines += 1;
    const agent = parseRow(row, agents.get((row.cells['agentId'] ?? '').trim() as AgentId), report.errors);
    if (!agent) continue;
    const earlier = seen.get(agent.agentId);
    if (earlier !== undefined) {
      report.errors.push({ line: row.line, column: 'agentId', message: `already at line ${earlier}` });
      continue;
    }
    seen.set(agent.agentId, row.line);
    const known = agents.get(agent.agentId);
    if (known && JSON.stringify(AgentDefinition.parse(known)) === JSON.stringify(agent)) report.unchanged += 1;
    else report[known ? 'changed' : 'added'] += 1;
    agents.set(agent.agentId, agent);
  }
  return { report, agents: [...agents.values()] };
}

/** A file without a `skills` column, as it was exported before there were skills, leaves those of the known agent. */
function parseRow(
  row: CsvRow,
  known: AgentDefinition | undefined,
  errors: ImportReport['errors'],
): AgentDefinition | undefined {
  const cell = (column: string): string => (row.cells[column] ?? '').trim();
  const parsed = AgentDefinition.safeParse({
    agentId: cell('agentId'),
    name: cell('name'),
    device: deviceOf(cell('device')),
    queues: words(cell('queues')).map(membershipOf),
    ...('skills' in row.cells ? { skills: skillsOf(cell('skills')) } : known?.skills ? { skills: known.skills } : {}),
    wrapUpMs: cell('wrapUpSeconds') === '' ? 30_000 : Number(cell('wrapUpSeconds').replace(',', '.')) * 1000,
  });
  if (parsed.success && parsed.data.name !== '') return parsed.data;
  const issues = parsed.success ? [{ path: ['name'], message: 'a name is needed' }] : parsed.error.issues;
  for (const { path, message } of issues) {
    const column = path[0] === 'wrapUpMs' ? 'wrapUpSeconds' : String(path[0] ?? '');
    errors.push({ line: row.line, column, message });
  }
  return undefined;
}
