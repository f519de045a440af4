import type { GatewayId, MessageId, Reply, TelephonyCommand } from '@decroche/protocol';

/** What leaves the engine together with the journal lines of a decision, never before them. */
export type Effect =
  | { readonly kind: 'command'; readonly gatewayId: GatewayId; readonly command: TelephonyCommand }
  | { readonly kind: 'reply'; readonly replyTo: string; readonly to: MessageId; readonly reply: Reply };
