import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallId, LegId } from '@decroche/protocol';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRtpengine, startRtpengine } from '../../../embedded/rtpengine/start.ts';
import { rtpengineMedia } from '../../../sip-gateway/src/adapters/rtpengine/media.ts';
import { NgClient } from '../../../sip-gateway/src/adapters/rtpengine/ng-client.ts';
import type { MediaCall, MediaPort } from '../../../sip-gateway/src/app/ports.ts';
import { type Bridge, callerAlone } from '../../../sip-gateway/src/core/bridge.ts';
import * as plan from '../../../sip-gateway/src/core/media-plan.ts';
import { type AgentBrowser, openBrowser } from '../../support/browser.ts';
import { RtpEndpoint, toneWav } from '../../support/rtp.ts';

const [CALLER, AGENT, RINGING] = [350, 800, 440];
/** Longer than a browser keeps looking for media that do not begin (15 s). */
const RINGS_MS = 18_000;

let rtpengine: RunningRtpengine;
let client: NgClient;
let media: MediaPort;
let folder: string;
let browser: AgentBrowser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decroche-media-'));
  await writeFile(join(folder, 'ringing.wav'), toneWav(RINGING, 2_000));
  rtpengine = await startRtpengine();
  client = await NgClient.open({ host: '127.0.0.1', port: rtpengine.ngPort });
  media = rtpengineMedia(client, { pathOf: (file) => join(folder, file) });
  browser = await openBrowser(AGENT);
  // A page of localhost may use the microphone.
  await browser.page.route('http://localhost/', (route) => route.fulfill({ body: '<!doctype html>', contentType: 'text/html' })); // prettier-ignore
  await browser.page.goto('http://localhost/');
});
afterAll(async () => {
  await browser?.close();
  client?.close();
  await rtpengine?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Answers an offer as the softphone does, and gives the description with its candidates. */
const answerIn = (page: Page, offer: string): Promise<string> =>
  page.evaluate<string>(`(async (sdp) => {
    const connection = (window.connection = new RTCPeerConnection({ iceServers: [] }));
    const voice = await navigator.mediaDevices.getUserMedia({ audio: true });
    await connection.setRemoteDescription({ type: 'offer', sdp });
    for (const track of voice.getTracks()) connection.addTrack(track, voice);
    await connection.setLocalDescription(await connection.createAnswer());
    while (connection.iceGatheringState !== 'complete') {
      await new Promise((resolve) => connection.addEventListener('icegatheringstatechange', resolve, { once: true }));
    }
    return connection.localDescription.sdp;
  })(${JSON.stringify(offer)})`);

/** State of the connection, and how many packets of sound have come in. */
const stateIn = (page: Page): Promise<{ state: string; packets: number }> =>
  page.evaluate<{ state: string; packets: number }>(`(async () => {
    let packets = 0;
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type === 'inbound-rtp') packets = stat.packetsReceived;
    }
    return { state: connection.connectionState, packets };
  })()`);

/** Settles once the browser is being sent sound. */
async function isSentSound(page: Page): Promise<void> {
  const { packets: before } = await stateIn(page);
  await expect.poll(async () => (await stateIn(page)).packets, { timeout: 3_000 }).toBeGreaterThan(before + 10);
}

test('an agent in a browser waits as long as a telephone may ring, then both hear each other', async () => {
  const callId = 'browser-waits' as CallId;
  const legId = 'agent' as LegId;
  const call: MediaCall = { callId, callerLegId: 'caller' as LegId, callerSdp: media.nobody, callerProfile: 'plain' };
  const opened = plan.planOpen();
  let bridge: Bridge = opened.bridge;
  const [local] = await media.run(call, opened.operations);
  const run = async (made: plan.MediaPlan) => {
    bridge = made.bridge;
    return media.run(call, made.operations);
  };
  const [offer] = await run(plan.planRing(bridge, { legId, profile: 'webrtc', early: false }));
  const answer = await answerIn(browser.page, offer!.sdp!);
  await run(plan.planAwait(bridge, legId, answer));
  await expect.poll(async () => (await stateIn(browser.page)).state, { timeout: 5_000 }).toBe('connected');
  await run(plan.planRinging(bridge, legId, 'ringing.wav'));
  await isSentSound(browser.page);

  await new Promise((resolve) => setTimeout(resolve, RINGS_MS));
  expect((await stateIn(browser.page)).state).toBe('connected');

  const caller = await RtpEndpoint.open();
  caller.sing(CALLER);
  caller.connect(local!.sdp!);
  call.callerSdp = caller.sdp();
  await run(plan.planArrive(bridge));
  const joinedAt = performance.now();
  await run(plan.planJoin(bridge, legId, answer));
  await caller.hears(AGENT);
  expect(caller.spanOf(AGENT).from - joinedAt).toBeLessThan(200);
  await isSentSound(browser.page);
  await caller.hearsNo(RINGING);
  expect((await stateIn(browser.page)).state).toBe('connected');
  await run(plan.planHold(bridge, legId, 'ringing.wav'));
  await caller.hears(RINGING);
  await run(plan.planRetrieve(bridge, legId));
  await caller.hears(AGENT);
  await media.run(call, [{ do: 'deleteCall' }]);
  caller.close();
});

test('the first sound of a browser is known when the caller hears it, not when its keys are agreed', async () => {
  const caller = await RtpEndpoint.open();
  const [callId, legId] = ['browser-joins' as CallId, 'agent' as LegId];
  const call: MediaCall = { callId, callerLegId: 'caller' as LegId, callerSdp: caller.sdp(), callerProfile: 'plain' };
  const [local] = await media.run(call, [{ do: 'attachCaller' }]);
  caller.connect(local!.sdp!);
  const ringing = plan.planRing(callerAlone, { legId, profile: 'webrtc', early: false });
  const [offer] = await media.run(call, ringing.operations);
  const answer = await answerIn(browser.page, offer!.sdp!);
  await media.run(call, plan.planJoin(ringing.bridge, legId, answer).operations);
  const joinedAt = performance.now();
  while (!(await media.hasBeenHeard(callId, legId))) await new Promise((resolve) => setTimeout(resolve, 2));
  const knownAt = performance.now();
  await caller.hears(AGENT);
  const heardAt = caller.spanOf(AGENT).from;
  expect(Math.abs(knownAt - heardAt), `known ${knownAt - joinedAt}, heard ${heardAt - joinedAt}`).toBeLessThan(40);
  await media.run(call, [{ do: 'deleteCall' }]);
  caller.close();
});
