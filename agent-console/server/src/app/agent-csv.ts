import { AgentDefinition, type AgentDevice, type ImportReport } from '@decroche/protocol';
import type { Csv, CsvRow } from './ports.ts';

const COLUMNS = ['agentId', 'name', 'device', 'queues', 'wrapUpSeconds'] as const;

/** `browser:alice`, `phone:bureau-12`, or a SIP address. */
function deviceText(device: AgentDevice): string {
  return device.kind === 'uri' ? device.uri : `${device.kind}:${device.deviceId}`;
}

function deviceOf(text: string): unknown {
  const [, kind, deviceId] = /^(browser|phone):(.*)$/.exec(text) ?? [];
  return kind === undefined ? { kind: 'uri', uri: text } : { kind, deviceId };
}

/** Agents as a file that a spreadsheet opens and {@link planAgentImport} takes back. */
export function exportAgents(csv: Csv, agents: readonly AgentDefinition[]): string {
  return csv.write(
    COLUMNS,
    agents.map((agent) => ({
      agentId: agent.agentId,
      name: agent.name,
      device: deviceText(agent.device),
      queues: agent.queues.map(({ queueId }) => queueId).join(' '),
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
    const agent = parseRow(row, report.errors);
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

function parseRow(row: CsvRow, errors: ImportReport['errors']): AgentDefinition | undefined {
  const cell = (column: string): string => (row.cells[column] ?? '').trim();
  const parsed = AgentDefinition.safeParse({
    agentId: cell('agentId'),
    name: cell('name'),
    device: deviceOf(cell('device')),
    queues: cell('queues')
      .split(/[\s|]+/)
      .filter((queue) => queue !== ''),
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
