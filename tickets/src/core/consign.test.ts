import type {
  AgentId,
  CallId,
  CallOutcome,
  JournalEventOf,
  LegId,
  GatewayId,
  OfferId,
  PartyRef,
  ServiceId,
} from '@decroche/protocol';
import { CallOutcome as Outcomes } from '@decroche/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consign, type CallFile, type ConsignedEvent, type PresentCall } from './consign.ts';

const callId = 'c1' as CallId;
const arrived: JournalEventOf<'call.arrived'> = {
  type: 'call.arrived',
  callId,
  legId: 'l1' as LegId,
  gatewayId: 'g1' as GatewayId,
  serviceId: 'dsiun' as ServiceId,
  dialled: '8008',
  partyRef: 'p1' as PartyRef,
  receivedAt: 1_000,
};
const answered: JournalEventOf<'call.answered'> = {
  type: 'call.answered',
  callId,
  agentId: 'a1' as AgentId,
  offerId: 'o1' as OfferId,
  answeredAt: 9_000,
};
const ended = (outcome: CallOutcome): JournalEventOf<'call.ended'> => ({
  type: 'call.ended',
  callId,
  outcome,
  cause: 'normal',
  by: 'caller',
  endedAt: 60_000,
});
const nothing: CallFile = { call: undefined, hasTicket: false, serviceName: 'Assistance DSIUN' };
const present: PresentCall = { callId, serviceId: arrived.serviceId, receivedAt: 1_000 };

describe('a call that arrives', () => {
  it('is remembered, without a ticket yet', () => {
    const { call, consignment } = consign(nothing, arrived, 1_005);
    expect(call).toEqual({ callId, serviceId: 'dsiun', partyRef: 'p1', receivedAt: 1_000 });
    expect(consignment).toBeUndefined();
  });
});

describe('a call that is answered', () => {
  it('opens a draft for its agent, to complete', () => {
    const { consignment } = consign({ ...nothing, call: { ...present, partyRef: 'p1' as PartyRef } }, answered, 9_001);
    expect(consignment).toMatchObject({
      type: 'open',
      draft: {
        status: 'toComplete',
        origin: 'telephone',
        agentId: 'a1',
        serviceId: 'dsiun',
        partyRef: 'p1',
        subject: '',
      },
    });
  });
  it('opens nothing when it has its ticket', () => {
    expect(consign({ ...nothing, call: present, hasTicket: true }, answered, 9_001).consignment).toBeUndefined();
  });
  it('is consigned though its arrival was never read', () => {
    expect(consign(nothing, answered, 9_001).consignment).toMatchObject({ type: 'open', draft: { callId } });
  });
});

describe('a call that ends', () => {
  it('says in its ticket how and after how long a talk', () => {
    const { call, consignment } = consign(
      { ...nothing, call: { ...present, answeredAt: 9_000 }, hasTicket: true },
      ended('answered'),
      60_001,
    );
    expect(call).toBeUndefined();
    expect(consignment).toMatchObject({
      type: 'note',
      entry: { at: 60_000, actor: 'system', change: { type: 'callEnded', outcome: 'answered', durationMs: 51_000 } },
    });
  });
  it.each([
    ['voicemailLeft', 'voicemail', 'toComplete', 'Message vocal à traiter — Assistance DSIUN'],
    ['voicemailEmpty', 'voicemail', 'closed', 'Passage en messagerie sans message — Assistance DSIUN'],
    ['abandonedInWelcome', 'abandoned', 'closed', 'Appel abandonné pendant l’accueil — Assistance DSIUN'],
    ['abandonedInQueue', 'abandoned', 'closed', 'Appel abandonné en file d’attente — Assistance DSIUN'],
    ['abandonedWhileRinging', 'abandoned', 'closed', 'Appel abandonné pendant la sonnerie — Assistance DSIUN'],
    ['refusedClosed', 'closed', 'closed', 'Appel hors horaires — Assistance DSIUN'],
    ['refusedFull', 'closed', 'closed', 'Appel refusé : file pleine — Assistance DSIUN'],
    ['overflowReleased', 'abandoned', 'closed', 'Appel libéré après attente maximale — Assistance DSIUN'],
    ['technicalFailure', 'abandoned', 'closed', 'Appel interrompu par un incident technique — Assistance DSIUN'],
  ] as const)('with %s has a ticket of origin %s, %s', (outcome, origin, status, subject) => {
    const { consignment } = consign({ ...nothing, call: present }, ended(outcome), 60_001);
    expect(consignment).toMatchObject({ type: 'open', draft: { origin, status, subject, openedAt: 60_000 } });
  });
});

it('every life of a call, whatever lines are lost or repeated, makes exactly one ticket once it has ended', () => {
  const lives = fc.record({
    arrived: fc.integer({ min: 0, max: 2 }),
    answered: fc.integer({ min: 0, max: 2 }),
    ended: fc.integer({ min: 1, max: 2 }),
    outcome: fc.constantFrom(...Outcomes.options),
  });
  fc.assert(
    fc.property(lives, (life) => {
      const events: ConsignedEvent[] = [
        ...Array<ConsignedEvent>(life.arrived).fill(arrived),
        ...Array<ConsignedEvent>(life.answered).fill(answered),
        ...Array<ConsignedEvent>(life.ended).fill(ended(life.outcome)),
      ];
      let call: PresentCall | undefined;
      let tickets = 0;
      for (const event of events) {
        const step = consign({ call, hasTicket: tickets > 0, serviceName: undefined }, event, 1);
        call = step.call;
        if (step.consignment?.type === 'open') tickets += 1;
      }
      expect(tickets).toBe(1);
      expect(call).toBeUndefined();
    }),
  );
});
