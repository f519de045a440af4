/** How a party's media travels: plain RTP of a telephone, or the DTLS-SRTP with ICE of a browser (media.md: P and W). */
export type SdpProfile = 'plain' | 'webrtc';

/** RTP direction of a media line, from its owner's point of view (RFC 3264 §5.1). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** G.711, by whichever law: the only voice this gateway passes, because nothing is ever transcoded. */
export type Law = 'A' | 'mu';

/** What is read of a session description. */
export interface ReadSdp {
  readonly profile: SdpProfile;
  readonly direction: Direction;
  /** In the order in which they were offered. */
  readonly laws: readonly Law[];
  /** Payload type of telephone-event (RFC 4733), when keys are offered. */
  readonly keys?: number;
}

const MAX_BYTES = 16_384;
const lawOfStatic: Readonly<Record<string, Law>> = { '8': 'A', '0': 'mu' };
const lawOfName: Readonly<Record<string, Law>> = { 'pcma/8000': 'A', 'pcmu/8000': 'mu' };

/** Reads the audio of a session description; a text says why it cannot be used. */
export function readSdp(sdp: string | undefined): ReadSdp | string {
  if (sdp === undefined || sdp.trim() === '') return 'no session description';
  if (sdp.length > MAX_BYTES) return 'the session description is too large';
  if (!/^v=0\s*$/m.test(sdp) || !/^o=/m.test(sdp)) return 'not a session description';
  const audio = audioSection(sdp);
  if (audio === undefined) return 'no audio offered';
  const [, port, transport, formats] = audio.media;
  if (port === '0') return 'the audio is disabled';
  if (!/^c=IN IP[46] \S+/m.test(sdp)) return 'no connection address';
  const profile = profileOf(transport, audio.text);
  if (profile === undefined) return `transport ${transport.slice(0, 40)} is not supported`;
  const named = rtpMap(audio.text);
  const laws = formats.split(/\s+/).flatMap((format) => {
    const law = lawOfName[named.get(format) ?? ''] ?? (named.has(format) ? undefined : lawOfStatic[format]);
    return law === undefined ? [] : [law];
  });
  if (laws.length === 0) return 'neither PCMA nor PCMU is offered';
  const keys = [...named].find(([, name]) => name === 'telephone-event/8000')?.[0];
  const direction = directionOf(sdp, audio.text);
  return { profile, direction, laws, ...(keys === undefined ? {} : { keys: Number(keys) }) };
}

/** `c=0.0.0.0` is how telephones before RFC 3264 put on hold. */
function directionOf(sdp: string, section: string): Direction {
  if (/^c=IN IP4 0\.0\.0\.0\s*$/m.test(sdp) && !/^a=ice-ufrag:/m.test(sdp)) return 'inactive';
  return directionIn(section) ?? directionIn(sdp.slice(0, sdp.indexOf('m='))) ?? 'sendrecv';
}

interface AudioSection {
  readonly media: readonly [line: string, port: string, transport: string, formats: string];
  readonly text: string;
}

function audioSection(sdp: string): AudioSection | undefined {
  const text = sdp.split(/^(?=m=)/m).find((section) => section.startsWith('m=audio '));
  const media = text === undefined ? null : /^m=audio (\d{1,5})(?:\/\d+)? (\S+) ([^\r\n]+)/.exec(text);
  if (text === undefined || media === null || Number(media[1]) > 65_535) return undefined;
  return { media: [media[0], media[1] ?? '', media[2] ?? '', (media[3] ?? '').trim()], text };
}

function profileOf(transport: string, section: string): SdpProfile | undefined {
  if (transport === 'RTP/AVP') return 'plain';
  if (/^(UDP\/TLS\/)?RTP\/SAVPF$/.test(transport) && /^a=(ice-ufrag|fingerprint):/m.test(section)) return 'webrtc';
  return undefined;
}

function rtpMap(section: string): Map<string, string> {
  const lines = section.matchAll(/^a=rtpmap:(\d+) ([A-Za-z0-9.-]+\/\d+)/gm);
  return new Map([...lines].map((line) => [line[1] ?? '', (line[2] ?? '').toLowerCase()]));
}

function directionIn(text: string): Direction | undefined {
  return /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(text)?.[1] as Direction | undefined;
}

/** A description that offers one law only, and keys when they were offered. */
export function onlyLaw(sdp: string, law: Law): string {
  const read = readSdp(sdp);
  if (typeof read === 'string' || !read.laws.includes(law)) return sdp;
  const kept = new Set([law === 'A' ? '8' : '0', ...(read.keys === undefined ? [] : [String(read.keys)])]);
  return sdp
    .replace(/^(m=audio \S+ \S+) (.*)$/m, (_, head: string, formats: string) =>
      [
        head,
        ...formats
          .trim()
          .split(/\s+/)
          .filter((format) => kept.has(format)),
      ].join(' '),
    )
    .replace(/^a=(?:rtpmap|fmtp):(\d+) .*\r?\n/gm, (line, format: string) => (kept.has(format) ? line : ''));
}

const mirrored: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

/** Whether the party does not listen any more: it put us on hold (RFC 3264 §8.4). */
export function isHold(direction: Direction): boolean {
  return direction === 'sendonly' || direction === 'inactive';
}

/**
 * Our answer to a re-INVITE: the description in force, or the fresh one of the media server when the media moved, in the
 * direction that mirrors theirs; with a higher version when it differs from the one they know (RFC 3264 §8).
 */
export function nextAnswer(inForce: string, fresh: string | undefined, offered: Direction): string {
  const base = fresh ?? inForce;
  const bare = base.replace(/^a=(?:sendrecv|sendonly|recvonly|inactive)\r?\n/gm, '');
  const next = `${bare.replace(/(\r?\n)*$/, '')}\r\na=${mirrored[offered]}\r\n`;
  if (fresh === undefined && directionIn(inForce) === mirrored[offered]) return inForce;
  const version = BigInt(ORIGIN.exec(inForce)?.[2] ?? 0) + 1n;
  return next.replace(ORIGIN, (_, head: string) => `${head}${version}`);
}

const ORIGIN = /^(o=\S+ \S+ )(\d{1,30})/m;

/**
 * Whether a later description of the same party sends or expects its media elsewhere: a telephone at another address, a
 * browser whose network changed (ICE restart, RFC 8445 §9). A hold in the old way, `c=0.0.0.0`, moves nothing.
 */
export function hasMoved(before: string, after: string): boolean {
  const [one, other] = [placeOf(before), placeOf(after)];
  return one !== undefined && other !== undefined && one !== other;
}

function placeOf(sdp: string): string | undefined {
  const ufrag = /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
  if (ufrag !== undefined) return `${ufrag} ${/^a=fingerprint:(.*)/m.exec(sdp)?.[1]?.trim()}`;
  const address = /^c=IN IP[46] (\S+)/m.exec(sdp)?.[1];
  return address === '0.0.0.0' ? undefined : `${address} ${audioSection(sdp)?.media.slice(1).join(' ')}`;
}
