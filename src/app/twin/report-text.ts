import { table } from '../commands/show.js';
import type { FigureRange, TwinReport } from './twin-report.js';

type Kind = 'percent' | 'count' | 'number';

/** The rows of the printed table; the JSON has them all. */
const ROWS: readonly (readonly [name: string, title: string, kind: Kind])[] = [
  ['occupancy', 'occupancy %', 'percent'],
  ['drop_share', 'drop %', 'percent'],
  ['worst_30_minutes', 'worst 30 min, drop %', 'percent'],
  ['first_hour_drop', 'first hour, drop %', 'percent'],
  ['days_over_cap', 'days over the cap', 'count'],
  ['attempts', 'attempts', 'count'],
  ['connected', 'given to an agent', 'count'],
  ['abandoned', 'abandoned', 'count'],
  ['attempts_per_connected', 'attempts per connected', 'number'],
  ['agent_wait_mean_s', 'agent waits, mean s', 'number'],
  ['agent_wait_p90_s', 'agent waits, p90 s', 'number'],
  ['person_wait_p95_s', 'person waits, p95 s', 'number'],
  ['talk_hours', 'talk, hours', 'number'],
  ['blocked', 'blocked by the gate', 'count'],
  ['lines_at_limit', 'lines at a limit', 'count'],
  ['congested', 'refused by carriers', 'count'],
  ['bounded_share', 'cut for R27/R28, % of decisions', 'percent'],
  ['held_minutes', 'held by R27/R28, min', 'number'],
  ['minutes_to_steady', 'minutes to steady', 'count'],
];

function shown(value: number, kind: Kind): string {
  switch (kind) {
    case 'percent':
      return (100 * value).toFixed(2);
    case 'count':
      return String(Math.round(value));
    case 'number':
      return value.toFixed(2);
  }
}

function cellOf(range: FigureRange | undefined, kind: Kind): string {
  if (range === undefined) {
    return '-';
  }
  const median = shown(range.median, kind);
  const [low, high] = [shown(range.min, kind), shown(range.max, kind)];
  return low === high ? median : `${median} (${low}–${high})`;
}

/** The comparison as a table: a column a setting, the median and the range over the seeds. */
export function reportText(report: TwinReport): string {
  const { scenario, description, seeds, settings, notes } = report;
  const rows = ROWS.map(([name, title, kind]) => [
    title,
    ...settings.map(({ figures }) => cellOf(figures[name], kind)),
  ]);
  const costs = settings.map(({ runs }) => {
    const known = runs.flatMap(({ cost }) => cost ?? []);
    const mean = (pick: (cost: (typeof known)[number]) => number): number =>
      known.reduce((sum, cost) => sum + pick(cost), 0) / known.length;
    return known.length === 0
      ? null
      : `${mean((cost) => cost.cpu_ms_per_attempt ?? 0).toFixed(2)} / ${mean((cost) => cost.decision_mean_ms).toFixed(3)}`;
  });
  const timed = costs.some((cost) => cost !== null) ? [['CPU ms an attempt / a decision', ...costs]] : [];
  const defects = settings.flatMap(({ label, runs }) =>
    runs.flatMap((run) => run.defects.slice(0, 3).map((what) => `! ${label}, seed ${run.seed}: ${what}`)),
  );
  const head = `${scenario}: ${description || 'no description'}; ${seeds.length} seed${seeds.length === 1 ? '' : 's'}, median (least–greatest)`;
  return [
    head,
    ...notes.map((note) => `note: ${note}`),
    '',
    table(['', ...settings.map(({ label }) => label)], [...rows, ...timed]),
    ...defects,
  ].join('\n');
}
