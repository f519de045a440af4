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
  const direction = directionIn(audio.text) ?? directionIn(sdp.slice(0, sdp.indexOf('m='))) ?? 'sendrecv';
  return { profile, direction, laws, ...(keys === undefined ? {} : { keys: Number(keys) }) };
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
 * Our answer to a re-INVITE that changes nothing but the direction: the description in force, mirrored, with a higher
 * version when it differs (RFC 3264 §8).
 */
export function answerInForce(local: string, offered: Direction): string {
  const bare = local.replace(/^a=(?:sendrecv|sendonly|recvonly|inactive)\r?\n/gm, '');
  const wanted = `${bare.replace(/(\r?\n)*$/, '')}\r\na=${mirrored[offered]}\r\n`;
  if (wanted.length === local.length && directionIn(local) === mirrored[offered]) return local;
  return wanted.replace(/^(o=\S+ \S+ )(\d+)/m, (_, head: string, version: string) => `${head}${BigInt(version) + 1n}`);
}
