/** Who is on call: rotations, overrides, absences and backups; what a plan leaves open. Pure functions over a given plan. */
export { onCallPlan, type OnCall } from './on-call.ts';
export { planFaults, type PlanFault } from './plan-faults.ts';
