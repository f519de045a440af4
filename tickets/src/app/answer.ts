import type { Ticket, TicketRefusalReason } from '@decroche/protocol';

/** The ticket after a gesture; or why not, with the ticket as it is (absent when there is none). */
export type Answer =
  | { readonly ticket: Ticket; readonly refused?: undefined }
  | { readonly refused: TicketRefusalReason; readonly present: Ticket | undefined; readonly ticket?: undefined };
