/**
 * French emergency numbers (ARCEP numbering plan, November 2026): SAMU, police, fire brigade, European, for the deaf, shelter, children,
 * air rescue, at sea, attacks and abductions; missing and helped children.
 */
const EMERGENCY: ReadonlySet<string> = new Set([
  ...['15', '17', '18', '112', '114', '115', '119', '191', '196', '197'],
  ...['116000', '116111'],
]);

/** Whether a number as dialled is an emergency number: whoever dials one from a telephone of ours is joined to no queue of ours. */
export const isEmergencyNumber = (dialled: string): boolean => EMERGENCY.has(dialled);
