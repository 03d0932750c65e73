import { ACHIEVABLE_OCCUPANCY } from './achievable-occupancy-table.js';
import type { OccupancyRow, OccupancyTable } from './occupancy-table.js';
import { requirePositive, requireShare, requireShareBelowOne } from './sizing-input.js';

/** The place of one asked occupancy. */
export interface OccupancyQuestion {
  readonly agents: number;
  readonly abandonCap: number;
  readonly talkSeconds: number;
  readonly answerShare: number;
}

/** An interpolated occupancy, and in which of its inputs the nearest measured value had to stand in. */
export interface OccupancyAnswer {
  readonly occupancy: number;
  readonly outside: readonly (keyof OccupancyQuestion)[];
}

/** Two neighbours on an axis and the share of the way between them, by the logarithm. */
interface Place {
  readonly low: number;
  readonly high: number;
  readonly share: number;
  readonly outside: boolean;
}

function placeOn(axis: readonly number[], value: number): Place {
  const first = axis[0] ?? value;
  const last = axis.at(-1) ?? value;
  if (value <= first || value >= last) {
    const nearest = value <= first ? first : last;
    return { low: nearest, high: nearest, share: 0, outside: value < first || value > last };
  }
  const at = axis.findIndex((one) => one > value);
  const [low, high] = [axis[at - 1] ?? first, axis[at] ?? last];
  return { low, high, share: Math.log(value / low) / Math.log(high / low), outside: false };
}

function axisOf(rows: readonly OccupancyRow[], pick: (row: OccupancyRow) => number): readonly number[] {
  return [...new Set(rows.map(pick))].sort((one, other) => one - other);
}

function blend({ low, high, share }: Place, at: (value: number) => number): number {
  return share === 0 ? at(low) : (1 - share) * at(low) + share * at(high);
}

/** The logit makes a team that grows come near to 1 without passing it. */
function logit(share: number): number {
  return Math.log(share / (1 - share));
}

/** Occupancy that the predictive strategy holds at a cap: interpolated in what was measured, never beyond it. */
export function achievableOccupancy(
  question: OccupancyQuestion,
  table: OccupancyTable = ACHIEVABLE_OCCUPANCY,
): OccupancyAnswer {
  const { rows, agents } = table;
  const places = {
    agents: placeOn(agents, requirePositive('agents', question.agents)),
    abandonCap: placeOn(
      axisOf(rows, (row) => row.abandonCap),
      requireShareBelowOne('abandonCap', question.abandonCap),
    ),
    talkSeconds: placeOn(
      axisOf(rows, (row) => row.talkSeconds),
      requirePositive('talkSeconds', question.talkSeconds),
    ),
    answerShare: placeOn(
      axisOf(rows, (row) => row.answerShare),
      requireShare('answerShare', question.answerShare),
    ),
  };
  const measured = (abandonCap: number, talkSeconds: number, answerShare: number, size: number): number => {
    const row = rows.find(
      (one) =>
        one.abandonCap === abandonCap && one.talkSeconds === talkSeconds && one.answerShare === answerShare,
    );
    return logit(row?.occupancy[agents.indexOf(size)] ?? Number.NaN);
  };
  const value = blend(places.abandonCap, (cap) =>
    blend(places.talkSeconds, (talk) =>
      blend(places.answerShare, (answers) =>
        blend(places.agents, (size) => measured(cap, talk, answers, size)),
      ),
    ),
  );
  const outside = (Object.keys(places) as (keyof OccupancyQuestion)[]).filter((name) => places[name].outside);
  return { occupancy: 1 / (1 + Math.exp(-value)), outside };
}
