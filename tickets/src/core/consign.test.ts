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

describe('one ticket for one solicitation', () => {
  const placed: JournalEventOf<'call.placed'> = {
    ...{ type: 'call.placed', callId: 'cb' as CallId, legId: 'l' as LegId, gatewayId: 'g1' as GatewayId },
    ...{ serviceId: 'dsiun' as ServiceId, partyRef: 'p1' as PartyRef, placedAt: 70_000, dueAt: 70_000 },
    ...{ mode: 'now', dialling: 'agentFirst', answersCallId: callId, by: 'caller' },
  };
  const callback = consign(nothing, placed, 70_001).call!;
  const file = { call: callback, hasTicket: false, serviceName: 'Assistance DSIUN' };

  it('is opened when the caller asks to be rung back', () => {
    const asked = { type: 'call.callbackRequested', callId, callbackId: placed.callId } as const;
    expect(consign({ ...nothing, call: present }, asked, 50_000).consignment).toMatchObject({
      type: 'open',
      draft: { status: 'toComplete', origin: 'callback', callId, openedAt: 50_000 },
    });
    expect(consign({ ...nothing, call: present, hasTicket: true }, asked, 50_000).consignment).toBeUndefined();
  });
  it('takes the call-back in, answered or not', () => {
    const joined = { type: 'join', callId: 'cb', answersCallId: 'c1' };
    const picked = { ...answered, callId: placed.callId };
    expect(consign({ ...file, answersTicket: true }, picked, 9_001).consignment).toMatchObject({
      ...joined,
      agentId: 'a1',
    });
    const unreached = { ...ended('callbackUnreached'), callId: placed.callId };
    expect(consign({ ...file, answersTicket: true }, unreached, 60_000)).toMatchObject({
      call: undefined,
      consignment: { ...joined, entry: { change: { type: 'callEnded', outcome: 'callbackUnreached' } } },
    });
  });
  it('a call-back that answers no consigned call has a ticket of its own; reached or not, there is something to do', () => {
    const picked = { ...answered, callId: placed.callId };
    expect(consign(file, picked, 9_001).consignment).toMatchObject({ type: 'open', draft: { origin: 'callback' } });
    const unreached = { ...ended('callbackUnreached'), callId: placed.callId };
    expect(consign(file, unreached, 60_000).consignment).toMatchObject({
      draft: { origin: 'callback', status: 'toComplete' },
    });
    const calledOff = { ...ended('callbackCancelled'), callId: placed.callId };
    expect(consign(file, calledOff, 60_000).consignment).toMatchObject({ draft: { status: 'closed' } });
  });
  it('a key makes a child of the incident', () => {
    const incident = { dissuasionId: 'd1' as never, ticketId: 'INC-2026-00001' as never };
    const attach = { type: 'call.attachedToIncident', callId, ...incident } as const;
    expect(consign({ ...nothing, call: present }, attach, 20_000).consignment).toMatchObject({
      type: 'openChild',
      incidentId: 'INC-2026-00001',
      draft: { origin: 'dissuasion', callId },
    });
  });
  it('a message found later is to be heard', () => {
    const message = { recordingId: 'r' as never, file: 'f.wav', durationMs: 4_000 };
    const found = { type: 'call.voicemailRecovered', callId, ...message } as const;
    expect(consign({ ...nothing, hasTicket: true }, found, 90_000).consignment).toMatchObject({ type: 'wake' });
    expect(consign(nothing, found, 90_000).consignment).toBeUndefined();
  });
});
