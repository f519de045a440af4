import { civilDay } from '@decroche/calendar';
import { onCallPlan, planFaults } from '@decroche/oncall';
import { OnCallPlan, type AccountId, type Definition } from '@decroche/protocol';
import type { Profile } from '../../../agent-console/server/src/app/ports.ts';
import type { Chance } from './chance.ts';

const DAY_MS = 86_400_000;

/** The profile's on-call as the console publishes it at the first start. */
export function firstPlan(profile: Profile, definition: Definition): OnCallPlan {
  if (!profile.onCall) throw new Error('the profile has nobody on call');
  const { responders, ...onCall } = profile.onCall;
  return OnCallPlan.parse({
    ...{ ...onCall, version: 1, publishedAt: 0, domainId: 'main', timeZone: definition.timeZone },
    responders: responders.map(({ phones, ...each }) => ({
      ...each,
      phones: phones.map((_, phone) => `${each.responderId}-${phone}`),
    })),
    ...{ overrides: [], temporaries: [], absences: [] },
  });
}

/**
 * How a plan changes over a year: each month somebody is on leave for a week, somebody takes a night of somebody else, two
 * exchange their week-ends, and in August the infrastructure has a fortnight of its own. Each plan is what the console would
 * publish: it has no fault.
 */
export function plansOfAYear(year: number, first: OnCallPlan, definition: Definition, chance: Chance) {
  const people = first.responders.map((each) => each.responderId);
  const pick = (): AccountId => people[Math.floor(chance.between(0, people.length))] as AccountId;
  return Array.from({ length: 12 }, (_, index) => {
    const month = String(index + 1).padStart(2, '0');
    const at = civilDay(`${year}-${month}-01`, definition.timeZone)!.fromAt;
    const asked = onCallPlan(first, definition.calendars);
    const day = (offset: number): number => at + Math.round(offset * DAY_MS);
    const leave = Math.floor(chance.between(2, 20));
    const night = Math.floor(chance.between(3, 25));
    const by = 'chef' as AccountId;
    const replaced = asked.whoAt('postes', day(night + 0.95))?.responderId;
    const weekEnds = [10, 17].map((from) => {
      const owner = asked.whoAt('infrastructure', day(from))?.responderId;
      return { fromAt: day(from), toAt: day(from + 2), owner };
    });
    const swapped = weekEnds.flatMap(({ fromAt, toAt, owner }, half) => {
      const responderId = weekEnds[1 - half]?.owner;
      if (owner === undefined || responderId === undefined || owner === responderId) return [];
      const overrideId = `swap-${month}-${half}`;
      return [
        {
          overrideId,
          scheduleId: 'infrastructure',
          fromAt,
          toAt,
          responderId,
          replaces: owner,
          why: 'swap' as const,
          by,
        },
      ];
    });
    const plan: OnCallPlan = {
      ...first,
      ...{ version: index + 2, publishedAt: at },
      absences: [{ absenceId: `leave-${month}`, responderId: pick(), fromAt: day(leave), toAt: day(leave + 7) }],
      overrides: [
        {
          ...{
            overrideId: `night-${month}`,
            scheduleId: 'postes',
            fromAt: day(night + 0.7),
            toAt: day(night + 1.4),
            by,
          },
          ...{ responderId: pick(), why: 'override', ...(replaced === undefined ? {} : { replaces: replaced }) },
        },
        ...swapped,
      ],
      temporaries: index === 7 ? [august(day, people, by)] : [],
    };
    const faults = planFaults(plan, definition);
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
    return { at, plan };
  });
}

/** Two people take turns of three days; on the ninth day nobody was found, so that there is a real gap to be met. */
function august(day: (offset: number) => number, people: readonly AccountId[], by: AccountId) {
  const shifts = [0, 3, 6, 9].map((from) => ({
    responderId: people[from % 2] as AccountId,
    fromAt: day(4 + from),
    toAt: day(4 + (from === 6 ? 8.5 : from + 3)),
  }));
  return {
    ...{ temporaryId: 'august', scheduleId: 'infrastructure', name: 'Déménagement de la salle', by, shifts },
    ...{ fromAt: day(4), toAt: day(16) },
  };
}
