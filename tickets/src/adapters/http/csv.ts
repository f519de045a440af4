import { csvFile, type CsvCell } from '@decroche/platform';
import type { TicketSummary } from '@decroche/protocol';

const COLUMNS = [
  ...['number', 'status', 'kind', 'priority', 'urgency', 'impact', 'category', 'subject', 'requester', 'site'],
  ...['origin', 'assignee', 'agentId', 'serviceId', 'callIds', 'openedAt', 'updatedAt', 'resolvedAt', 'closedAt'],
  ...['mergedInto', 'parentId', 'childCount', 'informing'],
  ...['alertId'],
] as const;

const instant = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());

function csvRow(ticket: TicketSummary): CsvCell[] {
  const cells: Record<(typeof COLUMNS)[number], CsvCell> = {
    ...ticket,
    requester: ticket.requester.name,
    site: ticket.requester.site,
    assignee: ticket.assignee,
    agentId: ticket.agentId,
    serviceId: ticket.serviceId,
    callIds: ticket.callIds.join(' '),
    openedAt: instant(ticket.openedAt),
    updatedAt: instant(ticket.updatedAt),
    resolvedAt: instant(ticket.resolvedAt),
    closedAt: instant(ticket.closedAt),
    mergedInto: ticket.mergedInto,
    parentId: ticket.parentId,
    informing: ticket.informing,
    alertId: ticket.alertId,
  };
  return COLUMNS.map((column) => cells[column]);
}

/** The tickets as a spreadsheet. */
export async function ticketsCsv(tickets: AsyncIterable<TicketSummary>): Promise<string> {
  const rows: CsvCell[][] = [];
  for await (const ticket of tickets) rows.push(csvRow(ticket));
  return csvFile(COLUMNS, rows);
}
