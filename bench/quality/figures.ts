import { VICIDIAL_GRID } from '../../src/core/pacing/baselines/strategy-choice.js';
import type { Scenario } from '../pacing/scenarios.js';
import type { CellDay, ScenarioSet } from './cell.js';
import type { CellStore } from './cell-store.js';
import { meanBurst, occupancyKeepingDays } from './day-bound.js';
import { coldStartMinutes, firstHourDrop, type ShockFigures, shockFigures } from './day-curves.js';
import { type Estimate, estimate, occupancyAtCap } from './statistics.js';
import {
  AS_SHIPPED,
  isOurs,
  OURS_CANCELLING,
  OURS_POOLED,
  optimumGrid,
  PROGRESSIVE,
  RATIOS,
} from './strategies.js';

/** Spread of a day's occupancy and drop that chance has at least, whatever few seeds show. */
const OCCUPANCY_SPREAD = 0.005;
/** Of one agent, of whose root the spread of a team is a part; believed where the days are too few to show their own. */
const AGENT_SPREAD = 0.06;
const DAYS_THAT_SHOW = 5;
const DROP_SPREAD = 0.001;
/** VICIdial is let go this far over the cap when its best settings are looked for. */
const VICIDIAL_SLACK = 1.1;

/** A yardstick's occupancy; `setting` where one of several won. */
export interface Yardstick {
  readonly occupancy: number;
  readonly drop?: number;
  readonly setting?: string;
}

/** All the table says of one scenario at one cap. What has not been run is null. */
export interface Figures {
  readonly scenario: Scenario;
  readonly set: ScenarioSet;
  readonly cap: number;
  readonly occupancy: Estimate;
  readonly drop: Estimate;
  readonly attempts: Estimate;
  readonly live: number;
  readonly days: number;
  readonly daysOver: number;
  readonly unavoidable: number;
  readonly missedPersons: number;
  readonly worst30: number;
  readonly coldStart: number | null;
  readonly firstHourDrop: number;
  readonly shock: ShockFigures | null;
  readonly progressive: Yardstick | null;
  readonly progressiveAttempts: number | null;
  readonly ratio: Yardstick | null;
  readonly vicidial: Yardstick | null;
  readonly shipped: readonly (Yardstick & { readonly setting: string })[];
  readonly optimum: Yardstick | null;
  /** What the optimum could have while it breaks one day in a thousand; for small teams. */
  readonly kept: Yardstick | null;
  /** Ours with what the optimum does not know or may not do. */
  readonly cancelling: Informed | null;
  readonly pooled: Informed | null;
  /** Points of occupancy for each 0.1 % of drop between half of the cap and the cap. */
  readonly marginal: number | null;
}

export interface Informed extends Yardstick {
  readonly attempts: number;
  readonly days: number;
  readonly daysOver: number;
}

interface Mean {
  readonly occupancy: number;
  readonly drop: number;
  readonly attempts: number;
}

export interface Reader {
  readonly store: CellStore;
  /** Which of the product's strategies is measured. */
  readonly ours: string;
  readonly seeds: readonly number[];
  readonly yardstickSeeds: readonly number[];
}

function daysOf(reader: Reader, scenario: string, cap: number, strategy: string): readonly CellDay[] {
  const seeds = isOurs(strategy) ? reader.seeds : reader.yardstickSeeds;
  return seeds.flatMap((seed) => reader.store.read({ scenario, cap, strategy, seed }) ?? []);
}

function meanOf(days: readonly CellDay[]): Mean | null {
  if (days.length === 0) {
    return null;
  }
  const mean = (pick: (day: CellDay) => number): number =>
    days.reduce((total, day) => total + pick(day), 0) / days.length;
  return {
    occupancy: mean((day) => day.occupancy),
    drop: mean((day) => day.drop),
    attempts: mean((day) => day.attemptsPerConnect),
  };
}

/** Every setting of a grid, or null while one of them has not been run. */
function gridOf(reader: Reader, scenario: string, cap: number, grid: readonly string[]) {
  const points = grid.map((setting) => {
    const mean = meanOf(daysOf(reader, scenario, cap, setting));
    return mean === null ? null : { ...mean, setting };
  });
  return points.some((point) => point === null) ? null : points.filter((point) => point !== null);
}

function frontier(reader: Reader, scenario: string, cap: number, grid: readonly string[]): Yardstick | null {
  const points = gridOf(reader, scenario, cap, grid);
  const occupancy = points === null ? null : occupancyAtCap(points, cap);
  return occupancy === null ? null : { occupancy };
}

function bestVicidial(reader: Reader, scenario: string, cap: number): Yardstick | null {
  const points = gridOf(reader, scenario, cap, VICIDIAL_GRID);
  const legal = points?.filter(({ drop }) => drop <= VICIDIAL_SLACK * cap) ?? [];
  return legal.reduce<Yardstick | null>(
    (best, point) => (best === null || point.occupancy > best.occupancy ? point : best),
    null,
  );
}

function informed(reader: Reader, scenario: string, cap: number, strategy: string): Informed | null {
  const days = daysOf({ ...reader, seeds: reader.yardstickSeeds }, scenario, cap, strategy);
  const mean = meanOf(days);
  return mean === null
    ? null
    : { ...mean, days: days.length, daysOver: days.filter((day) => day.violated).length };
}

