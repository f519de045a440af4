/** The home of Redis: connection, the bus over streams, and the stores that several programs share. */
export * from './bus.ts';
export * from './connect.ts';
export * from './device-credentials.ts';
export * from './party-store.ts';
export * from './session-store.ts';
