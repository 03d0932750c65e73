import type { Rng } from '../kernel/rng.js';
import { type LineStanding, PRIOR_DUE, reputationOf } from './line-judge.js';

/** Calls whose line is a lot: without them a line that fell would hardly be called, and never be found to have fallen. */
const BY_LOT = 0.1;

/**
 * Lines in the order in which a call should try them: each by a draw from what its reputation may be (Thompson, 1933),
 * never above that of a line like the others. So a fallen line is tried less and less, a line nobody knows enough of is
 * tried now and then, and good lines share calls evenly: to wear one out because it is lucky would cost it its name.
 */
export function drawLines<Line extends { readonly number: string }>(
  lines: readonly Line[],
  standingOf: (number: string) => LineStanding | null,
  nowMs: number,
  rng: Rng,
): readonly Line[] {
  if (lines.length < 2) {
    return lines;
  }
  const byLot = rng.next() < BY_LOT;
  const drawn = lines.map((line) => ({
    line,
    draw: byLot ? 1 : Math.min(1, drawOf(standingOf(line.number), nowMs, rng)),
    lot: rng.next(),
  }));
  return drawn.sort((one, other) => other.draw - one.draw || one.lot - other.lot).map(({ line }) => line);
}

/**
 * A gamma variate over the people who were to pick up, by Wilson and Hilferty's cube of a normal one (1931): right to a
 * hundredth at the shapes there are, PRIOR_DUE and more.
 */
function drawOf(standing: LineStanding | null, nowMs: number, rng: Rng): number {
  const { ratio, deviation } = reputationOf(standing, nowMs);
  const shape = Math.max(PRIOR_DUE / 2, (ratio / deviation) ** 2);
  const ninth = 1 / (9 * shape);
  return ratio * Math.max(0, 1 - ninth + normal(rng) * Math.sqrt(ninth)) ** 3;
}

/** Box and Muller (1958). */
function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}
