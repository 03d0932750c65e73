export interface BackoffBounds {
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
}

/**
 * The pause before the next attempt after `failures` that failed one after the other: it doubles up to the maximum, half of
 * it by chance, so that several engines do not knock together.
 */
export function backoffMs(
  { minBackoffMs, maxBackoffMs }: BackoffBounds,
  failures: number,
  chance: number,
): number {
  return Math.min(maxBackoffMs, minBackoffMs * 2 ** Math.min(failures, 20)) * (0.5 + chance / 2);
}
