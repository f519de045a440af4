/**
 * The shared language of the programs: zod schemas and the types inferred from them, no behaviour.
 * Every message that crosses a process boundary is described here and parsed at the door that receives it.
 */
export * from './agent-events.ts';
export * from './alerts.ts';
export * from './assert-never.ts';
export * from './call-events.ts';
export * from './call-outcome.ts';
export * from './call-record.ts';
export * from './console.ts';
export * from './definitions.ts';
export * from './dissuasion.ts';
export * from './domain-events.ts';
export * from './emergency-numbers.ts';
export * from './envelope.ts';
export * from './http-callback.ts';
export * from './http-console.ts';
export * from './http-definition.ts';
export * from './http-dissuasion.ts';
export * from './http-insights.ts';
export * from './http-oncall.ts';
export * from './http-reports.ts';
export * from './http-roster.ts';
export * from './http-sealed.ts';
export * from './http-supervision.ts';
export * from './http-tickets.ts';
export * from './ids.ts';
export * from './indicators.ts';
export * from './journal.ts';
export * from './oncall.ts';
export * from './release-cause.ts';
export * from './requests.ts';
export * from './roster.ts';
export * from './telephony-commands.ts';
export * from './telephony-events.ts';
export * from './tickets.ts';
export * from './time.ts';
export * from './wait-explanation.ts';
