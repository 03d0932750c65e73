import { bestPeer, type Figures, gapFrom, overOptimum, type Yardstick } from './figures.js';

/** One line of the summary: a target, what was measured for it and whether it holds there. */
export interface TargetLine {
  readonly target: string;
  readonly measured: string;
  readonly holds: boolean | null;
}

const pct = (value: number, digits = 1): string => `${(100 * value).toFixed(digits)} %`;
const points = (value: number): string => `${value >= 0 ? '+' : ''}${(100 * value).toFixed(1)}`;

function meanAndLeast(list: readonly { readonly name: string; readonly closed: number }[]) {
  const mean = list.reduce((total, { closed }) => total + closed, 0) / list.length;
  const least = list.reduce((worst, one) => (one.closed < worst.closed ? one : worst));
  return { mean, least };
}

function gapLine(
  rows: readonly Figures[],
  target: string,
  from: (row: Figures) => number | undefined,
  [mean, least]: readonly [mean: number, least: number],
  to: (row: Figures) => Yardstick | null = (row) => row.optimum,
): TargetLine {
  const gaps = rows.flatMap((row) => {
    const gap = gapFrom(row, from(row), to(row));
    return gap === null || gap.narrow ? [] : [{ name: row.scenario.name, closed: gap.closed }];
  });
  if (gaps.length === 0) {
    return { target, measured: 'not run', holds: null };
  }
  const found = meanAndLeast(gaps);
  return {
    target,
    measured: `mean ${pct(found.mean, 0)}, least ${pct(found.least.closed, 0)} (${found.least.name}), ${gaps.length} scenarios`,
    holds: found.mean >= mean && found.least.closed >= least,
  };
}

function listed(target: string, all: readonly string[], failed: readonly string[]): TargetLine {
  const measured =
    failed.length === 0
      ? `${all.length} of ${all.length}`
      : `${all.length - failed.length} of ${all.length}; not ${failed.join(', ')}`;
  return {
    target,
    measured: all.length === 0 ? 'not run' : measured,
    holds: all.length === 0 ? null : failed.length === 0,
  };
}

/** Each row that a target speaks of, and those that miss it with their figure. */
function each(target: string, rows: readonly Figures[], missed: (row: Figures) => string | null): TargetLine {
  const failed = rows.flatMap((row) => {
    const figure = missed(row);
    return figure === null ? [] : [`${row.scenario.name} ${figure}`];
  });
  return listed(
    target,
    rows.map(({ scenario }) => scenario.name),
    failed,
  );
}

function daysLine(rows: readonly Figures[]): TargetLine {
  const days = rows.reduce((total, row) => total + row.days, 0);
  const over = rows.filter(({ daysOver }) => daysOver > 0);
  return {
    target: 'T3 drops of a day ≤ max(cap × people, 1), unavoidable ones apart',
    measured: `${days - over.reduce((total, row) => total + row.daysOver, 0)} of ${days} days${over
      .map((row) => `; ${row.scenario.name} ${row.daysOver} over`)
      .join('')}`,
    holds: days === 0 ? null : over.length === 0,
  };
}

/** Points over 1:1 that five agents are to gain, by cap and live answers. */
const SMALL_TEAM_POINTS: Readonly<Record<string, number>> = {
  'tele-5@0.03': 0.13,
  'cob-5@0.03': 0.3,
  'tele-5@0.01': 0.1,
  'cob-5@0.01': 0.23,
};

function smallTeams(rows: readonly Figures[], cap: number): TargetLine {
  const gained = rows.flatMap((row) => {
    const wanted = SMALL_TEAM_POINTS[`${row.scenario.name}@${cap}`];
    return wanted === undefined || row.progressive === null
      ? []
      : [{ row, wanted, gain: row.occupancy.mean - row.progressive.occupancy }];
  });
  return {
    target: 'T6 five agents over 1:1',
    measured:
      gained
        .map(
          ({ row, wanted, gain }) =>
            `${row.scenario.name} ${points(gain)} ± ${(100 * row.occupancy.error).toFixed(1)} (target ${points(wanted)})`,
        )
        .join(', ') || 'not run',
    holds: gained.length === 0 ? null : gained.every(({ wanted, gain }) => gain >= wanted),
  };
}

/** Budget of drops spent where it buys less than this many points for 0.1 % of drop is wasted. */
const LEAST_MARGINAL = 0.05;
const ATTEMPTS_OVER_PROGRESSIVE = 1.04;
const ATTEMPTS_WITH_CANCELLING = 1.12;
const A_POINT = 0.01;

