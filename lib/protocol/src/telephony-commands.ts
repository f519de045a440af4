import { z } from 'zod';
import {
  AgentId,
  CallId,
  CollectId,
  DeviceId,
  GatewayId,
  LegId,
  OfferId,
  PartyRef,
  PlayId,
  RecordingId,
  ServiceId,
} from './ids.ts';
import { ReleaseCause } from './release-cause.ts';
import { Duration } from './time.ts';

/** What a leg is rung at. */
export const RingTarget = z.discriminatedUnion('kind', [
  /** A registered softphone or desk phone. */
  z.object({ kind: z.literal('device'), deviceId: DeviceId }),
  /** A static SIP address, for phones that do not register: `sip:agent7@192.0.2.7:5090`. */
  z.object({ kind: z.literal('uri'), uri: z.string().regex(/^sips?:[^\s<>"]+$/, 'a SIP URI') }),
  /** The number behind a reference of the party store, reached through the trunk: it stays out of every journal. */
  z.object({ kind: z.literal('party'), partyRef: PartyRef }),
  /** A telephone number reached through the trunk, in E.164 or as dialled inside. */
  z.object({ kind: z.literal('number'), number: z.string().regex(/^\+?[0-9*#]{2,20}$/, 'a telephone number') }),
]);
export type RingTarget = z.infer<typeof RingTarget>;

const onCall = { callId: CallId };
const onLeg = { callId: CallId, legId: LegId };

/** Send the caller's 200 OK and open the media path (media.md step 1). Told by `leg.answered`. */
const AnswerCaller = z.object({ type: z.literal('answerCaller'), ...onLeg });
/** Refuse a caller who has not been answered. `retryAfterMs` becomes the Retry-After of a 503. */
const RefuseCaller = z.object({
  type: z.literal('refuseCaller'),
  ...onLeg,
  cause: ReleaseCause,
  retryAfterMs: Duration.optional(),
});
/**
 * Play files of the media directory to the caller, one after the other; replaces what was playing.
 * Once: the end is told by `play.finished`. Repeated: for ever, until stopped or replaced.
 */
const Play = z.object({
  type: z.literal('play'),
  ...onCall,
  playId: PlayId,
  files: z.array(z.string()).min(1),
  repeat: z.boolean(),
});
/** Silence whatever is playing. */
const StopPlaying = z.object({ type: z.literal('stopPlaying'), ...onCall });
/**
 * Ring a party for a call (media.md step 3). Ends in `leg.answered` or `leg.released`; the gateway gives up with
 * `noAnswer` after `timeoutMs`. The caller keeps hearing what is playing.
 */
const RingLeg = z.object({
  type: z.literal('ringLeg'),
  ...onLeg,
  target: RingTarget,
  timeoutMs: Duration,
  /** `number`: the caller's number is passed on in From; `anonymous`: RFC 3323 anonymous; `service`: the first number of the service the caller dialled. */
  present: z.enum(['number', 'anonymous', 'service']),
  /** Travels as X-Decroche-Offer and lets the softphone match the INVITE to its screen pop. */
  offerId: OfferId.optional(),
  agentId: AgentId.optional(),
});
/**
 * Play files, one after the other, to a rung party who has answered and is not joined: they alone hear it (whisper), while the
 * caller goes on hearing what they hear. Their keys are told by `dtmf.received` with their leg. Once: the end is told by
 * `play.finished` with this `playId`; repeated: for ever, until replaced, joined or released.
 */
const PlayToLeg = z.object({
  type: z.literal('playToLeg'),
  ...onLeg,
  playId: PlayId,
  files: z.array(z.string()).min(1),
  repeat: z.boolean(),
});
/** Join the caller and an answered leg; what was playing stops (media.md step 4). Told by `leg.bridged`. */
const BridgeLeg = z.object({ type: z.literal('bridgeLeg'), ...onLeg });
/** End one leg; the caller stays in silence until told otherwise. Told by `leg.released`. */
const ReleaseLeg = z.object({ type: z.literal('releaseLeg'), ...onLeg, cause: ReleaseCause });
/** Part caller and agent and play hold music to the caller. */
const HoldLeg = z.object({ type: z.literal('holdLeg'), ...onLeg, playId: PlayId, musicFile: z.string() });
/** Join them again. Told by `leg.bridged`. */
const RetrieveLeg = z.object({ type: z.literal('retrieveLeg'), ...onLeg });
/** Record the caller into the media directory until hang-up, `#`, silence or the maximum. Told by `voicemail.finished`. */
const StartVoicemail = z.object({
  type: z.literal('startVoicemail'),
  ...onCall,
  recordingId: RecordingId,
  maximumMs: Duration,
  /** Silence after speech that ends the message. */
  silenceMs: Duration,
});
/** End the whole call: every leg is released with this cause. */
const ReleaseCall = z.object({ type: z.literal('releaseCall'), ...onCall, cause: ReleaseCause });
/**
 * Open a call that nobody has made yet, to ring someone back: the media path stands, the caller's leg is still to be dialled.
 * `ringLeg` and `dialCaller` may follow in either order.
 */
const OpenCall = z.object({ type: z.literal('openCall'), ...onLeg, serviceId: ServiceId });
/**
 * Dial the caller of an opened call through the trunk. Told by `leg.ringing`, then `leg.answered` or `leg.released` of the
 * caller's leg. The service's first number is presented.
 */
const DialCaller = z.object({ type: z.literal('dialCaller'), ...onLeg, partyRef: PartyRef, timeoutMs: Duration });
/**
 * Take a telephone number typed by the caller: its keys are told to nobody. Ended by `#`, by a pause of `timeoutMs`, or by
 * `maximumDigits`; told by `number.collected`. What is playing goes on until the first key.
 */
const CollectNumber = z.object({
  type: z.literal('collectNumber'),
  ...onLeg,
  collectId: CollectId,
  maximumDigits: z.number().int().min(2).max(20),
  timeoutMs: Duration,
});
/**
 * Read a party's number to the caller: `before`, then the file of each digit in order, then `after`. A run of prompts like
 * `play`, ended by `play.finished`; the number itself leaves the gateway for nowhere else.
 */
const PlayNumber = z.object({
  type: z.literal('playNumber'),
  ...onCall,
  playId: PlayId,
  partyRef: PartyRef,
  /** Files of the digits 0 to 9. */
  digits: z.array(z.string()).length(10),
  before: z.array(z.string()),
  after: z.array(z.string()),
});
/** Ask for a census now. */
const TakeCensus = z.object({ type: z.literal('takeCensus'), gatewayId: GatewayId });

/** What the acd asks of the gateway. Commands of one call are carried out in the order of the stream. */
export const TelephonyCommand = z.discriminatedUnion('type', [
  AnswerCaller,
  RefuseCaller,
  Play,
  StopPlaying,
  RingLeg,
  PlayToLeg,
  BridgeLeg,
  ReleaseLeg,
  HoldLeg,
  RetrieveLeg,
  StartVoicemail,
  ReleaseCall,
  OpenCall,
  DialCaller,
  CollectNumber,
  PlayNumber,
  TakeCensus,
]);
export type TelephonyCommand = z.infer<typeof TelephonyCommand>;
export type TelephonyCommandOf<T extends TelephonyCommand['type']> = Extract<TelephonyCommand, { type: T }>;
