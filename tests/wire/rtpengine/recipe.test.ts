import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallId, LegId } from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RunningRtpengine, startRtpengine } from '../../../embedded/rtpengine/start.ts';
import { openKeyDoor, type PressedKey } from '../../../sip-gateway/src/adapters/rtpengine/dtmf.ts';
import { rtpengineMedia } from '../../../sip-gateway/src/adapters/rtpengine/media.ts';
import { NgClient } from '../../../sip-gateway/src/adapters/rtpengine/ng-client.ts';
import type { MediaCall, MediaPort } from '../../../sip-gateway/src/app/ports.ts';
import { type Bridge, callerAlone } from '../../../sip-gateway/src/core/bridge.ts';
import * as plan from '../../../sip-gateway/src/core/media-plan.ts';
import { planWhisper } from '../../../sip-gateway/src/core/whisper-plan.ts';
import { RtpEndpoint, toneShare, toneWav } from '../../support/rtp.ts';

const [MUSIC, WELCOME, CALLER, AGENT, OTHER] = [440, 600, 350, 800, 1_000];

let rtpengine: RunningRtpengine;
let client: NgClient;
let media: MediaPort;
let folder: string;
const keys: PressedKey[] = [];
let closeKeys: () => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decroche-media-'));
  await writeFile(join(folder, 'music.wav'), toneWav(MUSIC, 2_000));
  await writeFile(join(folder, 'welcome.wav'), toneWav(WELCOME, 400));
  await writeFile(join(folder, 'long.wav'), toneWav(MUSIC, 20_000));
  const door = await openKeyDoor({ host: '127.0.0.1', port: 0 }, (key) => keys.push(key), () => undefined); // prettier-ignore
  closeKeys = door.close;
  rtpengine = await startRtpengine({ dtmfPort: door.port });
  client = await NgClient.open({ host: '127.0.0.1', port: rtpengine.ngPort });
  media = rtpengineMedia(client, { pathOf: (file) => join(folder, file) });
});

afterAll(async () => {
  client.close();
  closeKeys();
  await rtpengine.stop();
  await rm(folder, { recursive: true });
});

let count = 0;

/** A caller connected to the media server, with the plans carried out one by one. */
async function caller() {
  const phone = await RtpEndpoint.open();
  onTestFinished(() => phone.close());
  const callId = `call-${++count}` as CallId;
  const call: MediaCall = {
    callId,
    callerLegId: `${callId}-c` as LegId,
    callerSdp: phone.sdp(),
    callerProfile: 'plain',
  };
  let bridge: Bridge = callerAlone;
  const [attached] = await media.run(call, [{ do: 'attachCaller' }]);
  phone.connect(attached!.sdp!);
  phone.sing(CALLER);
  const port = /^m=audio (\d+)/m.exec(attached!.sdp!)?.[1];
  return {
    phone,
    call,
    port,
    bridge: () => bridge,
    run: async (next: (bridge: Bridge) => plan.MediaPlan) => {
      const made = next(bridge);
      bridge = made.bridge;
      return media.run(call, made.operations);
    },
  };
}

async function agent(tone: number) {
  const phone = await RtpEndpoint.open();
  onTestFinished(() => phone.close());
  phone.sing(tone);
  return phone;
}

test('one visit: music, ring, bridge, hold, retrieve, transfer, and the caller keeps one port', async () => {
  const visit = await caller();
  const [legA, legB] = ['leg-a' as LegId, 'leg-b' as LegId];
  await visit.run((bridge) => plan.planPlay(bridge, 'music.wav', true));
  await visit.phone.hears(MUSIC);

  const a = await agent(AGENT);
  const [offer] = await visit.run((bridge) => plan.planRing(bridge, { legId: legA, profile: 'plain', early: false }));
  await visit.phone.hears(MUSIC);
  a.connect(offer!.sdp!);
  await visit.run((bridge) => plan.planJoin(bridge, legA, a.sdp()));
  await Promise.all([visit.phone.hears(AGENT), a.hears(CALLER), visit.phone.hearsNo(MUSIC)]);

  await visit.run((bridge) => plan.planHold(bridge, legA, 'music.wav'));
  await Promise.all([visit.phone.hears(MUSIC), a.hearsNo(CALLER)]);
  await visit.run((bridge) => plan.planRetrieve(bridge, legA));
  await Promise.all([visit.phone.hears(AGENT), a.hears(CALLER)]);

  await visit.run((bridge) => plan.planHold(bridge, legA, 'music.wav'));
  const b = await agent(OTHER);
  const [offerB] = await visit.run((bridge) => plan.planRing(bridge, { legId: legB, profile: 'plain', early: false }));
  await visit.phone.hears(MUSIC);
  b.connect(offerB!.sdp!);
  await visit.run((bridge) => plan.planJoin(bridge, legB, b.sdp()));
  await Promise.all([visit.phone.hears(OTHER), b.hears(CALLER), a.hearsNo(CALLER)]);

  await visit.run((bridge) => plan.planPart(bridge, legB));
  await visit.run((bridge) => plan.planPlay(bridge, 'music.wav', true));
  await visit.phone.hears(MUSIC);
  const [again] = await media.run(visit.call, [{ do: 'attachCaller' }]);
  expect(/^m=audio (\d+)/m.exec(again!.sdp!)?.[1]).toBe(visit.port);
  await media.run(visit.call, [{ do: 'deleteCall' }]);
});

