import argon2 from 'argon2';
import type { PasswordHasher } from '../../app/ports.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes at work at once: a flood of sign-ins queues here instead of taking every core. */
const AT_ONCE = 2;

/** argon2id with a short queue in front. */
export function argon2Hasher(): PasswordHasher {
  let working = 0;
  const queue: (() => void)[] = [];
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (working >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
    else working += 1;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, or is given back.
      const next = queue.shift();
      if (next) next();
      else working -= 1;
    }
  };
  return {
    hash: (password) => inTurn(() => argon2.hash(password, COST)),
    verify: (hash, password) => inTurn(() => argon2.verify(hash, password)),
  };
}