/** The optimum knows distributions alone: what single contacts are like, other campaigns and giving up are new. */
function newInformation(rows: readonly Figures[]): TargetLine {
  const over = rows.map(overOptimum).filter((gains) => Object.values(gains).some((gain) => gain !== null));
  const passed = (gain: number | null): boolean => gain !== null && gain >= A_POINT;
  const by = (kind: 'contacts' | 'cancelling' | 'pooled'): string => {
    const run = over.filter((gains) => gains[kind] !== null);
    return `${kind} ${run.filter((gains) => passed(gains[kind])).length} of ${run.length}`;
  };
  const any = over.filter((gains) => Object.values(gains).some(passed)).length;
  return {
    target: 'T2 a point over the optimum in half of the scenarios',
    measured:
      over.length === 0
        ? 'not run'
        : `${any} of ${over.length}; by ${by('contacts')}, ${by('cancelling')}, ${by('pooled')}`,
    holds: over.length === 0 ? null : 2 * any >= over.length,
  };
}

/** T1 to T7 on the rows of one cap. */
export function targetLines(rows: readonly Figures[], cap: number): readonly TargetLine[] {
  const capText = pct(cap, 0);
  return [
    gapLine(
      rows,
      'T1 gap closed from the best-tuned VICIdial ≥ 95 %, least ≥ 80 %',
      (row) => row.vicidial?.occupancy,
      [0.95, 0.8],
    ),
    gapLine(rows, 'T1 … from the best of VICIdial and the tuned ratio ≥ 85 %', bestPeer, [
      0.85,
      Number.NEGATIVE_INFINITY,
    ]),
    {
      ...gapLine(
        rows,
        'T1 … to what can be had with one broken day in a thousand, ten agents or fewer',
        (row) => row.vicidial?.occupancy,
        [0.95, 0.8],
        (row) => row.kept,
      ),
      holds: null,
    },
    newInformation(rows),
    daysLine(rows),
    each(
      `T3 worst 30 minutes ≤ 3 × ${capText}, 20 agents or more`,
      rows.filter(({ scenario }) => scenario.agents >= 20),
      ({ worst30 }) => (worst30 <= 3 * cap ? null : pct(worst30)),
    ),
    each(
      'T4 95 % of the steady occupancy in 10 minutes (20 below ten agents)',
      rows.filter(({ coldStart }) => coldStart !== null),
      ({ coldStart, scenario }) =>
        (coldStart ?? 0) <= (scenario.agents >= 10 ? 10 : 20) ? null : `${coldStart} min`,
    ),
    each('T4 first hour ≤ 1.2 × cap', rows, (row) =>
      row.firstHourDrop <= 1.2 * cap ? null : pct(row.firstHourDrop, 2),
    ),
    each(
      'T5 half hours after a shock ≤ 3 × cap, back in 10 minutes',
      rows.filter(({ shock }) => shock !== null),
      ({ shock }) =>
        (shock?.drop ?? 0) <= 3 * cap && (shock?.recoveryMinutes ?? 99) <= 10
          ? null
          : `${pct(shock?.drop ?? 0)}, ${shock?.recoveryMinutes ?? 'over 30'} min`,
    ),
    smallTeams(rows, cap),
    each(
      'T7 attempts for a connected person ≤ 1.04 × those of 1:1, beyond 2 standard errors',
      rows.filter(({ progressiveAttempts }) => progressiveAttempts !== null),
      ({ attempts, progressiveAttempts }) => {
        const unit = progressiveAttempts ?? 1;
        const times = attempts.mean / unit;
        return times - (2 * attempts.error) / unit <= ATTEMPTS_OVER_PROGRESSIVE
          ? null
          : `× ${times.toFixed(3)}`;
      },
    ),
    each(
      'T7 the same with calls given up after 15 s ≤ 1.12',
      rows.filter(
        ({ progressiveAttempts, cancelling }) => progressiveAttempts !== null && cancelling !== null,
      ),
      ({ cancelling, progressiveAttempts, attempts }) => {
        const unit = progressiveAttempts ?? 1;
        const times = (cancelling?.attempts ?? 0) / unit;
        return times - (2 * attempts.error) / unit <= ATTEMPTS_WITH_CANCELLING
          ? null
          : `× ${times.toFixed(3)}`;
      },
    ),
    each(
      'T7 the last half of the budget buys ≥ 0.05 point for 0.1 % of drop',
      rows.filter(({ marginal }) => marginal !== null),
      ({ marginal }) => ((marginal ?? 0) >= LEAST_MARGINAL ? null : (marginal ?? 0).toFixed(3)),
    ),
  ];
}