test('a held agent is taken back after a transfer that rang in vain', async () => {
  const visit = await caller();
  const [legA, legB] = ['leg-a' as LegId, 'leg-b' as LegId];
  const a = await agent(AGENT);
  const [offer] = await visit.run((bridge) => plan.planRing(bridge, { legId: legA, profile: 'plain', early: false }));
  a.connect(offer!.sdp!);
  await visit.run((bridge) => plan.planJoin(bridge, legA, a.sdp()));
  await Promise.all([visit.phone.hears(AGENT), a.hears(CALLER)]);
  await visit.run((bridge) => plan.planHold(bridge, legA, 'music.wav'));
  await visit.run((bridge) => plan.planRing(bridge, { legId: legB, profile: 'plain', early: false }));
  await Promise.all([visit.phone.hears(MUSIC), a.hearsNo(CALLER)]);
  visit.phone.press('3');
  await expect.poll(() => keys.filter((key) => key.callId === visit.call.callId).at(-1)?.digit).toBe('3');
  await visit.run((bridge) => plan.planPart(bridge, legB));
  await Promise.all([visit.phone.hears(MUSIC), a.hearsNo(CALLER)]);
  await visit.run((bridge) => plan.planRetrieve(bridge, legA));
  await Promise.all([visit.phone.hears(AGENT), a.hears(CALLER)]);
});

test('the ringing tone of a trunk is not mixed into the music, and the trunk is heard once it answers', async () => {
  const visit = await caller();
  const leg = 'leg-t' as LegId;
  await visit.run((bridge) => plan.planPlay(bridge, 'music.wav', true));
  const trunk = await agent(OTHER);
  const [offer] = await visit.run((bridge) => plan.planRing(bridge, { legId: leg, profile: 'plain', early: true }));
  trunk.connect(offer!.sdp!);
  await visit.phone.hears(MUSIC);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(visit.phone.share(MUSIC)).toBeGreaterThan(0.9);
  await visit.run((bridge) => plan.planJoin(bridge, leg, trunk.sdp()));
  await Promise.all([visit.phone.hears(OTHER), trunk.hears(CALLER)]);
});

test('an agent who never answers leaves the waiting caller in music, and keys are told meanwhile', async () => {
  const visit = await caller();
  const leg = 'leg-a' as LegId;
  await visit.run((bridge) => plan.planPlay(bridge, 'music.wav', true));
  await visit.run((bridge) => plan.planRing(bridge, { legId: leg, profile: 'plain', early: false }));
  visit.phone.press('5');
  await expect.poll(() => keys.find((key) => key.callId === visit.call.callId)).toMatchObject({ digit: '5', legId: visit.call.callerLegId }); // prettier-ignore
  await visit.run((bridge) => plan.planPart(bridge, leg));
  await visit.phone.hears(MUSIC);
  visit.phone.press('#');
  await expect.poll(() => keys.filter((key) => key.callId === visit.call.callId).at(-1)?.digit).toBe('#');
});