/** Where one drop more or less is a part of the day's. */
const SMALL_TEAM = 10;

/** The frontier of the optimum, held to each day by itself. */
function keptOptimum(
  reader: Reader,
  { name, agents }: Scenario,
  cap: number,
  days: readonly CellDay[],
  people: number,
): Yardstick | null {
  const points = gridOf(reader, name, cap, optimumGrid(cap));
  const progressive = meanOf(daysOf(reader, name, cap, PROGRESSIVE));
  if (agents > SMALL_TEAM || points === null || progressive === null) {
    return null;
  }
  const burst = meanBurst(days.flatMap((day) => (day.minutes === undefined ? [] : [day.minutes.drops])));
  const occupancy = occupancyKeepingDays({
    frontier: points,
    progressive: progressive.occupancy,
    people,
    cap,
    burst,
  });
  return { occupancy };
}

/** What is known of a scenario at a cap; null before the product has run a day of it. */
export function figuresOf(reader: Reader, scenario: Scenario, set: ScenarioSet, cap: number): Figures | null {
  const { name } = scenario;
  const days = daysOf(reader, name, cap, reader.ours);
  if (days.length === 0) {
    return null;
  }
  const minutes = days.flatMap((day) => day.minutes ?? []);
  const ours = (pick: (day: CellDay) => number, spread: number): Estimate => estimate(days.map(pick), spread);
  const few = days.length < DAYS_THAT_SHOW;
  const spread = few ? AGENT_SPREAD / Math.sqrt(scenario.agents) : OCCUPANCY_SPREAD;
  const occupancy = ours((day) => day.occupancy, spread);
  const drop = ours((day) => day.drop, DROP_SPREAD);
  const progressive = meanOf(daysOf(reader, name, cap, PROGRESSIVE));
  const half = meanOf(daysOf(reader, name, cap / 2, reader.ours));
  const live = days.reduce((total, day) => total + day.live, 0) / days.length;
  // Of so many people as answer in a day, chance alone takes or adds their square root.
  const meanAttempts = days.reduce((total, day) => total + day.attemptsPerConnect, 0) / days.length;
  return {
    scenario,
    set,
    cap,
    occupancy,
    drop,
    attempts: ours((day) => day.attemptsPerConnect, meanAttempts / Math.sqrt(live)),
    live,
    days: days.length,
    daysOver: days.filter((day) => day.violated).length,
    unavoidable: days.reduce((total, day) => total + day.unavoidable, 0),
    missedPersons: days.reduce((total, day) => total + day.missedPersons, 0),
    worst30: Math.max(...days.map((day) => day.worst30)),
    coldStart: coldStartMinutes(scenario, minutes),
    firstHourDrop: firstHourDrop(minutes),
    shock: shockFigures(scenario, minutes),
    progressive,
    progressiveAttempts: progressive?.attempts ?? null,
    ratio: frontier(reader, name, cap, RATIOS),
    vicidial: bestVicidial(reader, name, cap),
    shipped: AS_SHIPPED.flatMap((setting) => {
      const mean = meanOf(daysOf(reader, name, cap, setting));
      return mean === null ? [] : [{ ...mean, setting }];
    }),
    optimum: frontier(reader, name, cap, optimumGrid(cap)),
    kept: keptOptimum(reader, scenario, cap, days, live),
    cancelling: informed(reader, name, cap, OURS_CANCELLING),
    pooled: informed(reader, name, cap, OURS_POOLED),
    marginal:
      half === null || drop.mean - half.drop < 1e-4
        ? null
        : (100 * (occupancy.mean - half.occupancy)) / (1000 * (drop.mean - half.drop)),
  };
}

/** A gap narrower than this is noise; it is shown and left out of the means. */
const NARROW = 0.01;

export interface Gap {
  readonly closed: number;
  readonly error: number;
  readonly narrow: boolean;
}

/** How much of the way from a yardstick to the optimum was gone, or to what may be had by who keeps each day. */
export function gapFrom(
  figures: Figures,
  from: number | undefined,
  optimum: Yardstick | null = figures.optimum,
): Gap | null {
  const { occupancy } = figures;
  if (optimum === null || from === undefined) {
    return null;
  }
  const width = optimum.occupancy - from;
  const safe = Math.max(1e-6, width);
  return { closed: (occupancy.mean - from) / safe, error: occupancy.error / safe, narrow: width < NARROW };
}

/** Points over the optimum by each kind of new information that was run. */
export function overOptimum(
  row: Figures,
): Readonly<Record<'contacts' | 'cancelling' | 'pooled', number | null>> {
  const { optimum, occupancy, scenario, cancelling, pooled } = row;
  const over = (found: number | undefined): number | null =>
    optimum === null || found === undefined ? null : found - optimum.occupancy;
  return {
    contacts: over(scenario.contacts === undefined ? undefined : occupancy.mean),
    cancelling: over(cancelling?.occupancy),
    pooled: over(pooled?.occupancy),
  };
}

/** From the best of VICIdial and of the ratio that an oracle tuned. */
export function bestPeer({ vicidial, ratio }: Figures): number | undefined {
  return vicidial === null || ratio === null ? undefined : Math.max(vicidial.occupancy, ratio.occupancy);
}
