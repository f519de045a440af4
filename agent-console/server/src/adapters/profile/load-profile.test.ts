import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Definition, PlannedShift, type DayPlan } from '@decroche/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkDefinition } from '../../core/definition-check.ts';
import { dayPlan } from '../../core/roster/day-plan.ts';
import { lunchProposal, withProposal } from '../../core/roster/lunches.ts';
import type { Profile } from '../../app/ports.ts';
import { frenchNumberPlan } from '../numbering/number-plan.ts';
import { loadProfile } from './load-profile.ts';

const FOLDER = join(import.meta.dirname, '../../../../../profiles');

describe('the profile agences-eau', () => {
  let profile: Profile;
  let definition: Definition;
  beforeAll(async () => {
    profile = await loadProfile(FOLDER, 'agences-eau');
    definition = Definition.parse({ ...profile.body, version: 1, publishedAt: 0, agents: profile.demo.agents });
  });
  const service = () => definition.services[0]!;
  const desk = () => definition.queues[0]!;

  it('holds together, with the people of its demonstration and without them', () => {
    expect(checkDefinition(profile.body)).toEqual([]);
    expect(checkDefinition(definition)).toEqual([]);
  });
  it('keeps the contract: C2, C3 and H1 in figures', () => {
    expect(service().numbers).toEqual(['8008', '0800711900', '+33800711900']);
    expect(service().serviceLevel).toEqual({
      ...{ thresholdMs: 15_000, pickUpTarget: 0.92, abandonTarget: 0.01, clause: 'F4', clockStartsAt: 'queued' },
    });
    expect(definition.calendars[0]).toMatchObject({
      ...{ holidays: 'FR', timeZone: 'Europe/Paris' },
      weekly: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
    });
  });
  it('expects the 32 calls a day of C8, most of them in the morning', () => {
    const hours = service().expectedLoad!.callsPerHour.map(({ from, to, calls }) => {
      const length = Number(to.slice(0, 2)) - Number(from.slice(0, 2));
      return { from, calls: calls * length };
    });
    const sum = (all: typeof hours): number => all.reduce((total, { calls }) => total + calls, 0);
    expect(sum(hours)).toBe(32);
    expect(sum(hours.filter(({ from }) => from < '12:00'))).toBeGreaterThan(16);
  });
  it('says only what a French voice can say, and says nothing in vain', () => {
    const spoken = definition.prompts.filter(({ promptId }) => profile.sounds.get(promptId) === 'speech');
    for (const { text } of spoken) expect(text).toMatch(/^[A-ZÀ-Ýa-zà-ÿœŒ0-9 ,.:'’!?-]{2,300}$/);
    const used = JSON.stringify([definition.services, definition.calendars]);
    for (const { promptId } of definition.prompts) expect(used).toContain(`"${promptId}"`);
  });
  it('tells callers which keys there are, as they are', () => {
    const text = (promptId: string): string => definition.prompts.find((each) => each.promptId === promptId)!.text;
    expect(service().waitingKeys).toEqual([
      { key: '1', target: { kind: 'callback' } },
      { key: '2', target: { kind: 'voicemail' } },
    ]);
    expect(text('hint-callback')).toMatch(/rappelé.* 1\..*message.* 2\./);
    expect(text('callback-confirm')).toMatch(/confirmer.* 1\..*autre numéro.* 2\./);
    expect(service().announcements!.messages![0]).toBe('hint-callback');
  });
  it('has the shifts of H2 and H3', () => {
    const of = (start: string) =>
      profile.shiftTemplates
        .filter(({ templateId }) => templateId.startsWith(start))
        .map(({ from, to }) => `${from}–${to}`);
    expect(of('sd-').map((each) => each.slice(0, 5))).toEqual(['08:00', '08:30', '09:00', '10:00']);
    expect(of('prox-')).toEqual(['08:30–17:00', '08:00–16:00', '09:00–17:00', '10:00–18:00']);
    expect(profile.shiftTemplates.find(({ templateId }) => templateId === 'prox-seul')?.lunch).toEqual({
      ...{ earliest: '12:00', latest: '13:30', durationMs: 90 * 60_000 },
    });
    expect(desk().minimumPresent).toBe(1);
    const guarded = definition.pauseReasons.filter((each) => each.guarded).map((each) => each.reason);
    expect(guarded).toEqual(['pause', 'dejeuner']);
  });
  it('has numbers that are numbers, and accounts of people who exist', () => {
    for (const { number } of profile.demo.partyRules) expect(frenchNumberPlan.normalise(number)).toBe(number);
    const agents = definition.agents.map(({ agentId }) => agentId);
    for (const { agentId } of profile.demo.accounts) if (agentId !== undefined) expect(agents).toContain(agentId);
    expect(profile.demo.accounts.find(({ login }) => login === 'chef')).toMatchObject({ role: 'supervisor' });
  });
  it('is named in the README by the requirements it covers', async () => {
    const readme = await readFile(join(FOLDER, 'README.md'), 'utf8');
    for (const id of ['H1', 'H2', 'H3', 'H6', 'H7', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C11']) {
      expect(readme).toMatch(new RegExp(`\\b${id}\\b`));
    }
  });

  describe('on an ordinary day', () => {
    const DATE = '2027-03-03';
    let plan: DayPlan;
    const at = (time: string): number => Date.parse(`${DATE}T${time}:00+01:00`);
    const stepAt = (time: string) => plan.forecasts[0]!.steps.find((each) => each.at === at(time))!;
    beforeAll(() => {
      const shifts = profile.demo.shifts.flatMap(({ templateId, agentIds }) => {
        const { from, to } = profile.shiftTemplates.find((each) => each.templateId === templateId)!;
        return agentIds.map((agentId) =>
          PlannedShift.parse({ shiftId: agentId, agentId, date: DATE, templateId, from, to, breaks: [] }),
        );
      });
      const ground = { date: DATE, definition, shifts, absences: [] };
      const proposal = lunchProposal(ground, profile.shiftTemplates);
      expect(proposal).toMatchObject({ holds: true, unplaced: [] });
      expect(proposal.lunches).toHaveLength(shifts.length);
      plan = dayPlan({ ...ground, shifts: withProposal(shifts, proposal, definition.timeZone) })!;
    });
    it('somebody is there in every minute of opening, and reinforcement joins at its hour', () => {
      const { nobody, below, open } = plan.coverage[0]!;
      expect({ nobody, below }).toEqual({ nobody: [], below: [] });
      expect(open).toEqual([{ fromAt: at('08:00'), toAt: at('18:00') }]);
      const arrivals = plan.changes.filter(({ kind }) => kind === 'arrives').map((each) => each.at);
      expect(arrivals).toEqual(expect.arrayContaining(['08:00', '08:30', '09:00', '10:00'].map(at)));
    });
    it('the promise is expected to hold over the day; the screen is red where it would not', () => {
      const { pickUp, calls, load } = plan.forecasts[0]!;
      expect(load).toBe('definition');
      expect(calls).toBeCloseTo(32, 5);
      expect(pickUp).toBeGreaterThan(0.92);
      expect(stepAt('10:30')).toMatchObject({ open: true, missed: false });
      // One person alone from 17:00: the reserve of proximity has gone home.
      expect(stepAt('17:30')).toMatchObject({ open: true, missed: true });
      expect(stepAt('07:45')).toMatchObject({ open: false, calls: 0, missed: false });
    });
    it('nobody is named from 7:30 to the opening: the gap of the contract is shown (H6)', () => {
      expect(plan.unnamed).toEqual([{ fromAt: at('07:30'), toAt: at('08:00') }]);
    });
  });
});

describe('a profile that is not usable', () => {
  it.each([
    ['is missing', 'none', 'no such file'],
    ['is not JSON', 'agences-eau.contacts', 'no such file'],
  ])('%s is a fault of configuration', async (_name, profileId, why) => {
    await expect(loadProfile(FOLDER, profileId)).rejects.toMatchObject({ code: 'configuration' });
    await expect(loadProfile(FOLDER, profileId)).rejects.toThrow(why);
  });
});
