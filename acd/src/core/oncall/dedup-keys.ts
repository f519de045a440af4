import type { GatewayId } from '@decroche/protocol';

/** One alert for all lines together. */
export const LINES_KEY = 'lines';

const GATEWAY = 'gateway:';

/** One alert for each gateway that is silent. */
export const gatewayKey = (gatewayId: GatewayId): string => `${GATEWAY}${gatewayId}`;

/** Which gateway an alert is about. */
export const gatewayOfKey = (dedupKey: string): GatewayId | undefined =>
  dedupKey.startsWith(GATEWAY) ? (dedupKey.slice(GATEWAY.length) as GatewayId) : undefined;
