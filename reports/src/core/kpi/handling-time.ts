import type { Tally } from './tally.ts';

/** Average handling time (AHT): talk + hold + wrap-up of answered calls that are over; `undefined` when there is none. */
export function averageHandlingMs({ handledCalls, handlingMs }: Tally): number | undefined {
  return handledCalls > 0 ? handlingMs / handledCalls : undefined;
}
