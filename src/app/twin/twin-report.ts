import { z } from 'zod';
import { type FigureName, type TwinFigures, twinFigures, twinStretch } from './twin-figures.js';

const range = z.strictObject({
  median: z.number(),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  ci95: z.number().nullable().describe('half width of the mean’s 95 % interval (Student); null for one run'),
  runs: z.number().describe('runs that have the figure'),
});
export type FigureRange = z.infer<typeof range>;

const cost = z.strictObject({
  cpu_ms: z.number(),
  cpu_ms_per_attempt: z.number().nullable(),
  decisions: z.number(),
  decision_mean_ms: z.number(),
  decision_p99_ms: z.number(),
});

/** What `cadencia simulate --json` answers. */
export const twinReport = z.strictObject({
  version: z.literal(1),
  scenario: z.string(),
  description: z.string(),
  notes: z.array(z.string()).describe('what a fitted scenario could not know'),
  seeds: z.array(z.number().int()),
  settings: z.array(
    z.strictObject({
      label: z.string(),
      changes: z.record(z.string(), z.string()),
      figures: z.record(z.string(), range).describe('by the name of the figure, over the seeds'),
      runs: z.array(
        z.strictObject({
          seed: z.number().int(),
          figures: twinFigures,
          reasons: z.record(z.string(), z.number()).describe('how attempts ended'),
          blocked_by: z.record(z.string(), z.number()).describe('rules that blocked dials'),
          limits: z.record(z.string(), z.number()).describe('decisions by what bound them'),
          stretches: z.array(twinStretch),
          defects: z.array(z.string()),
          cost: cost.optional().describe('time of this machine, only with --timings'),
        }),
      ),
    }),
  ),
});
export type TwinReport = z.infer<typeof twinReport>;
export type ReportedSetting = TwinReport['settings'][number];

/** Two-sided 95 % quantiles of Student's t by degrees of freedom; above the list the normal's. */
const STUDENT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
];

function rounded(value: number): number {
  return Number(value.toFixed(5));
}

function rangeOf(values: readonly number[]): FigureRange {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1);
  const middle = [sorted[Math.floor((n - 1) / 2)] ?? 0, sorted[Math.floor(n / 2)] ?? 0] as const;
  return {
    median: rounded((middle[0] + middle[1]) / 2),
    min: sorted[0] ?? 0,
    max: sorted[n - 1] ?? 0,
    mean: rounded(mean),
    ci95: n < 2 ? null : rounded((STUDENT[n - 2] ?? 1.96) * Math.sqrt(variance / n)),
    runs: n,
  };
}

/** Each figure's range over the runs that have it. */
export function rangesOf(runs: readonly TwinFigures[]): Record<string, FigureRange> {
  const names = Object.keys(twinFigures.shape) as FigureName[];
  const found: Record<string, FigureRange> = {};
  for (const name of names) {
    const values = runs.flatMap((figures) => figures[name] ?? []);
    if (values.length > 0) {
      found[name] = rangeOf(values);
    }
  }
  return found;
}
