import { ShiftedClock } from '../../adapters/clock/shifted-clock.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import type { Trunk } from '../../core/campaign/campaign.js';
import { demoStartMs, nextWorkingHourMs } from '../../core/compliance/windows/working-hour.js';
import { messageOf } from '../../core/kernel/errors.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import type { DemoClockStore, DemoTime } from '../../ports/demo-clock-store.js';
import type { Boot } from './boot.js';

const KEEP_EVERY_MS = 5 * SECOND;
/** After a crash live calls are taken up again: for as long as that the time away counts. */
const LONGEST_AWAY_MS = 10 * MINUTE;

export interface ClockParts {
  readonly store: DemoClockStore;
  readonly system: Clock;
  /** Kinds of all trunks of the installation, those of the configuration too. */
  readonly trunkKinds: readonly Trunk['kind'][];
}

export interface ChosenClock {
  readonly clock: Clock;
  /** It shows another time than the real one. */
  readonly shifted: boolean;
}

/**
 * The time an installation runs on: the real one, unless it has trunks and every one of them is of kind `demo`. Then
 * nobody outside this machine can be called, and the demo need not wait for working hours. The only place in the
 * product that shifts a clock.
 */
export async function startClock(
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  { store, system, trunkKinds }: ClockParts,
): Promise<ChosenClock> {
  if (trunkKinds.length === 0 || trunkKinds.some((kind) => kind !== 'demo')) {
    return { clock: system, shifted: false };
  }
  return boot.start('Demo clock', 20 * SECOND, async () => {
    const kept = await store.read();
    const lastRowMs = await store.lastRowMs();
    const wallMs = system.now();
    const startMs = resumeMs(kept, lastRowMs, wallMs);
    // Finding the hour took a while, which counts: live calls are taken up with their true lengths.
    const clock = new ShiftedClock(system, startMs + system.now() - wallMs);
    const keep = (): Promise<void> => store.keep({ nowMs: clock.now(), wallMs: system.now() });
    await keep();
    const keeping = setInterval(() => {
      keep().catch((error: unknown) => log.warn(messageOf(error)));
    }, KEEP_EVERY_MS);
    log.warn(
      { time: new Date(startMs).toISOString() },
      'the clock is shifted: this installation has demo trunks only; its times are not the real ones',
    );
    const stop = async (): Promise<void> => {
      clearInterval(keeping);
      await keep();
    };
    return { value: { clock, shifted: true }, stop };
  });
}

/** Where the shifted time goes on: never before anything that was shown or written, and within working hours. */
function resumeMs(kept: DemoTime | null, lastRowMs: number | null, wallMs: number): number {
  const rowMs = lastRowMs ?? Number.NEGATIVE_INFINITY;
  if (kept === null) {
    return lastRowMs === null
      ? demoStartMs(wallMs)
      : nextWorkingHourMs(Math.max(rowMs + 1, demoStartMs(wallMs)));
  }
  const awayMs = wallMs - kept.wallMs;
  // A wall clock that was set back says nothing of how long: what may have been shown since the last keeping counts.
  const passedMs = awayMs < 0 ? KEEP_EVERY_MS : Math.min(awayMs, LONGEST_AWAY_MS);
  return nextWorkingHourMs(Math.max(kept.nowMs + passedMs, rowMs + 1));
}
