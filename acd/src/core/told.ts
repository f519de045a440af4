import type { Told } from './call.ts';

/** Of a caller who has just arrived. */
export const NOTHING_TOLD: Told = {
  dissuasions: [],
  saying: undefined,
  asking: undefined,
  messages: 0,
  wait: undefined,
};

/** With a change, fields always in one order: equal states must give equal text. */
export function tell(told: Told, change: Partial<Told>): Told {
  return { ...NOTHING_TOLD, ...told, ...change };
}
