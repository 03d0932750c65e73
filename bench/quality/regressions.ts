import { readFileSync, writeFileSync } from 'node:fs';
import type { Figures } from './figures.js';
import type { Estimate } from './statistics.js';

/** What is kept of a row to compare later ones with. */
interface KeptRow {
  readonly occupancy: Estimate;
  readonly drop: Estimate;
  readonly attempts: Estimate;
  readonly days: number;
  readonly daysOver: number;
}

export type Kept = Record<string, KeptRow>;

export interface Regression {
  readonly row: string;
  readonly figure: string;
  readonly was: string;
  readonly is: string;
  readonly deviations: number;
}

/** The part of a row that is compared. */
export type Judged = Pick<Figures, 'cap' | 'occupancy' | 'drop' | 'attempts' | 'days' | 'daysOver'> & {
  readonly scenario: { readonly name: string };
};

const keyOf = ({ scenario, cap }: Judged): string => `${scenario.name}@${cap}`;

function rounded({ mean, error, days }: Estimate): Estimate {
  const round = (value: number): number => Number(value.toPrecision(5));
  return { mean: round(mean), error: round(error), days };
}

export function readBaseline(file: string): Kept {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly rows: Kept }).rows;
  } catch {
    return {};
  }
}

/** Writes the rows over those of the file; rows that were not run now stay. */
export function writeBaseline(file: string, rows: readonly Judged[]): void {
  const kept: Kept = { ...readBaseline(file) };
  for (const row of rows) {
    kept[keyOf(row)] = {
      occupancy: rounded(row.occupancy),
      drop: rounded(row.drop),
      attempts: rounded(row.attempts),
      days: row.days,
      daysOver: row.daysOver,
    };
  }
  const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => a.localeCompare(b)));
  writeFileSync(
    file,
    `${JSON.stringify({ written: 'npm run bench:quality -- --save', rows: sorted }, null, 2)}\n`,
  );
}

/** Standard errors by which `is` is above `was`. */
function deviationsUp(was: Estimate, is: Estimate): number {
  return (is.mean - was.mean) / Math.hypot(was.error, is.error);
}

/**
 * What got worse by more than `allowed` standard errors of the difference: occupancy down, drop up beyond the cap, more
 * attempts for a connected person. A larger share of days over the cap is always told: that target has no noise.
 */
export function regressionsOf(rows: readonly Judged[], kept: Kept, allowed: number) {
  const regressions: Regression[] = [];
  let compared = 0;
  for (const figures of rows) {
    const row = keyOf(figures);
    const was = kept[row];
    if (was === undefined) {
      continue;
    }
    compared += 1;
    const judge = (figure: string, deviations: number, before: Estimate, now: Estimate): void => {
      if (deviations > allowed) {
        regressions.push({ row, figure, was: before.mean.toFixed(4), is: now.mean.toFixed(4), deviations });
      }
    };
    judge('occupancy', deviationsUp(figures.occupancy, was.occupancy), was.occupancy, figures.occupancy);
    if (figures.drop.mean > figures.cap) {
      judge('drop', deviationsUp(was.drop, figures.drop), was.drop, figures.drop);
    }
    judge('attempts', deviationsUp(was.attempts, figures.attempts), was.attempts, figures.attempts);
    if (figures.daysOver / figures.days > was.daysOver / was.days) {
      regressions.push({
        row,
        figure: 'days over the cap',
        was: `${was.daysOver}/${was.days}`,
        is: `${figures.daysOver}/${figures.days}`,
        deviations: Number.NaN,
      });
    }
  }
  return { regressions, compared };
}