describe.each([
  ['music', true],
  ['an announcement', false],
] as const)('a called party is whispered to while the caller hears %s', (_what, waits) => {
  test('nobody hears the other before they are joined, both do afterwards, and keys of both are told', async () => {
    const visit = await caller();
    const leg = 'leg-t' as LegId;
    const keysOf = (legId: LegId) =>
      keys.filter((key) => key.callId === visit.call.callId && key.legId === legId).map(({ digit }) => digit);
    await visit.run((bridge) => plan.planPlay(bridge, waits ? 'music.wav' : 'long.wav', waits));
    const party = await agent(OTHER);
    const [offer] = await visit.run((bridge) => plan.planRing(bridge, { legId: leg, profile: 'plain', early: true }));
    party.connect(offer!.sdp!);
    await visit.run((bridge) => planWhisper(bridge, { legId: leg, sdp: party.sdp(), file: 'welcome.wav', repeat: true })); // prettier-ignore
    await Promise.all([party.hears(WELCOME), visit.phone.hears(MUSIC)]);
    const [before, heard] = [visit.phone.heard.length, party.heard.length];
    await expect.poll(() => party.heard.length - heard).toBeGreaterThan(5_000);
    expect(toneShare(visit.phone.heard.slice(before), OTHER)).toBeLessThan(0.01);
    expect(toneShare(visit.phone.heard.slice(before), MUSIC)).toBeGreaterThan(0.9);
    expect(toneShare(party.heard.slice(heard), CALLER)).toBeLessThan(0.01);
    party.press('1');
    visit.phone.press('9');
    await expect.poll(() => [keysOf(leg), keysOf(visit.call.callerLegId)]).toEqual([['1'], ['9']]);
    await visit.run((bridge) => planWhisper(bridge, { legId: leg, sdp: party.sdp(), file: 'music.wav', repeat: true })); // prettier-ignore
    await party.hears(MUSIC);
    await visit.run((bridge) => plan.planJoin(bridge, leg, party.sdp()));
    await Promise.all([visit.phone.hears(OTHER), party.hears(CALLER)]);
    await Promise.all([visit.phone.hearsNo(MUSIC), party.hearsNo(MUSIC)]);
  });

  test('whoever is rung or goes besides, the whisper and what the caller hears go on, and the second is whispered to as well', async () => {
    const visit = await caller();
    const [legA, legB] = ['leg-a' as LegId, 'leg-b' as LegId];
    await visit.run((bridge) => plan.planPlay(bridge, waits ? 'music.wav' : 'long.wav', waits));
    const [a, b] = [await agent(OTHER), await agent(AGENT)];
    const [offerA] = await visit.run((bridge) => plan.planRing(bridge, { legId: legA, profile: 'plain', early: true }));
    a.connect(offerA!.sdp!);
    const whisper = (legId: LegId, phone: RtpEndpoint) => (bridge: Bridge) =>
      planWhisper(bridge, { legId, sdp: phone.sdp(), file: 'welcome.wav', repeat: true });
    await visit.run(whisper(legA, a));
    await a.hears(WELCOME);
    const [offerB] = await visit.run((bridge) => plan.planRing(bridge, { legId: legB, profile: 'plain', early: true }));
    b.connect(offerB!.sdp!);
    const heard = a.heard.length;
    await expect.poll(() => a.heard.length - heard).toBeGreaterThan(5_000);
    await Promise.all([a.hears(WELCOME), visit.phone.hears(MUSIC)]);
    await visit.run(whisper(legB, b));
    await Promise.all([a.hears(WELCOME), b.hears(WELCOME), visit.phone.hears(MUSIC)]);
    a.press('2');
    b.press('1');
    const told = () => keys.filter((key) => key.callId === visit.call.callId).map(({ legId, digit }) => `${legId} ${digit}`); // prettier-ignore
    await expect.poll(() => told().sort()).toEqual(['leg-a 2', 'leg-b 1']);
    await visit.run((bridge) => plan.planPart(bridge, legA));
    const after = b.heard.length;
    await expect.poll(() => b.heard.length - after).toBeGreaterThan(5_000);
    await Promise.all([b.hears(WELCOME), waits ? visit.phone.hears(MUSIC) : undefined]);
    expect(toneShare(visit.phone.heard.slice(-4_000), AGENT)).toBeLessThan(0.01);
    await visit.run((bridge) => plan.planJoin(bridge, legB, b.sdp()));
    await Promise.all([visit.phone.hears(AGENT), b.hears(CALLER), b.hearsNo(WELCOME)]);
  });
});

test('the duration of a prompt is told, a missing file is refused', async () => {
  const visit = await caller();
  const [played] = await visit.run((bridge) => plan.planPlay(bridge, 'welcome.wav', false));
  expect(played?.durationMs).toBe(400);
  await visit.phone.hears(WELCOME);
  await visit.phone.hearsNo(WELCOME);
  await expect(visit.run((bridge) => plan.planPlay(bridge, 'nowhere.wav', false))).rejects.toMatchObject({ code: 'refused' }); // prettier-ignore
});

test('a browser is offered ICE, DTLS and one multiplexed port', async () => {
  const visit = await caller();
  const [offer] = await visit.run((bridge) =>
    plan.planRing(bridge, { legId: 'leg-w' as LegId, profile: 'webrtc', early: false }),
  );
  expect(offer!.sdp).toMatch(/m=audio \d+ UDP\/TLS\/RTP\/SAVPF 8/);
  for (const line of ['a=fingerprint:', 'a=ice-ufrag:', 'a=candidate:', 'a=rtcp-mux', 'a=mid:']) {
    expect(offer!.sdp).toContain(line);
  }
  expect(offer!.sdp).not.toContain('a=crypto:');
});

test('when each party was last heard is told, and a party never heard is absent', async () => {
  const visit = await caller();
  await visit.run((bridge) => plan.planPlay(bridge, 'music.wav', true));
  await visit.phone.hears(MUSIC);
  const lastHeard = () => media.lastHeard(visit.call.callId);
  // Counted once a second by the media server.
  await expect.poll(async () => [...(await lastHeard()).keys()], { timeout: 4_000 }).toEqual([visit.call.callerLegId]);
  expect(Math.abs(Date.now() - (await lastHeard()).get(visit.call.callerLegId)!)).toBeLessThan(2_500);
});

test('a command to a media server that is away fails in time', async () => {
  const lonely = await NgClient.open({ host: '127.0.0.1', port: 9, deadlineMs: 200, resendMs: 50 });
  await expect(lonely.send('ping')).rejects.toMatchObject({ code: 'timeout', retryable: true });
  lonely.close();
});
