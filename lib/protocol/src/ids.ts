import { z } from 'zod';

/** An identifier of one kind of thing: a string at run time, its own type for the compiler. */
const id = <Brand extends string>(brand: Brand) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}$/, `not a valid ${brand}`)
    .brand(brand);

/** The part of the installation one engine writes alone: its queues and the agents they share (engine.md: routing domain). */
export const DomainId = id('DomainId');
export type DomainId = z.infer<typeof DomainId>;
/** The caller's whole visit, from INVITE to the last leg's end. Made by the gateway. */
export const CallId = id('CallId');
export type CallId = z.infer<typeof CallId>;
/** One party's side of a call. The caller's is made by the gateway, the others by the acd. */
export const LegId = id('LegId');
export type LegId = z.infer<typeof LegId>;
/** One attempt to give one call to one agent. */
export const OfferId = id('OfferId');
export type OfferId = z.infer<typeof OfferId>;
export const AgentId = id('AgentId');
export type AgentId = z.infer<typeof AgentId>;
export const QueueId = id('QueueId');
export type QueueId = z.infer<typeof QueueId>;
/** What a dialled number reaches. */
export const ServiceId = id('ServiceId');
export type ServiceId = z.infer<typeof ServiceId>;
export const CalendarId = id('CalendarId');
export type CalendarId = z.infer<typeof CalendarId>;
export const PromptId = id('PromptId');
export type PromptId = z.infer<typeof PromptId>;
/** A registrable SIP user: a browser softphone or a desk phone. Equal to the user part of its address of record. */
export const DeviceId = id('DeviceId');
export type DeviceId = z.infer<typeof DeviceId>;
/** One run of prompts played to a caller; its end is told with the same id. */
export const PlayId = id('PlayId');
export type PlayId = z.infer<typeof PlayId>;
/** One voicemail message. */
export const RecordingId = id('RecordingId');
export type RecordingId = z.infer<typeof RecordingId>;
/** A running gateway, as configured: commands for its calls go to its own stream. */
export const GatewayId = id('GatewayId');
export type GatewayId = z.infer<typeof GatewayId>;
export const TicketId = id('TicketId');
export type TicketId = z.infer<typeof TicketId>;
export const AccountId = id('AccountId');
export type AccountId = z.infer<typeof AccountId>;
/** Something an agent can do and a caller can need: `vpn`, `english`. */
export const SkillId = id('SkillId');
export type SkillId = z.infer<typeof SkillId>;
/** One informational dissuasion message (C4), from its draft to its withdrawal. */
export const DissuasionId = id('DissuasionId');
export type DissuasionId = z.infer<typeof DissuasionId>;
/** One presence of one agent, from arrival to departure (H2). */
export const ShiftId = id('ShiftId');
export type ShiftId = z.infer<typeof ShiftId>;
/** One typing of a telephone number by a caller; its end is told with the same id. */
export const CollectId = id('CollectId');
export type CollectId = z.infer<typeof CollectId>;
/** One thing somebody on call has to be told of, from its opening to its closing. */
export const AlertId = id('AlertId');
export type AlertId = z.infer<typeof AlertId>;
/** One attempt to reach one person on call about one alert. */
export const PageId = id('PageId');
export type PageId = z.infer<typeof PageId>;
/** A way to the public network: the carrier's address as configured, `trunk.example:5060;transport=tcp`. */
export const TrunkId = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9.[\]:-]+(;transport=(udp|tcp|tls))?$/, 'host or host:port')
  .brand('TrunkId');
export type TrunkId = z.infer<typeof TrunkId>;
/** Names a message on the bus; a repeated one changes nothing. */
export const MessageId = id('MessageId');
export type MessageId = z.infer<typeof MessageId>;

/**
 * A caller without their number: a keyed hash, the same for the same number. The number itself lives in the party store,
 * outside every journal, so that a person can be forgotten without touching the chain of events.
 */
export const PartyRef = id('PartyRef');
export type PartyRef = z.infer<typeof PartyRef>;

/** Who asked, when a person stands behind a change: an account, `token:…`, or `system`. */
export const Actor = z.string().max(130);
