import { CadenciaError } from '../kernel/errors.js';

/*
 * The mean of a time that often is not seen to its end: a talk that lasts, a caller who was answered before he lost
 * patience. The estimate is the total time observed over the ends observed (Epstein and Sobel 1953; for the patience of
 * callers Brown et al. 2005): leaving out what still lasts would count the short ones only.
 */

/** Ends seen, and the time in which they could have been seen. Counts may be fractions: what is old weighs less. */
export interface TimeOnTest {
  readonly ends: number;
  readonly exposureMs: number;
}

/** Ends after which an observation weighs 1/e. */
const MEMORY_ENDS = 200;
/** Ends that the first guess is worth. */
const GUESS_ENDS = 5;

/** Where one starts: a guess of the mean, soon outweighed. @throws DLR_INPUT_INVALID unless the guess is above 0. */
export function guessedTime(meanMs: number): TimeOnTest {
  if (!(Number.isFinite(meanMs) && meanMs > 0)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `A mean time of ${meanMs} ms is no guess: give a number above 0.`,
    });
  }
  return { ends: GUESS_ENDS, exposureMs: GUESS_ENDS * meanMs };
}

/** After one more observation: so long, and whether the time was over then. */
export function observeTime(known: TimeOnTest, lastedMs: number, ended: boolean): TimeOnTest {
  const keep = ended ? Math.exp(-1 / MEMORY_ENDS) : 1;
  return {
    ends: keep * known.ends + Number(ended),
    exposureMs: keep * known.exposureMs + Math.max(0, lastedMs),
  };
}

/** The mean, counting what lasts now with what it has lasted so far. Always finite and above 0. */
export function meanTimeMs(known: TimeOnTest, runningMs: readonly number[] = []): number {
  const running = runningMs.reduce((sum, ms) => sum + Math.max(0, ms), 0);
  return Math.max(1, (known.exposureMs + running) / known.ends);
}
