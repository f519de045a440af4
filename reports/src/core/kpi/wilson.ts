import type { Share } from './readings.ts';

/** 97.5th percentile of the normal law: two-sided 95 %. */
const Z = 1.959_963_984_540_054;

/** Wilson's 95 % interval of a share: for dashboards only, never for the contract (kpi.md). */
export function wilsonInterval({ numerator, denominator }: Share): { low: number; high: number } | undefined {
  if (denominator <= 0) return undefined;
  const rate = numerator / denominator;
  const z2 = Z * Z;
  const centre = rate + z2 / (2 * denominator);
  const spread = Z * Math.sqrt((rate * (1 - rate)) / denominator + z2 / (4 * denominator * denominator));
  const scale = 1 + z2 / denominator;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}
