import { table } from '../commands/show.js';
import type { ReplayFigures, ReplayReport } from './replay-report.js';

function percent(share: number | null): string {
  return share === null ? '-' : (100 * share).toFixed(2);
}

/** The replay for a person. */
export function replayText(report: ReplayReport): string {
  const columns = [report.recorded, report.rerun, report.replayed];
  const row = (title: string, pick: (figures: ReplayFigures) => string): string[] => [
    title,
    ...columns.map(pick),
  ];
  const { in_the_recorded_state: state, counterfactual } = report;
  return [
    `${report.log}, campaign ${report.campaign}, through ${report.strategy} at a cap of ${percent(report.cap)} %`,
    ...report.notes.map((note) => `note: ${note}`),
    '',
    table(
      ['', 'recorded', 'recorded calls re-run', report.strategy],
      [
        row('attempts', ({ attempts }) => String(attempts)),
        row('given to an agent', ({ connected }) => String(connected)),
        row('abandoned', ({ abandoned }) => String(abandoned)),
        row('drop %', (figures) => percent(figures.drop_share)),
        row('occupancy %', (figures) => percent(figures.occupancy)),
      ],
    ),
    '',
    `in the recorded state, of ${state.ticks} seconds: as recorded in ${state.same}, more calls in ${state.more}, fewer in ${state.fewer}`,
    `its own day: ${counterfactual.calls_with_recorded_outcome} calls with their recorded outcome (moved by ${counterfactual.mean_shift_s} s on average), ${counterfactual.calls_drawn} drawn`,
    '',
    table(
      ['from', 'recorded', 'replayed'],
      report.stretches.map(({ from, recorded, replayed }) => [from, recorded, replayed]),
    ),
    '',
    table(
      ['the largest differences', 'recorded', 'wanted', 'why'],
      report.differences.map(({ at, recorded, wanted, reason }) => [at, recorded, wanted, reason]),
    ),
  ].join('\n');
}
