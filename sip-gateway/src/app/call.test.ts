import type { CallId, LegId, ServiceId, TelephonyEvent } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { Call, type Leg, type World } from './call.ts';

const callerLegId = 'caller' as LegId;

test.each(['caller', 'called'] as const)('no number of a reason phrase is told when the %s is released', (side) => {
  const told: TelephonyEvent[] = [];
  const world = { now: () => 5, events: { publish: (event: TelephonyEvent) => told.push(event) } };
  const media = { callId: 'call' as CallId, callerLegId, callerSdp: '', callerProfile: 'plain' } as const;
  const call = new Call(world as unknown as World, media, { serviceId: 'service' as ServiceId });
  const transfer: Leg = { legId: 'other' as LegId, side: 'called', status: 'ringing', phoneHolds: false };
  const leg = side === 'caller' ? call.caller : transfer;
  call.release(leg, { cause: 'noAnswer', by: 'party', sip: '480 +33 6 12 34 56 78 does not answer' });
  call.release(leg, { cause: 'noAnswer', by: 'system' });
  expect(told).toEqual([
    {
      ...{ type: 'leg.released', callId: 'call', legId: leg.legId, releasedAt: 5 },
      ...{ cause: 'noAnswer', by: 'party', sip: '480 … does not answer' },
    },
  ]);
});
