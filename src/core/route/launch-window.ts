import { MINUTE, SECOND } from '../kernel/time.js';

/** A call that left by a trunk, and what the carrier said of it. */
export interface Launch {
  readonly atMs: number;
  /** Calls the trunk had then, without this one. */
  readonly inUse: number;
  /** The refusal's name, such as `503`; '' while there is none. */
  readonly refusedBy: string;
}

export interface Refusals {
  readonly refused: number;
  readonly of: number;
  readonly share: number;
  /** The commonest name. */
  readonly code: string;
}

const MOST_LAUNCHES = 50;
const OLDEST_MS = 2 * MINUTE;
/** A limit of channels is believed from as many refusals on, with as many calls beside them. */
const SURE_REFUSED = 5;
const SURE_OF = 20;
/** And when it has come and gone as often: a burst at the start has it once. */
const SURE_TURNS = 3;
/** What was found before is believed again, that near, without such proof. */
const NEAR = 0.9;
/** Share of the calls that got through above it all the same. */
const UNSURE = 0.05;

/** The newest calls of a trunk; older ones are forgotten. */
export function withLaunch(launches: readonly Launch[], launch: Launch): readonly Launch[] {
  const oldestMs = launch.atMs - OLDEST_MS;
  const kept = launches.filter(({ atMs }) => atMs >= oldestMs).slice(1 - MOST_LAUNCHES);
  return [...kept, launch];
}

/** The call that left then was refused; null when it is forgotten already. */
export function withRefusal(
  launches: readonly Launch[],
  launchedMs: number,
  refusedBy: string,
): readonly Launch[] | null {
  const at = launches.findLastIndex((one) => one.atMs <= launchedMs && one.refusedBy === '');
  const found = launches[at];
  return found === undefined ? null : launches.with(at, { ...found, refusedBy });
}

/** Calls of which nothing was heard yet count as taken: a refusal comes within a second, a ring takes several. */
export function refusalsOf(launches: readonly Launch[]): Refusals {
  const codes = new Map<string, number>();
  for (const { refusedBy } of launches) {
    if (refusedBy !== '') {
      codes.set(refusedBy, (codes.get(refusedBy) ?? 0) + 1);
    }
  }
  const [commonest] = [...codes].sort(([, a], [, b]) => b - a);
  const refused = [...codes.values()].reduce((sum, count) => sum + count, 0);
  const of = launches.length;
  return { refused, of, share: of === 0 ? 0 : refused / of, code: commonest?.[0] ?? '' };
}

/** Calls a second that the carrier took. */
export function takenPerSecond(launches: readonly Launch[]): number {
  const [first] = launches;
  const last = launches.at(-1);
  if (first === undefined || last === undefined) {
    return 0;
  }
  const taken = launches.filter(({ refusedBy }) => refusedBy === '').length;
  return (taken / Math.max(SECOND, last.atMs - first.atMs)) * SECOND;
}

/**
 * How many calls at once the carrier holds, where its refusals speak of that alone: each came at that many or more, next
 * to no other call got through there, and back and forth. Null where they do not. `known` is what was found before.
 */
export function channelsFound(launches: readonly Launch[], known: number | null): number | null {
  const refused = launches.filter(({ refusedBy }) => refusedBy !== '');
  const least = Math.min(...refused.map(({ inUse }) => inUse));
  if (known !== null && least >= known * NEAR) {
    return least;
  }
  if (launches.length < SURE_OF || refused.length < SURE_REFUSED) {
    return null;
  }
  const taken = launches.filter(({ refusedBy }) => refusedBy === '');
  const above = taken.filter(({ inUse }) => inUse >= least).length;
  const turns = launches.filter(
    ({ refusedBy }, index) => refusedBy !== '' && launches[index - 1]?.refusedBy === '',
  ).length;
  return least >= 1 && above <= taken.length * UNSURE && turns >= SURE_TURNS ? least : null;
}
