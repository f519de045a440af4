/** Who is there, who should be, and what pick-up rate that gives: pure functions over given data and a given instant. */
export {
  coverageBy,
  gaps,
  leastPresent,
  openStretches,
  presenceOver,
  type CoverageSlice,
  type Gap,
  type PresenceStep,
} from './coverage.ts';
export { agentsNeeded, expectedPickUp, type ExpectedPickUp, type Workload } from './erlang.ts';
export { callsExpected } from './expected-load.ts';
export { forecast, QUARTER_HOUR_MS, type ForecastQuestion, type ForecastSlice } from './forecast.ts';
export { lunchNeeds, planLunches, proveCoverage, withLunches, type LunchPlan, type LunchProof } from './lunch-plan.ts';
export { type Lunch, type LunchNeed, type LunchQuestion } from './lunch-seating.ts';
export { nextPossibleBreak, type BreakWish } from './next-break.ts';
export { minutesOf, presencesOf, rosterShift, rosterShifts } from './planned-shift.ts';
export { type Presence, type Stretch } from './stretch.ts';
