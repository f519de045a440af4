/** The composition that the programs with stores and an HTTP door have in common. */
export * from './config.ts';
export * from './http-program.ts';
