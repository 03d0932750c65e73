/** off: nothing is judged; advise: told; act: fallen lines rest by themselves, and calls are drawn by reputation. */
export const LINE_WATCH_MODES = ['off', 'advise', 'act'] as const;
export type LineWatchMode = (typeof LINE_WATCH_MODES)[number];

/** Why a line rests: its reputation fell, or a person had it rest. */
export const REST_CAUSES = ['fallen', 'by_hand'] as const;
export type RestCause = (typeof REST_CAUSES)[number];

/** A stretch in which a line takes no new call. */
export interface LineRest {
  readonly line: string;
  readonly cause: RestCause;
  readonly fromMs: number;
  readonly untilMs: number;
  /** In figures, or what the person said. */
  readonly reason: string;
  /** Who had it rest; '' is the product itself. */
  readonly by: string;
  /** Ended before its time. */
  readonly endedMs: number | null;
  readonly endedBy: string;
}

/** True while the line takes no new call. */
export function isResting({ untilMs, endedMs }: LineRest, nowMs: number): boolean {
  return endedMs === null && nowMs < untilMs;
}

/** Of the lines of a carrier that may be shown as many rest by themselves at once: beyond it the carrier is looked at. */
const MOST_RESTING = 1 / 3;

/**
 * True when one more line may rest by itself. Lines that fall together are no matter of their names: it is the carrier,
 * or the list, and there would be nobody left to call with.
 */
export function mayRest(lines: number, resting: number): boolean {
  return resting + 1 <= Math.floor(lines * MOST_RESTING);
}
