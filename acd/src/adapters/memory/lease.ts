import type { Lease } from '../../app/ports.ts';

/** Leases of one domain in one process: each holder that takes it opens a new epoch. */
export function memoryLeases(): (holder: string) => Lease {
  let held: string | undefined;
  let epoch = 0;
  return (holder) => ({
    async acquire() {
      if (held !== undefined && held !== holder) return undefined;
      held = holder;
      epoch += 1;
      return epoch;
    },
    renew: async () => held === holder,
    async release() {
      if (held === holder) held = undefined;
    },
  });
}
