import type { TrackedFloor } from './floor-tracker.js';
import type { PaceSetup } from './pace-setup.js';
import { numberOf, secondsToMs, type WireObject } from './wire-values.js';

/** One run from its `start` line on: answers its ticks. */
export interface PaceRun {
  /** Why the last decision was what it was. */
  readonly lastReason: string | null;
  answer(tick: WireObject): string;
}

/** What bounds the calls of a whole run at a tick. */
export interface RunRoom {
  readonly freeChannels: number;
  readonly cpsRoom: number;
  readonly msLeftToday: number | null;
}

/** The room a tick leaves; what it does not say is read from the setup. */
export function runRoom(tick: WireObject, setup: PaceSetup, floor: TrackedFloor): RunRoom {
  const { durationMs } = setup;
  const tickMs = Math.max(secondsToMs(tick['tick']) ?? 0, 0) || setup.tickMs;
  const wireMs = secondsToMs(tick['t']);
  const cps = numberOf(tick['cps']) ?? setup.cps;
  return {
    freeChannels: freeChannels(tick, setup, floor),
    cpsRoom: cps === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil((cps * tickMs) / 1000)),
    msLeftToday: durationMs === null || wireMs === null ? null : Math.max(0, durationMs - wireMs),
  };
}

function freeChannels(tick: WireObject, { trunks }: PaceSetup, floor: TrackedFloor): number {
  const told = numberOf(tick['trunksFree']);
  if (told !== null) {
    return told;
  }
  if (trunks === null) {
    return Number.POSITIVE_INFINITY;
  }
  let used = floor.busy.filter(({ phase }) => phase === 'talking').length;
  for (const { calls } of floor.campaigns.values()) {
    used += calls.length;
  }
  return Math.max(0, trunks - used);
}
