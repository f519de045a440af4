/** Plumbing every program shares. The vendor homes are the sub-paths `/redis`, `/mongo` and `/http`. */
export * from './bus.ts';
export * from './clock.ts';
export * from './config.ts';
export * from './csv.ts';
export * from './definition-reader.ts';
export * from './fault.ts';
export * from './health.ts';
export * from './journal-reader.ts';
export * from './lifecycle.ts';
export * from './logger.ts';
export * from './memory-bus.ts';
export * from './persist.ts';
export * from './sealed-file.ts';
export * from './sealed-envelope.ts';
export { seal, SealingKey, sealingKeys, type SealingKeys, unseal } from './sealing.ts';
export * from './sip-credential.ts';
