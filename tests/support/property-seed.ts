import fc from 'fast-check';

/**
 * Properties try the same stories in every run, so that a red run speaks of the change at hand.
 * `FC_SEED=random npm run test:unit` explores; a failure prints its seed, `FC_SEED=<seed>` repeats it.
 */
const wanted = process.env['FC_SEED'];
if (wanted !== 'random') fc.configureGlobal({ seed: wanted === undefined ? 92 : Number(wanted) });
