import { makeSeededRng, type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import { SECOND } from '../../src/core/kernel/time.js';

/** Each way of harm with how long it lasts: what is killed is started again after that. */
const KINDS = {
  'server killed': [0, 12 * SECOND],
  'PostgreSQL killed': [0, 10 * SECOND],
  'PostgreSQL backend killed': [0, 0],
  'Redis killed': [0, 12 * SECOND],
  'Asterisk killed': [0, 12 * SECOND],
  'server stopped': [200, 25 * SECOND],
  'PostgreSQL stopped': [200, 25 * SECOND],
  'Redis stopped': [200, 25 * SECOND],
  'Asterisk stopped': [200, 25 * SECOND],
  'database link cut': [50, 15 * SECOND],
  'Redis link cut': [50, 15 * SECOND],
  'switch link cut': [50, 15 * SECOND],
  'all links cut': [50, 15 * SECOND],
  'database link silent': [200, 25 * SECOND],
  'Redis link silent': [200, 25 * SECOND],
  'switch link silent': [200, 25 * SECOND],
  'all links silent': [200, 25 * SECOND],
  'database link slow': [3 * SECOND, 15 * SECOND],
  'Redis link slow': [3 * SECOND, 15 * SECOND],
  'switch link slow': [3 * SECOND, 15 * SECOND],
  'database disk full': [2 * SECOND, 15 * SECOND],
  'data folder full': [2 * SECOND, 20 * SECOND],
  'database disk slow': [3 * SECOND, 15 * SECOND],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

export type ChaosKind = keyof typeof KINDS;
export const CHAOS_KINDS = Object.keys(KINDS) as readonly ChaosKind[];

/** Between a recovery and the next harm. */
const GAP_MS = [1 * SECOND, 8 * SECOND] as const;
/** Of ten, so many come with a second one that begins while the first lasts, or while what it broke comes back. */
const TWINS_OF_TEN = 3;
const COMES_BACK_MS = 4 * SECOND;

export interface PlannedHarm {
  readonly kind: ChaosKind;
  /** After the step began. */
  readonly atMs: number;
  readonly lastsMs: number;
  /** Between 0 and 1: how slow, which backend. */
  readonly share: number;
}

/** One harm, or two that overlap, some time after everything worked again. */
export interface ChaosStep {
  readonly gapMs: number;
  readonly harms: readonly PlannedHarm[];
}

/** The steps of a seed, without end: every kind comes once a round, in an order of its own. */
export function* drawSteps(seed: string, kinds: readonly ChaosKind[]): Generator<ChaosStep> {
  const rng = makeSeededRng(`chaos-${seed}`);
  for (;;) {
    for (const kind of shuffled(kinds, rng)) {
      const gapMs = randomInteger(rng, ...GAP_MS);
      const first = drawHarm(kind, 0, rng);
      const twin = randomInteger(rng, 1, 10) <= TWINS_OF_TEN;
      const other = kinds[randomInteger(rng, 0, kinds.length - 1)] as ChaosKind;
      const second = drawHarm(other, randomInteger(rng, 0, first.lastsMs + COMES_BACK_MS), rng);
      yield { gapMs, harms: twin && partOf(other) !== partOf(kind) ? [first, second] : [first] };
    }
  }
}

/** What cannot be harmed in two ways at once: the links share theirs, a process its own. */
function partOf(kind: ChaosKind): string {
  return kind.includes('link')
    ? 'links'
    : kind.includes('disk')
      ? 'PostgreSQL'
      : (kind.split(' ')[0] as string);
}

function drawHarm(kind: ChaosKind, atMs: number, rng: Rng): PlannedHarm {
  const [least, most] = KINDS[kind];
  // Short ones are as telling as long ones: half of them lie in the first fifth.
  const short = randomInteger(rng, 0, 1) === 0;
  const lastsMs = randomInteger(rng, least, short ? Math.round(least + (most - least) / 5) : most);
  return { kind, atMs, lastsMs, share: rng.next() };
}

function shuffled<Item>(items: readonly Item[], rng: Rng): readonly Item[] {
  const left = [...items];
  return items.map(() => left.splice(randomInteger(rng, 0, left.length - 1), 1)[0] as Item);
}
