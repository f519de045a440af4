import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serverKey } from '../transaction/context.ts';
import { parseUri, parseVia, splitList, tagOf, uriOf } from './grammar.ts';
import { parseMessage, trimToLength } from './parse.ts';
import type { SipMessage } from './message.ts';
import { checkRequest, checkResponse } from './validate.ts';

/** The cases of RFC 4475 that touch what the server itself reads, written anew in their spirit. */
const text = (...lines: string[]): string => `${lines.join('\r\n')}\r\n`;
const parse = (message: string): SipMessage => parseMessage(message) as SipMessage;

const BASE = [
  'Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK293423',
  'To: <sip:user@example.com>',
  'From: <sip:caller@example.org>;tag=33242',
  'Call-ID: torture@example.org',
  'CSeq: 8 OPTIONS',
  'Max-Forwards: 70',
  'Contact: <sip:caller@host.example.org>',
];
/** An OPTIONS with some headers replaced by name, others added. */
function options(
  changes: Record<string, string | undefined> = {},
  start = 'OPTIONS sip:user@example.com SIP/2.0',
  body = '',
): string {
  const lines = BASE.flatMap((line) => {
    const name = line.slice(0, line.indexOf(':'));
    if (!(name in changes)) return [line];
    return changes[name] === undefined ? [] : [`${name}: ${changes[name]}`];
  });
  const added = Object.entries(changes).filter(([name]) => !BASE.some((line) => line.startsWith(`${name}:`)));
  return text(start, ...lines, ...added.map(([name, value]) => `${name}: ${value}`), '') + body;
}

describe('§3.1.1 valid messages are served', () => {
  test('a short tortuous INVITE: folds, compact names, spaces, odd case, several Vias', () => {
    const message = parse(
      text(
        'INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0',
        'TO :',
        ' sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n',
        'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
        '  ;',
        '  tag = 98asjd8',
        'MaX-fOrWaRdS: 0068',
        'Call-ID: wsinv.ndaksdj@192.0.2.1',
        'Content-Length   : 5',
        'cseq: 0009',
        '  INVITE',
        'Via  : SIP  /   2.0',
        ' /UDP',
        '    192.0.2.2;branch=390skdjuw',
        's :',
        'NewFangledHeader:   newfangled value',
        ' continued newfangled value',
        'UnknownHeaderWithUnusualValue: ;;,,;;,;',
        'Content-Type: application/sdp',
        'Route:',
        ' <sip:services.example.com;lr;unknownwith=value;unknown-no-value>',
        'v:  SIP  / 2.0  / TCP     spindle.example.com   ;',
        '  branch  =   z9hG4bK9ikj8  ,',
        ' SIP  /    2.0   / UDP  192.168.255.111   ; branch=',
        ' z9hG4bK30239',
        'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =',
        '      newvalue ;',
        '  secondparam ; q = 0.33',
        '',
      ) + 'v=0\r\n',
    );
    expect(checkRequest(message)).toBeUndefined();
    expect(message.fromTag).toBe('98asjd8');
    expect(message.toTag).toBe('1918181833n');
    expect(message.cseq).toEqual({ number: 9, method: 'INVITE' });
    expect(message.via).toMatchObject({ transport: 'UDP', host: '192.0.2.2', branch: '390skdjuw' });
    expect(message.list('via').length).toBe(3);
    expect(uriOf(message.get('contact') ?? '')).toBe('sip:jdrosen@example.com');
  });

  const served: [name: string, message: string][] = [
    [
      'a method of every token character',
      options(
        { CSeq: "139122385 !interesting-Method0123456789_*+`.%indeed'~" },
        "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d@example.com SIP/2.0",
      ),
    ],
    [
      'escapes in URIs and parameters',
      options(
        { To: '<sip:%75se%72@example.com>', From: '<sip:I%20have%20spaces@example.net>;tag=1' },
        'OPTIONS sip:sips%3Auser%40example.com@example.net SIP/2.0',
      ),
    ],
    [
      'escaped zero bytes',
      options({ From: 'sip:null-%00-null@example.com;tag=839923423' }, 'OPTIONS sip:null-%00-null@example.com SIP/2.0'),
    ],
    ['no space between display name and bracket', options({ From: 'caller<sip:caller@example.com>;tag=323' })],
    [
      'very long values',
      options({
        To: `"${'I have a user name of extreme proportion'.repeat(20)}" <sip:user@example.com:6000;p=${'long'.repeat(300)}>`,
        Via: `SIP/2.0/TCP host.example.com;branch=z9hG4bK${'b'.repeat(600)}`,
      }),
    ],
    ['a semicolon before the at sign', options({}, 'OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0')],
    [
      'unknown transports below',
      options({
        Via: 'SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw,\r\n SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf,SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en',
      }),
    ],
    ['a zero of Max-Forwards for a server that answers', options({ 'Max-Forwards': '0' })],
    ['a scheme in To that nobody knows', options({ To: '<isbn:2983792873>' })],
    ['parameters a REGISTER does not know', options({ Contact: 'sip:+19725552222@gw1.example.net;unknownparam' })],
    ['a date that is none', options({ Date: 'Fri, 01 Jan 2010 16:00:00 EST' })],
    ['an authorization of an unknown kind', options({ Authorization: 'NoOneKnowsThisScheme opaque-data=here' })],
    [
      'a content type nobody reads',
      options({ 'Content-Type': 'application/unknownformat', 'Content-Length': '2' }, undefined, 'xy'),
    ],
    ['extensions required that nobody has', options({ Require: 'nothingSupportsThis, nothingSupportsThisEither' })],
    ['no Max-Forwards, as RFC 2543 had it', options({ 'Max-Forwards': undefined })],
  ];
  test.each(served)('%s', (_name, message) => {
    expect(checkRequest(parse(message))).toBeUndefined();
    expect(parse(message).via).toBeDefined();
  });

  test('octets after the body are not part of it', () => {
    const message = trimToLength(
      parse(options({ 'Content-Length': '3' }, undefined, 'abcINVITE sip:joe@example.com SIP/2.0\r\n')),
    );
    expect(message.body).toBe('abc');
  });

  test('binary bodies keep every byte', () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('latin1');
    expect(parse(options({ 'Content-Length': '256' }, undefined, body)).body).toBe(body);
  });

  test.each([
    ['an unusual phrase', 'SIP/2.0 200 = 2**3 * 5**2 \u00d0\u00bd\u00d0\u00be', 200],
    ['no phrase', 'SIP/2.0 100 ', 100],
  ])('a response with %s', (_name, start, status) => {
    const message = parse(options({}, start));
    expect(checkResponse(message)).toBeUndefined();
    expect(message.status).toBe(status);
  });
});

