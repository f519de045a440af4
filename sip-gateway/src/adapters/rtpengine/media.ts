import type { LegId } from '@decroche/protocol';
import type { MediaCall, MediaPort, MediaResult } from '../../app/ports.ts';
import type { MediaOperation } from '../../core/media-plan.ts';
import type { SdpProfile } from '../../core/sdp.ts';
import type { NgClient } from './ng-client.ts';
import type { NgMessage, NgValue } from './ng-codec.ts';

/** Endless in practice: 49 days of a one-second file. */
const FOR_EVER = 4_294_967;

/** The flags of a party, as measured (media.md: profiles P and W). Without port-latching the caller's port would change at every new branch. */
const profileFlags: Readonly<Record<SdpProfile, NgMessage>> = {
  plain: {
    flags: ['port-latching'],
    replace: ['origin', 'session-connection'],
    ICE: 'remove',
    'transport-protocol': 'RTP/AVP',
    'rtcp-mux': ['demux'],
  },
  webrtc: {
    flags: ['port-latching', 'generate-mid'],
    replace: ['origin', 'session-connection'],
    ICE: 'force',
    'transport-protocol': 'UDP/TLS/RTP/SAVPF',
    'rtcp-mux': ['require'],
    SDES: ['off'],
  },
};

/** The nobody whom a caller is connected to: port 9 swallows everything; it must list telephone-event or no key is told. */
const NOBODY = sdpOf(9, 'a=sendrecv');

/** A plain G.711 description at 127.0.0.1. */
export function sdpOf(port: number, direction: 'a=sendrecv' | 'a=recvonly'): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    direction,
    '',
  ].join('\r\n');
}

/** The media server behind its one door. */
export function rtpengineMedia(client: NgClient, options: { readonly pathOf: (file: string) => string }): MediaPort {
  return {
    async run(call, operations) {
      const results: MediaResult[] = [];
      for (const operation of operations) results.push(await carryOut(client, call, operation, options.pathOf));
      return results;
    },
    lagMs: () => client.lagMs,
    nobody: NOBODY,
    lastHeard: async (callId) => readLastHeard(await client.send('query', { 'call-id': callId })),
    hasBeenHeard: async (callId, legId) => readLastHeard(await client.send('query', { 'call-id': callId })).has(legId),
  };
}

function carryOut(
  client: NgClient,
  call: MediaCall,
  operation: MediaOperation,
  pathOf: (file: string) => string,
): Promise<MediaResult> {
  const base = { 'call-id': call.callId, 'from-tag': call.callerLegId };
  const party = (of: 'caller' | LegId) => ({
    'call-id': call.callId,
    'from-tag': of === 'caller' ? call.callerLegId : of,
  });
  const played = ({ file, repeat }: { readonly file: string; readonly repeat: boolean }) => ({
    file: pathOf(file),
    ...(repeat ? { 'repeat-times': FOR_EVER } : {}),
  });
  switch (operation.do) {
    case 'attachCaller':
      return attach(client, call, 'ivr', NOBODY);
    case 'attachSink':
      return attach(client, call, 'voicemail', operation.sdp);
    case 'offerBranch':
      return client
        .send('offer', { ...base, ...branch(operation.legId), sdp: call.callerSdp, ...profileFlags[operation.profile] })
        .then(readSdpOf);
    case 'answerBranch':
      return client
        .send('answer', {
          ...base,
          ...branch(operation.legId),
          sdp: operation.sdp,
          ...profileFlags[call.callerProfile],
        })
        .then(readSdpOf);
    case 'moveBranch':
      return move(client, call, operation);
    case 'deleteBranch':
      return client.send('delete', { ...base, 'to-tag': operation.legId, 'delete-delay': 0 }).then(nothing);
    case 'play':
      return client.send('play media', { ...base, ...played(operation) }).then(readDuration);
    case 'stop':
      return client.send('stop media', base).then(nothing);
    case 'playTo':
      return client.send('play media', { ...party(operation.legId), ...played(operation) }).then(readDuration);
    case 'stopTo':
      return client.send('stop media', party(operation.legId)).then(nothing);
    case 'block':
    case 'unblock':
      return client.send(`${operation.do} media`, party(operation.party)).then(nothing);
    case 'deleteCall':
      return client.send('delete', { 'call-id': call.callId, 'delete-delay': 0 }).then(nothing);
  }
}

const nothing = (): MediaResult => ({});
const readSdpOf = (answer: NgMessage): MediaResult => ({ sdp: String(answer['sdp']) });
const readDuration = (answer: NgMessage): MediaResult => ({ durationMs: Number(answer['duration'] ?? 0) });
const branch = (legId: LegId) => ({ 'to-tag': legId, 'via-branch': legId });

/** Connects the caller to a synthetic other side; the answer is what the caller is told. */
async function attach(client: NgClient, call: MediaCall, tag: string, sdp: string): Promise<MediaResult> {
  const base = { 'call-id': call.callId, 'from-tag': call.callerLegId, 'to-tag': tag };
  await client.send('offer', { ...base, sdp: call.callerSdp, ...profileFlags.plain });
  return readSdpOf(await client.send('answer', { ...base, sdp, ...profileFlags[call.callerProfile] }));
}

/** The called party offers, the caller's side answers from what is known of it; only the called party is told. */
async function move(
  client: NgClient,
  call: MediaCall,
  moved: { readonly legId: LegId; readonly sdp: string; readonly profile: SdpProfile },
): Promise<MediaResult> {
  const base = { 'call-id': call.callId, 'from-tag': moved.legId, 'to-tag': call.callerLegId };
  await client.send('offer', { ...base, sdp: moved.sdp, ...profileFlags[call.callerProfile] });
  return readSdpOf(await client.send('answer', { ...base, sdp: call.callerSdp, ...profileFlags[moved.profile] }));
}

const dictionary = (value: NgValue | undefined): NgMessage =>
  typeof value === 'object' && !Array.isArray(value) ? (value as NgMessage) : {};
const list = (value: NgValue | undefined): readonly NgValue[] => (Array.isArray(value) ? value : []);

/** From the answer to `query`: tags → medias → streams → last packet (epoch s); a stream that never had one is skipped. */
function readLastHeard(answer: NgMessage): ReadonlyMap<LegId, number> {
  const heard = new Map<LegId, number>();
  for (const [tag, described] of Object.entries(dictionary(answer['tags']))) {
    for (const media of list(dictionary(described)['medias'])) {
      for (const stream of list(dictionary(media)['streams'])) {
        const { stats, 'last packet': lastPacket } = dictionary(stream);
        if (Number(dictionary(stats)['packets'] ?? 0) === 0) continue;
        heard.set(tag as LegId, Math.max(heard.get(tag as LegId) ?? 0, Number(lastPacket ?? 0) * 1_000));
      }
    }
  }
  return heard;
}
