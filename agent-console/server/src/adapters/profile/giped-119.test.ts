import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { civilDay } from '@decroche/calendar';
import { onCallPlan, planFaults } from '@decroche/oncall';
import { Definition, OnCallPlan, PlannedShift, type DayPlan } from '@decroche/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkDefinition } from '../../core/definition-check.ts';
import { dayPlan } from '../../core/roster/day-plan.ts';
import { lunchProposal, withProposal } from '../../core/roster/lunches.ts';
import type { Profile } from '../../app/ports.ts';
import { frenchNumberPlan } from '../numbering/number-plan.ts';
import { loadProfile } from './load-profile.ts';

const FOLDER = join(import.meta.dirname, '../../../../../profiles');
const DAY_MS = 86_400_000;

let profile: Profile;
let definition: Definition;
let plan: OnCallPlan;
beforeAll(async () => {
  profile = await loadProfile(FOLDER, 'giped-119');
  definition = Definition.parse({ ...profile.body, version: 1, publishedAt: 0, agents: profile.demo.agents });
  const { responders, ...onCall } = profile.onCall!;
  plan = OnCallPlan.parse({
    ...{ ...onCall, version: 1, publishedAt: 0, domainId: 'main', timeZone: definition.timeZone },
    responders: responders.map((each) => ({ ...each, phones: each.phones.map((_, index) => `p${index}`) })),
    ...{ overrides: [], temporaries: [], absences: [] },
  });
});
const service = (serviceId: string) => definition.services.find((each) => each.serviceId === serviceId)!;
const queue = (queueId: string) => definition.queues.find((each) => each.queueId === queueId)!;