describe('§3.1.2, §3.3 invalid messages are refused for the right reason', () => {
  const refused: [name: string, message: string, status: number, reason: RegExp][] = [
    [
      'Content-Length larger than the message',
      options({ 'Content-Length': '9999' }, undefined, 'v=0'),
      400,
      /Content-Length/,
    ],
    ['negative Content-Length', options({ 'Content-Length': '-999' }), 400, /Content-Length/],
    ['a scalar too large for CSeq', options({ CSeq: '36893488147419103232 OPTIONS' }), 400, /CSeq/],
    ['a quoted string that does not end', options({ To: '"Mr. J. User <sip:j.user@example.com>' }), 400, /To/],
    ['brackets round the Request-URI', options({}, 'OPTIONS <sip:user@example.com> SIP/2.0'), 400, /Request-URI/],
    ['white space in the Request-URI', options({}, 'OPTIONS sip:user@example.com; lr SIP/2.0'), 400, /Request-URI/],
    ['several spaces in the request line', options({}, 'OPTIONS  sip:user@example.com  SIP/2.0'), 400, /Request-URI/],
    [
      'spaces at the end of the request line',
      options({}, 'OPTIONS sip:user@example.com SIP/2.0  '),
      400,
      /Request-Line/,
    ],
    ['an unknown version', options({}, 'OPTIONS sip:t.watson@example.org SIP/7.0'), 505, /Version/],
    ['a method that does not match its CSeq', options({ CSeq: '8 INVITE' }), 400, /CSeq/],
    [
      'an unknown method that does not match its CSeq',
      options({ CSeq: '8 OPTIONS' }, 'NEWMETHOD sip:user@example.com SIP/2.0'),
      400,
      /CSeq/,
    ],
    [
      'no required header but Via',
      text(
        'INVITE sip:user@example.com SIP/2.0',
        'CSeq: 193942 INVITE',
        'Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf',
        '',
      ),
      400,
      /Missing/,
    ],
    [
      'an unknown scheme in the Request-URI',
      options({}, 'OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0'),
      416,
      /Scheme/,
    ],
    ['several values where one may stand', `${options({ 'Call-ID': 'a\r\nCall-ID: b' })}`, 400, /Multiple/],
    ['several Content-Lengths', options({ 'Content-Length': '0\r\nContent-Length: 5' }), 400, /Multiple/],
    [
      'an RFC 2543 INVITE, which could make no dialog',
      text(
        'INVITE sip:UserB@example.com SIP/2.0',
        'Via: SIP/2.0/UDP iftgw.example.com',
        'From: <sip:+13035551111@ift.client.example.net;user=phone>',
        'To: sip:+16505552222@ss1.example.net;user=phone',
        'Call-ID: inv2543.1717@ift.client.example.com',
        'CSeq: 56 INVITE',
        '',
      ),
      400,
      /Missing From Tag/,
    ],
  ];
  test.each(refused)('%s', (_name, message, status, reason) => {
    const rejection = checkRequest(parse(message));
    expect(rejection).toMatchObject({ status });
    expect(rejection?.reason).toMatch(reason);
  });

  test('a response with an overlarge status or scalars is dropped', () => {
    expect(parseMessage(options({}, 'SIP/2.0 4294967301 better not break the receiver'))).toBeUndefined();
    expect(checkResponse(parse(options({ CSeq: '9292394834772304023312 OPTIONS' }, 'SIP/2.0 503 x')))).toMatch(/CSeq/);
  });

  test('a branch that is the cookie alone identifies nothing', () => {
    const one = parse(options({ Via: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK' }));
    const other = parse(options({ Via: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK', 'Call-ID': 'another' }));
    expect(serverKey(one)).not.toBe(serverKey(other));
  });
});

describe('the scanners', () => {
  test('lists are cut at commas outside quotes and brackets', () => {
    expect(splitList('"a, \\"b" <sip:x,y@h>;q=1, <sip:z@h> ,,')).toEqual(['"a, \\"b" <sip:x,y@h>;q=1', '<sip:z@h>']);
  });

  test('tags are parameters of the header, not of the URI', () => {
    expect(tagOf('<sip:a@b;tag=no>;x=1;Tag=yes')).toBe('yes');
    expect(tagOf('"x;tag=no" <sip:a@b>')).toBeUndefined();
  });

  test.each([
    [
      'sip:alice@[2001:db8::1]:5070;transport=TCP;lr',
      { user: 'alice', host: '2001:db8::1', port: 5070, transport: 'tcp', looseRouting: true },
    ],
    ['sips:example.com', { scheme: 'sips', user: '', host: 'example.com', port: undefined }],
  ])('URI %s', (uri, expected) => {
    expect(parseUri(uri)).toMatchObject(expected);
  });

  test.each(['', 'sip:', 'sip:a@', 'sip:a@b:port', 'sip:a@b:99999', 'mailto:a@b', 'sip:a@b c'])('no URI: %j', (uri) => {
    expect(parseUri(uri)).toBeUndefined();
  });

  test('no bytes whatever make the reader fail', () => {
    const line = fc.constantFrom(
      ...BASE,
      'l: 5',
      'v:',
      ':',
      ' folded',
      'Via: ;;;',
      'To: "',
      'From: <',
      'CSeq: 1',
      '\0',
      'Require: ,,"',
    );
    const messages = fc.tuple(
      fc.constantFrom('OPTIONS sip:a@b SIP/2.0', 'SIP/2.0 200 OK', 'x y z', 'INVITE  SIP/2.0'),
      fc.array(fc.oneof(line, fc.string({ unit: 'binary' }))),
    );
    fc.assert(
      fc.property(messages, fc.string({ unit: 'binary' }), ([start, lines], body) => {
        const message = parseMessage(`${[start, ...lines].join('\r\n')}\r\n\r\n${body}`);
        if (!message) return;
        if (message.isRequest) checkRequest(message);
        else checkResponse(message);
        const patched = trimToLength(message).withReceived('192.0.2.1', 5060);
        if (message.via) expect(parseVia(patched.get('via') ?? '')).toBeDefined();
      }),
      { numRuns: 2000 },
    );
  });

  test('a hostile message costs no more than its length', () => {
    const hostile = [
      ';'.repeat(60_000),
      '"'.repeat(60_001),
      '<'.repeat(60_000),
      `${' '.repeat(60_000)}x`,
      'a,'.repeat(30_000),
      '\r\n '.repeat(20_000),
    ];
    const start = performance.now();
    for (const value of hostile) {
      for (const header of ['Via', 'To', 'Contact', 'CSeq', 'Session-Expires', 'Require']) {
        const message = parse(options({ [header]: value }));
        checkRequest(message);
        message.withReceived('192.0.2.1', 1);
        message.list('contact');
        message.names('require', 'x');
      }
    }
    expect(performance.now() - start).toBeLessThan(1500);
  });
});
