import type { Mark, Marks } from './score-call.js';

export interface MonitorScore {
  readonly by: string;
  readonly score: number;
  readonly marks: Marks;
}

/** How alike several monitors judged one call. */
export interface Calibration {
  readonly mean: number;
  /** Highest less lowest. */
  readonly spread: number;
  /** By monitor, above or below the mean. */
  readonly deviations: Readonly<Record<string, number>>;
  /** Items that were not marked alike, and who marked what: what to talk about. */
  readonly disputed: readonly { readonly item: string; readonly marks: Readonly<Record<string, Mark>> }[];
  /** Share of items all marked alike, 0 to 1. */
  readonly agreement: number;
}

/** Null for fewer than two monitors. */
export function calibrate(scores: readonly MonitorScore[]): Calibration | null {
  if (scores.length < 2) {
    return null;
  }
  const values = scores.map(({ score }) => score);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const items = [...new Set(scores.flatMap(({ marks }) => Object.keys(marks)))].sort();
  const disputed = items
    .filter((item) => new Set(scores.map(({ marks }) => marks[item])).size > 1)
    .map((item) => ({
      item,
      marks: Object.fromEntries(
        scores.flatMap(({ by, marks }) => (marks[item] === undefined ? [] : [[by, marks[item]]])),
      ),
    }));
  return {
    mean: round(mean),
    spread: round(Math.max(...values) - Math.min(...values)),
    deviations: Object.fromEntries(scores.map(({ by, score }) => [by, round(score - mean)])),
    disputed,
    agreement: items.length === 0 ? 1 : round((items.length - disputed.length) / items.length),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