describe('the profile giped-119', () => {
  it('holds together, with the people of its demonstration and without them', () => {
    expect(checkDefinition(profile.body)).toEqual([]);
    expect(checkDefinition(definition)).toEqual([]);
    expect(planFaults(plan, definition)).toEqual([]);
  });

  it('119 and 116111 are one service of child protection, open at every instant (H5, C9)', () => {
    const helpline = service('enfance-en-danger');
    expect(helpline).toMatchObject({ childProtection: true, queueId: 'pre-accueil', calendarId: 'jour-et-nuit' });
    for (const number of ['119', '+33119', '0033119', '116111']) expect(helpline.numbers).toContain(number);
    expect(helpline.callback).toBeUndefined();
    expect(queue('pre-accueil').handOverTo).toBe('ecoute');
    for (const each of helpline.relayNumbers ?? []) expect(helpline.numbers).toContain(each);
    expect(definition.services.filter((each) => each.childProtection)).toHaveLength(1);
  });

  it('every listener takes minors before others, and receives callers whom the reception leaves waiting', () => {
    const listeners = definition.agents.filter((agent) => agent.queues.some(({ queueId }) => queueId === 'ecoute'));
    expect(listeners.length).toBeGreaterThanOrEqual(10);
    const order = (agent: (typeof listeners)[number]) =>
      agent.queues.toSorted((a, b) => (a.rank ?? 1) - (b.rank ?? 1)).map(({ queueId }) => queueId);
    for (const agent of listeners) expect(order(agent)).toEqual(['ecoute-mineurs', 'ecoute', 'pre-accueil']);
    expect(service('enfance-en-danger').waitingKeys).toEqual([
      { key: '2', target: { kind: 'queue', queueId: 'ecoute-mineurs' } },
    ]);
  });

  it('tells callers which keys there are, as they are', () => {
    const text = (promptId: string): string => definition.prompts.find((each) => each.promptId === promptId)!.text;
    const { silentCaller, announcements, welcome } = service('enfance-en-danger');
    expect(silentCaller!.key).toBe('1');
    expect(text(welcome!)).toMatch(/ne pouvez pas parler, tapez 1\./);
    expect(text(announcements!.messages![0]!)).toMatch(/pas parler, tapez 1\..*enfant.*tape 2\./);
    for (const { prompt } of silentCaller!.questions) expect(text(prompt)).toMatch(/tape 1.*tape 2/);
    const { onCall } = service('support');
    expect(onCall!.messageKey).toBe('*');
    expect(text(onCall!.announcement)).toContain('touche étoile');
    for (const said of [plan.prompts!.whisper, plan.prompts!.alert]) {
      expect(text(said)).toMatch(/tapez 1\..*refuser, tapez 2\..*niveau suivant, tapez 3\./);
    }
  });

  it('says only what a French voice can say, and says nothing in vain', () => {
    const spoken = definition.prompts.filter(({ promptId }) => profile.sounds.get(promptId) === 'speech');
    for (const { text } of spoken) expect(text).toMatch(/^[A-ZÀ-Ýa-zà-ÿœŒ0-9 ,.:'’!?-]{2,300}$/);
    const used = JSON.stringify([definition.services, definition.calendars, plan.prompts]);
    for (const { promptId } of definition.prompts) expect(used).toContain(`"${promptId}"`);
  });

  it('has numbers that are numbers, and an account for everybody who answers or is on call', () => {
    const logins = new Map(profile.demo.accounts.map((each) => [each.login, each]));
    for (const { responderId, phones } of profile.onCall!.responders) {
      expect(logins.get(responderId)?.role).toMatch(/^(engineer|agent)$/);
      for (const phone of phones) expect(frenchNumberPlan.normalise(phone)).toMatch(/^\+33(6399|1990)/);
    }
    for (const { agentId, device } of definition.agents) {
      if (device.kind === 'browser') expect(logins.get(agentId)?.agentId).toBe(agentId);
    }
    expect(profile.demo.accounts.filter(({ role }) => role === 'supervisor')).toHaveLength(2);
  });

  it('is named in the README by the requirements it covers', async () => {
    const readme = await readFile(join(FOLDER, 'README.md'), 'utf8');
    const own = readme.slice(readme.indexOf('## giped-119'));
    for (const id of ['H5', 'H6', 'C9', 'C10', 'O1', 'O2', 'O3', 'O4', 'K4', 'K5']) {
      expect(own).toMatch(new RegExp(`\\b${id}\\b`));
    }
  });
});

describe('on call', () => {
  const asked = () => onCallPlan(plan, definition.calendars);
  /** Each date of both years in which clocks change twice, and the holidays of all kinds fall. */
  const from = Date.parse('2026-11-23T00:00Z');

  it('somebody is named at every instant of the next 400 days, both nights of changing clocks included', () => {
    for (const { scheduleId } of plan.schedules) {
      expect(asked().gaps(scheduleId, from, from + 400 * DAY_MS), scheduleId).toEqual([]);
    }
  });

  it('from 7:30 to the opening it is the profile that names somebody, not the contract (H6)', () => {
    const contract = {
      ...plan,
      schedules: plan.schedules.map((each) => ({
        ...each,
        rules: each.rules.filter(({ ruleId }) => ruleId !== 'avant-ouverture'),
      })),
    };
    // Monday 23 to Monday 30 November 2026.
    const gaps = onCallPlan(contract, definition.calendars).gaps('postes', from, from + 8 * DAY_MS);
    const wall = (at: number) => new Date(at).toLocaleString('fr-FR', { timeZone: 'Europe/Paris', timeStyle: 'short' });
    expect(gaps.map((each) => `${wall(each.fromAt)}–${wall(each.toAt)}`)).toEqual(Array(6).fill('07:30–08:00'));
  });

  it.each([
    // Monday 5 April 2027 is an ordinary one; Thursday 6 May is Ascension, and Saturday 8 May a holiday of its own.
    ['2027-04-05 17:59', 'jours'],
    ['2027-04-05 18:00', 'soirees'],
    ['2027-04-05 21:59', 'soirees'],
    ['2027-04-05 22:00', 'nuits'],
    ['2027-04-06 07:29', 'nuits'],
    ['2027-04-06 07:30', 'avant-ouverture'],
    ['2027-04-06 08:00', 'jours'],
    ['2027-04-09 18:00', 'week-ends'],
    ['2027-04-11 12:00', 'week-ends'],
    ['2027-04-12 07:29', 'week-ends'],
    ['2027-04-12 07:30', 'avant-ouverture'],
    ['2027-05-05 17:59', 'jours'],
    ['2027-05-05 18:00', 'jours-feries'],
    ['2027-05-06 12:00', 'jours-feries'],
    ['2027-05-07 07:29', 'jours-feries'],
    ['2027-05-07 07:30', 'avant-ouverture'],
    ['2027-05-14 18:00', 'week-ends'],
  ])('the hours of H6: at %s it is the rule %s', (when, ruleId) => {
    const at = Date.parse(`${when.replace(' ', 'T')}:00+02:00`);
    for (const scheduleId of ['postes', 'infrastructure']) {
      const span = asked().whoAt(scheduleId, at)!;
      // In working hours nobody is required by the contract; somebody is named all the same, for what monitoring sees.
      expect(span.required).toBe(ruleId !== 'jours');
      expect(span.because).toMatchObject({ ruleId });
    }
  });

  it('a whole week is one person’s for the infrastructure; nights and week-ends have their own turns at the posts (O1)', () => {
    const [friday] = [civilDay('2027-04-09', 'Europe/Paris')!];
    const people = (scheduleId: string, ruleIds: string[]) =>
      new Set(
        asked()
          .spans(scheduleId, friday.fromAt + DAY_MS * 0.75, friday.fromAt + DAY_MS * 7.75)
          .filter(({ because }) => because?.kind === 'rule' && ruleIds.includes(because.ruleId))
          .map(({ responderId }) => responderId),
      );
    expect(people('infrastructure', ['soirees', 'nuits', 'week-ends', 'avant-ouverture']).size).toBe(1);
    expect(people('postes', ['soirees', 'nuits']).size).toBe(1);
    expect(people('postes', ['week-ends']).size).toBe(1);
  });

  it('everybody has somebody who stands in, and one illness leaves no gap (O4)', () => {
    for (const { responderId } of plan.responders) {
      const absences = [{ absenceId: 'ill', responderId, fromAt: from, toAt: from + 60 * DAY_MS }];
      const without = onCallPlan({ ...plan, absences }, definition.calendars);
      for (const { scheduleId } of plan.schedules) {
        expect(without.gaps(scheduleId, from, from + 60 * DAY_MS), `${responderId}, ${scheduleId}`).toEqual([]);
      }
    }
  });

  it('answers are due within one hour at a distance, two on site, whatever the policy (O1)', () => {
    for (const { targets } of plan.policies) expect(targets).toEqual({ remoteMs: 3_600_000, onSiteMs: 7_200_000 });
  });

  it('the servers of the annex have their support class; those that are switched off are not watched (O2)', () => {
    const classOf = (name: string) => plan.equipment.find((each) => each.name === name)?.supportClass;
    expect(['XIVO 1', 'SRV SQL1', 'SRV WEB', 'SRVAD1', 'SRV ACCES', 'INTERNET'].map(classOf)).toEqual(
      Array(6).fill('HNO'),
    );
    expect(['SRV NAGIOS', 'XIVO 3 - Administratif', 'SRVDC2', 'SRV BACKUP'].map(classOf)).toEqual(Array(4).fill('HO'));
    expect([classOf('SRVMAIL2'), classOf('SRVWSUS')]).toEqual([undefined, undefined]);
    const servers = plan.equipment.filter(({ equipmentId }) => !['internet', 'sites-web'].includes(equipmentId));
    expect(servers).toHaveLength(7 + 25);
    expect(servers.filter(({ supportClass }) => supportClass === 'HNO')).toHaveLength(14);
  });
});

describe('the floor on an ordinary day (H5)', () => {
  const DATE = '2027-03-03';
  let picture: DayPlan;
  const present = (time: string) => {
    const at = Date.parse(`${DATE}T${time}:00+01:00`);
    return ['pre-accueil', 'ecoute'].map(
      (queueId) =>
        picture.coverage.find((each) => each.queueId === queueId)!.steps.find((step) => step.at === at)!.present,
    );
  };
  beforeAll(() => {
    const shifts = ['2027-03-02', DATE].flatMap((date) =>
      profile.demo.shifts.flatMap(({ templateId, agentIds }) => {
        const { from, to } = profile.shiftTemplates.find((each) => each.templateId === templateId)!;
        return agentIds.map((agentId) =>
          PlannedShift.parse({ shiftId: `${agentId}-${date}`, agentId, date, templateId, from, to, breaks: [] }),
        );
      }),
    );
    const ground = { date: DATE, definition, shifts, absences: [] };
    const proposal = lunchProposal(ground, profile.shiftTemplates);
    expect(proposal).toMatchObject({ unplaced: [] });
    const fed = withProposal(shifts, proposal, definition.timeZone);
    const whole = shifts.map((shift) => fed.find(({ shiftId }) => shiftId === shift.shiftId) ?? shift);
    picture = dayPlan({ ...ground, shifts: whole })!;
  });

  it('someone is there in every minute, and nobody’s meal leaves a queue alone', () => {
    for (const queueId of ['pre-accueil', 'ecoute', 'ecoute-mineurs', 'support']) {
      const { nobody, below } = picture.coverage.find((each) => each.queueId === queueId)!;
      expect({ nobody, below }, queueId).toEqual({ nobody: [], below: [] });
    }
    expect(picture.unnamed).toEqual([]);
  });

  it('two at night, four late in the evening, between two and ten from 18 h to 20 h', () => {
    // The queue of the reception counts listeners too: they receive whom it leaves waiting.
    expect(['23:00', '02:00', '06:45'].map((time) => present(time)[0])).toEqual([2, 2, 2]);
    expect(['21:00', '22:45'].map((time) => present(time)[0])).toEqual([4, 4]);
    for (const time of ['18:00', '18:30', '19:45']) {
      expect(present(time)[0]).toBeGreaterThanOrEqual(2);
      expect(present(time)[0]).toBeLessThanOrEqual(10);
    }
  });
});
