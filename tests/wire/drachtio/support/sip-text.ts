let number = 0;

/** A minimal session description. */
export const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40000 RTP/AVP 8',
  'a=rtpmap:8 PCMA/8000',
  '',
].join('\r\n');

/** What may differ from a plain request. */
export interface RequestParts {
  readonly method: string;
  readonly port: number;
  readonly transport?: string;
  readonly uri?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly branch?: string;
  readonly fromTag?: string;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** A request as a correct peer writes it. */
export function request(parts: RequestParts): string {
  const unique = `${process.pid}-${++number}`;
  const { method, port, transport = 'UDP', uri = 'sip:service@127.0.0.1', cseq = 1, body = '' } = parts;
  const lines = [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/${transport} 127.0.0.1:${port};branch=${parts.branch ?? `z9hG4bK-${unique}`}`,
    `From: <sip:caller@127.0.0.1>;tag=${parts.fromTag ?? `f${unique}`}`,
    `To: <sip:service@127.0.0.1>${parts.toTag === undefined ? '' : `;tag=${parts.toTag}`}`,
    `Call-ID: ${parts.callId ?? `call-${unique}`}`,
    `CSeq: ${cseq} ${method}`,
    `Contact: <sip:caller@127.0.0.1:${port}>`,
    'Max-Forwards: 70',
    ...(parts.headers ?? []),
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** A response to a request received, with a tag of ours in To. */
export function response(
  to: { header(name: string): string },
  status: string,
  extra: readonly string[] = [],
  body = '',
): string {
  const target = to.header('To');
  const tagged = target.includes(';tag=') || status.startsWith('100') ? target : `${target};tag=peer`;
  const lines = [
    `SIP/2.0 ${status}`,
    `Via: ${to.header('Via')}`,
    `From: ${to.header('From')}`,
    `To: ${tagged}`,
    `Call-ID: ${to.header('Call-ID')}`,
    `CSeq: ${to.header('CSeq')}`,
    ...extra,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
