import { describe, expect, test } from 'vitest';
import { nightDefinition, nightService, Night } from './on-call-world.ts';

/** Everybody declines, twice. */
async function everybodyDeclines(night: Night): Promise<void> {
  for (const name of ['eve', 'max', 'eve', 'max']) {
    await night.telephone(`${name}-mobile`).picksUp();
    await night.telephone(`${name}-mobile`).presses('2');
  }
}

describe('when everybody declines', () => {
  test('the caller leaves a message, and the alert rings on the screens until somebody takes it', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await everybodyDeclines(night);
    expect(caller.hears).toEqual(['greeting', 'beep']);
    await night.world.pass(6_500);
    await caller.records('message');
    expect(await caller.ending()).toMatchObject({ outcome: 'voicemailLeft' });
    expect((await night.story()).slice(-2)).toEqual(['exhausted', 'messageLeft']);
    expect(night.last.status).toBe('exhausted');
    expect(await night.asks('alert.acceptRequested', { responderId: 'max' })).toBe('accepted');
    expect(night.last.status).toBe('accepted');
  });

  test('a caller who says nothing has been told that nobody came', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await everybodyDeclines(night);
    await night.world.pass(6_500);
    await caller.records('nothing');
    expect(await caller.ending()).toMatchObject({ outcome: 'onCallExhausted' });
  });

  test('a service without a voicemail says that it is closed and lets the caller go', async () => {
    const definition = nightDefinition({ services: [nightService({ voicemail: undefined })] });
    const night = await Night.falls({ definition });
    const caller = await night.caller();
    await everybodyDeclines(night);
    expect(caller.hears).toEqual(['closed']);
    await night.world.pass(4_000);
    expect(await caller.ending()).toMatchObject({ outcome: 'onCallExhausted', by: 'system' });
  });

  test('a message that is found later, after a crash of the gateway, is told of all the same', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await everybodyDeclines(night);
    await night.world.pass(6_500);
    const recordingId = night.world.gateway.recording.get(caller.callId) as never;
    await night.world.gatewayRestarts();
    await night.world.pass(200_000);
    await night.world.says({
      ...{ type: 'voicemail.finished', callId: caller.callId, recordingId, durationMs: 900, endedBy: 'recovered' },
      file: 'voicemail/found.wav',
    });
    expect((await night.story()).at(-1)).toBe('messageLeft');
  });
});

test('an exhausted alert that is passed on by hand begins anew', async () => {
  const night = await Night.falls();
  await night.caller();
  await everybodyDeclines(night);
  expect(await night.asks('alert.escalateRequested')).toBe('accepted');
  expect(night.last.status).toBe('escalating');
  expect(night.telephone('eve-mobile').is).toBe('ringing');
  expect((await night.story()).slice(-4)).toEqual([
    ...['escalated', 'stepStarted 1 0', 'paged eve telephone', 'pageRang eve'],
  ]);
});
