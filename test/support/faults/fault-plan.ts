import { makeSeededRng, type Rng, randomInteger } from '../../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../../src/core/kernel/time.js';
import { CELLS, type Cell, EFFECTS } from './effects.js';
import type { FaultKind, PlannedFault } from './fault-kind.js';

/** Faults come in this first part of a run; then everything heals, and the rest shows whether it comes to rest. */
export const TROUBLED_MS = 3 * MINUTE;

/** Of each seed: so many faults in turn through the table of all, and so many drawn from it. */
const IN_TURN = 6;
const MOST_DRAWN = 5;

/** Longest and shortest of what goes on for a while. */
const LASTS: Partial<Record<FaultKind, readonly [number, number]>> = {
  'dies before': [0, 20 * SECOND],
  'dies after': [0, 20 * SECOND],
  'stops and goes on': [50, 40 * SECOND],
  // Below the deadlines that every adapter has: what is slower is `no answer`.
  slow: [5, 4800],
  late: [1, 5 * SECOND],
  'out of order': [1, 3 * SECOND],
  'jumps ahead': [100, 90 * SECOND],
  'jumps back': [100, 90 * SECOND],
  'again later': [1, 5 * SECOND],
  'page gone': [200, 15 * SECOND],
  'gone for a while': [500, 40 * SECOND],
  'fails over': [500, 30 * SECOND],
  'kept later, answer lost': [100, 8 * SECOND],
  'link cut': [50, 30 * SECOND],
  'switch killed': [50, 30 * SECOND],
  'switch hangs': [50, 30 * SECOND],
  'switch full': [500, 30 * SECOND],
  'carrier refuses': [500, 30 * SECOND],
  'phone away': [500, 30 * SECOND],
  full: [0, 30 * SECOND],
  'a storm of them': [50, 2 * SECOND],
};
const SHORTLY = [0, 5 * SECOND] as const;

/** The table in an order in which neighbours have nothing to do with one another, the same in every run. */
const SHUFFLED: readonly Cell[] = shuffled(CELLS, makeSeededRng('order of the table of faults'));

function shuffled(cells: readonly Cell[], rng: Rng): readonly Cell[] {
  const left = [...cells];
  return cells.map(() => left.splice(randomInteger(rng, 0, left.length - 1), 1)[0] as Cell);
}

/** The pair that a run is aimed at is planned at so many moments. */
const AIMED_TIMES = 4;

/** Which pairs of effect and fault a seed takes: its turn of the table, and some drawn from it. */
function cellsOf(seed: number, rng: Rng): readonly (Cell | undefined)[] {
  const turn = Array.from({ length: IN_TURN }, (_, n) => SHUFFLED[(seed * IN_TURN + n) % SHUFFLED.length]);
  const drawn = Array.from(
    { length: randomInteger(rng, 0, MOST_DRAWN) },
    () => CELLS[randomInteger(rng, 0, CELLS.length - 1)],
  );
  return [...turn, ...drawn];
}

/**
 * What goes wrong in the run of that seed: one seed after the other goes through the whole table. A run that is aimed at one
 * pair plans nothing else, so that what is seldom used is not kept from being used.
 */
export function drawPlan(
  seed: number,
  without: (cell: Cell) => boolean = () => false,
  aim?: Cell,
): readonly PlannedFault[] {
  const rng = makeSeededRng(`faults-${seed}`);
  const cells = aim === undefined ? cellsOf(seed, rng) : new Array<Cell>(AIMED_TIMES).fill(aim);
  const faults: PlannedFault[] = [];
  const add = ({ effect, kind }: Cell, fromMs: number, skip: number): void => {
    const [least, most] = LASTS[kind] ?? SHORTLY;
    faults.push({
      id: faults.length + 1,
      effect,
      kind,
      fromMs,
      skip,
      lastsMs: randomInteger(rng, least, most),
    });
  };
  for (const cell of cells) {
    if (cell !== undefined && !without(cell)) {
      const { causes, once } = EFFECTS.get(cell.effect) ?? { causes: [], once: false };
      // Sooner rather than later: what is seldom used may not be used again.
      const drawnMs = Math.min(
        ...[1, 2].map(() => randomInteger(rng, 5 * SECOND, TROUBLED_MS - 20 * SECOND)),
      );
      const fromMs = once ? 0 : drawnMs;
      for (const cause of causes) {
        add(cause, fromMs, 0);
      }
      add(cell, fromMs, causes.length === 0 && !once && rng.next() < 0.3 ? randomInteger(rng, 1, 3) : 0);
    }
  }
  return faults;
}
