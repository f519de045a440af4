/** A figure over the stretch of time in which it stays the same. */
export interface LabelRun {
  readonly fromAt: number;
  readonly toAt: number;
  readonly label: string;
}

/** Figures that repeat are written once over all their steps: a step is too narrow for three digits. */
export function labelRuns(steps: readonly { readonly at: number; readonly label: string }[], stepMs: number) {
  const runs: LabelRun[] = [];
  for (const { at, label } of steps) {
    const last = runs.at(-1);
    if (last?.label === label && last.toAt === at) runs[runs.length - 1] = { ...last, toAt: at + stepMs };
    else runs.push({ fromAt: at, toAt: at + stepMs, label });
  }
  return runs.filter(({ label }) => label !== '');
}
