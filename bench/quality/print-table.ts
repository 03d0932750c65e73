import type { ScenarioSet } from './cell.js';
import { bestPeer, type Figures, type Gap, gapFrom, type Informed, type Yardstick } from './figures.js';
import type { Regression } from './regressions.js';
import { targetLines } from './targets.js';

const pct = (value: number, digits = 1): string => (100 * value).toFixed(digits);
const cellOf = (yardstick: Yardstick | null): string => (yardstick === null ? '-' : pct(yardstick.occupancy));
const gapText = (gap: Gap | null): string =>
  gap === null ? '-' : gap.narrow ? '(narrow)' : `${pct(gap.closed, 0)}±${pct(gap.error, 0)}`;

const informedOf = (found: Informed | null): string =>
  found === null ? '-' : `${pct(found.occupancy)} (${found.daysOver}/${found.days})`;

function columns(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of [head, ...rows]) {
    console.log(
      row.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  '),
    );
  }
}

const MARKS: Readonly<Record<ScenarioSet, string>> = { own: '', 'held-out': ' *', unseen: ' **' };
const TITLES: Readonly<Record<ScenarioSet, string>> = {
  own: "the project's own days",
  'held-out': '* days that nothing is tuned on',
  unseen: '** days written after the strategy was frozen',
};
const nameOf = ({ scenario, set }: Figures): string => `${scenario.name}${MARKS[set]}`;

function occupancies(rows: readonly Figures[]): void {
  columns(
    [
      'occupancy %',
      'agents',
      'ours',
      'drop %',
      '1:1',
      'ratio*',
      'VICI best',
      'VICI avg',
      'VICI taper',
      'OML',
      'webitel',
      'OPT*',
      'from VICI %',
      'from best %',
      'over OPT*',
      'kept',
      'cancelling',
      'pooled',
    ],
    rows.map((row) => {
      const shipped = (name: string): string => {
        const found = row.shipped.find(({ setting }) => setting === name);
        return found === undefined ? '-' : `${pct(found.occupancy)} (${pct(found.drop ?? 0)})`;
      };
      return [
        nameOf(row),
        String(row.scenario.agents),
        `${pct(row.occupancy.mean)}±${pct(row.occupancy.error)}`,
        `${pct(row.drop.mean, 2)}±${pct(row.drop.error, 2)}`,
        cellOf(row.progressive),
        cellOf(row.ratio),
        cellOf(row.vicidial),
        shipped('vicidial-average'),
        shipped('vicidial-tapered'),
        shipped('omnileads'),
        shipped('webitel'),
        cellOf(row.optimum),
        gapText(gapFrom(row, row.vicidial?.occupancy)),
        gapText(gapFrom(row, bestPeer(row))),
        row.optimum === null ? '-' : pct(row.occupancy.mean - row.optimum.occupancy),
        cellOf(row.kept),
        informedOf(row.cancelling),
        informedOf(row.pooled),
      ];
    }),
  );
}

function behaviour(rows: readonly Figures[]): void {
  columns(
    [
      'safety and economy',
      'days over',
      'worst 30 min %',
      'unavoidable',
      'AMD missed',
      'people a day',
      'to 95 % min',
      '1st hour %',
      'shock 30 min %',
      'worst %',
      'back min',
      'attempts',
      '× 1:1',
      'point/0.1 %',
    ],
    rows.map((row) => [
      nameOf(row),
      `${row.daysOver}/${row.days}`,
      pct(row.worst30),
      String(row.unavoidable),
      String(row.missedPersons),
      row.live.toFixed(0),
      row.coldStart === null ? '-' : Number.isFinite(row.coldStart) ? String(row.coldStart) : 'never',
      pct(row.firstHourDrop, 2),
      row.shock === null ? '-' : pct(row.shock.drop),
      row.shock === null ? '-' : pct(row.shock.worst),
      row.shock === null ? '-' : (row.shock.recoveryMinutes?.toString() ?? '> 30'),
      row.attempts.mean.toFixed(2),
      row.progressiveAttempts === null
        ? '-'
        : `${(row.attempts.mean / row.progressiveAttempts).toFixed(3)}±${(row.attempts.error / row.progressiveAttempts).toFixed(3)}`,
      row.marginal === null ? '-' : row.marginal.toFixed(3),
    ]),
  );
}

/** Prints one cap's table and what it says of the targets; the project's own days and the others apart. */
export function printCap(rows: readonly Figures[], cap: number): void {
  console.log(`\ncap ${pct(cap, 1)} %`);
  if (rows.length === 0) {
    console.log('nothing has been run');
    return;
  }
  occupancies(rows);
  console.log('');
  behaviour(rows);
  for (const set of Object.keys(TITLES) as ScenarioSet[]) {
    const part = rows.filter((row) => row.set === set);
    if (part.length > 0) {
      console.log(`\n${TITLES[set]}`);
      for (const { target, measured, holds } of targetLines(part, cap)) {
        console.log(`  ${holds === null ? '    ' : holds ? 'ok  ' : 'MISS'} ${target}: ${measured}`);
      }
    }
  }
}

export function printRegressions(regressions: readonly Regression[], compared: number, file: string): void {
  console.log(`\n${compared} rows compared with ${file}: ${regressions.length} regressions`);
  for (const { row, figure, was, is, deviations } of regressions) {
    console.log(
      `  ${row} ${figure}: was ${was}, is ${is}${Number.isFinite(deviations) ? ` (${deviations.toFixed(1)} standard errors)` : ''}`,
    );
  }
}
