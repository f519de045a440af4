import { z } from 'zod';
import {
  AgentId,
  CallId,
  CollectId,
  DeviceId,
  GatewayId,
  LegId,
  MessageId,
  PartyRef,
  PlayId,
  RecordingId,
  ServiceId,
  TrunkId,
} from './ids.ts';
import { ReleaseCause } from './release-cause.ts';
import { Duration, Instant } from './time.ts';

/** Where a leg is in its life, as the gateway's census reports it. */
export const LegStatus = z.enum(['inviting', 'ringing', 'answered', 'held', 'released']);
export type LegStatus = z.infer<typeof LegStatus>;

const onLeg = { callId: CallId, legId: LegId };

/** A caller is at the door: the INVITE was accepted by the route table, nothing has been answered yet. */
const LegArrived = z.object({
  type: z.literal('leg.arrived'),
  ...onLeg,
  gatewayId: GatewayId,
  serviceId: ServiceId,
  /** The number dialled, as the trunk gave it. */
  dialled: z.string(),
  /** Absent when the number was withheld (RFC 3323/3325) or is not a number. */
  partyRef: PartyRef.optional(),
  /** Instant at which the INVITE was received. */
  receivedAt: Instant,
});

/** The caller's 200 OK has left and the media path to them is open. */
const LegAnswered = z.object({ type: z.literal('leg.answered'), ...onLeg, answeredAt: Instant });
/** A called party's device rings (180/183). */
const LegRinging = z.object({ type: z.literal('leg.ringing'), ...onLeg });
/** The two parties hear each other: T1 of the pick-up time (kpi.md). */
const LegBridged = z.object({ type: z.literal('leg.bridged'), ...onLeg, bridgedAt: Instant });
/** A leg is over: the last event of its life, sent exactly once for every leg that arrived or was rung. */
const LegReleased = z.object({
  type: z.literal('leg.released'),
  ...onLeg,
  releasedAt: Instant,
  cause: ReleaseCause,
  /** Who ended it: the party, or we. */
  by: z.enum(['party', 'system']),
  /** The SIP status or Reason behind the cause, for the call's file. */
  sip: z.string().max(200).optional(),
});
/** The party behind an agent's leg put the other on hold, or took them back, from the phone itself (re-INVITE). */
const LegHoldChanged = z.object({ type: z.literal('leg.holdChanged'), ...onLeg, held: z.boolean() });
/** The party asked from the phone itself to transfer the call (REFER, RFC 3515). */
const LegTransferRequested = z.object({
  type: z.literal('leg.transferRequested'),
  ...onLeg,
  target: z.string().max(200),
});
/** A run of prompts came to its end (never sent for one that was stopped or replaced). */
const PlayFinished = z.object({
  type: z.literal('play.finished'),
  callId: CallId,
  playId: PlayId,
  finishedAt: Instant,
});
/** One key of the telephone (RFC 4733): `0`–`9`, `*`, `#`, `A`–`D`. */
const DtmfReceived = z.object({
  type: z.literal('dtmf.received'),
  ...onLeg,
  digit: z.string().regex(/^[0-9*#A-D]$/),
  durationMs: Duration,
});
/** A caller has typed a telephone number, or not. */
const NumberCollected = z.object({
  type: z.literal('number.collected'),
  ...onLeg,
  collectId: CollectId,
  /** Absent when what was typed is not a telephone number that may be dialled. */
  partyRef: PartyRef.optional(),
  endedBy: z.enum(['key', 'timeout', 'maximum', 'callerGone']),
});
/** A voicemail message is complete on disk (C5). */
const VoicemailFinished = z.object({
  type: z.literal('voicemail.finished'),
  callId: CallId,
  recordingId: RecordingId,
  /** Path below the media directory; absent when nothing was said. */
  file: z.string().optional(),
  durationMs: Duration,
  endedBy: z.enum(['callerGone', 'key', 'silence', 'maximumLength', 'stopped', 'failure', 'recovered']),
});
/** A command could not be carried out; the acd decides what becomes of the call. */
const CommandFailed = z.object({
  type: z.literal('command.failed'),
  commandId: MessageId,
  commandType: z.string(),
  callId: CallId,
  legId: LegId.optional(),
  cause: ReleaseCause,
  detail: z.string().max(500),
});
/** A softphone or desk phone can be reached. */
const DeviceRegistered = z.object({
  type: z.literal('device.registered'),
  deviceId: DeviceId,
  gatewayId: GatewayId,
  transport: z.enum(['udp', 'tcp', 'tls', 'ws', 'wss']),
  expiresAt: Instant,
  userAgent: z.string().max(200).optional(),
});
/** It cannot be reached any more: an agent behind it must not be offered calls. */
const DeviceUnregistered = z.object({
  type: z.literal('device.unregistered'),
  deviceId: DeviceId,
  gatewayId: GatewayId,
  reason: z.enum(['unregistered', 'expired', 'connectionLost', 'gatewayStopped']),
});
/** A way to the public network answers no more (OPTIONS, RFC 3261 §11), or does again. Told at the start for each trunk. */
const TrunkChanged = z.object({
  type: z.literal('trunk.changed'),
  gatewayId: GatewayId,
  trunkId: TrunkId,
  up: z.boolean(),
  changedAt: Instant,
  why: z.string().max(200).optional(),
});
/** The gateway has called itself through a trunk and listened for its own sound (IC6). */
const LineProbed = z.object({
  type: z.literal('line.probed'),
  gatewayId: GatewayId,
  trunkId: TrunkId,
  probedAt: Instant,
  ok: z.boolean(),
  /** From our INVITE until our own sound was heard. */
  roundTripMs: Duration.optional(),
  why: z.string().max(200).optional(),
});
/** What the gateway holds: sent at its start, on request and every minute; legs not named are gone (engine.md: reconciliation). */
const GatewayCensus = z.object({
  type: z.literal('gateway.census'),
  gatewayId: GatewayId,
  /** Changes with every start of the process. */
  bootId: z.string(),
  reason: z.enum(['started', 'periodic', 'asked']),
  takenAt: Instant,
  /** After a restart: the last instant at which the process before it was known to be alive. Its calls ended then. */
  aliveUntilAt: Instant.optional(),
  legs: z.array(z.object({ ...onLeg, status: LegStatus })),
  devices: z.array(DeviceId),
});

/** What the gateway tells the acd. */
export const TelephonyEvent = z.discriminatedUnion('type', [
  LegArrived,
  LegAnswered,
  LegRinging,
  LegBridged,
  LegReleased,
  LegHoldChanged,
  LegTransferRequested,
  PlayFinished,
  DtmfReceived,
  NumberCollected,
  VoicemailFinished,
  CommandFailed,
  DeviceRegistered,
  DeviceUnregistered,
  GatewayCensus,
  TrunkChanged,
  LineProbed,
]);
export type TelephonyEvent = z.infer<typeof TelephonyEvent>;
export type TelephonyEventOf<T extends TelephonyEvent['type']> = Extract<TelephonyEvent, { type: T }>;

/** Which agent a device belongs to; kept by the console, read by the gateway when a browser registers. */
export const DeviceOwner = z.object({ deviceId: DeviceId, agentId: AgentId });
export type DeviceOwner = z.infer<typeof DeviceOwner>;
