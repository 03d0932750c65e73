import { type ShiftSpan, WORK_BETWEEN_MS } from '../compliance/nr17.js';
import type { OwedPause, PlannedPause } from './shift-pauses.js';

/**
 * Where a planned pause stands.
 *
 * `later`: its time has not come. `due`: it has, and he has not begun it. `now`: he takes it. `taken`: he took one as long
 * as it, whenever. `missed`: its time is over, and it is owed still.
 */
export const PAUSE_STANDINGS = ['later', 'due', 'now', 'taken', 'missed'] as const;
export type PauseStanding = (typeof PAUSE_STANDINGS)[number];

export interface StandingPause extends PlannedPause {
  readonly standing: PauseStanding;
}

const isRest = ({ kind }: ShiftSpan): boolean => kind === 'short_pause' || kind === 'meal';
const lengthOf = ({ startMs, endMs }: PlannedPause): number => endMs - startMs;

/**
 * Each rest that was long enough is one of the planned pauses: the longest that it fills, and of equals the one planned
 * nearest to it. The one that lasts is the nearest, however short it is yet. A rest that broke off is none of them.
 */
export function standPauses(
  plan: readonly PlannedPause[],
  spans: readonly ShiftSpan[],
  nowMs: number,
): readonly StandingPause[] {
  const met = new Map<PlannedPause, 'now' | 'taken'>();
  for (const rest of spans.filter(isRest)) {
    const lastedMs = (rest.endMs ?? nowMs) - rest.startMs;
    const [own] = plan
      .filter((pause) => !met.has(pause) && (rest.endMs === null || lastedMs >= lengthOf(pause)))
      .sort(
        (a, b) =>
          (rest.endMs === null ? 0 : lengthOf(b) - lengthOf(a)) ||
          Math.abs(a.startMs - rest.startMs) - Math.abs(b.startMs - rest.startMs),
      );
    if (own !== undefined) {
      met.set(own, rest.endMs === null ? 'now' : 'taken');
    }
  }
  return plan.map((pause) => ({ ...pause, standing: met.get(pause) ?? unmet(pause, nowMs) }));
}

function unmet({ startMs, endMs }: PlannedPause, nowMs: number): PauseStanding {
  return nowMs < startMs ? 'later' : nowMs < endMs ? 'due' : 'missed';
}

/** True while the pause is still to be taken, in its time or after it. */
export function isOpenPause({ standing }: StandingPause): boolean {
  return standing === 'later' || standing === 'due' || standing === 'missed';
}

/**
 * Of what a shift owes, what is still to be taken and may still begin, from now on and with work after the rest before.
 * What no longer fits is left out: it cannot be given lawfully any more.
 */
export function owedFrom(
  owed: readonly OwedPause[],
  plan: readonly StandingPause[],
  spans: readonly ShiftSpan[],
  nowMs: number,
): readonly OwedPause[] {
  const open = new Set(plan.filter(isOpenPause).map(({ code }) => code));
  const restedMs = Math.max(
    ...spans.filter(isRest).map(({ endMs }) => (endMs ?? nowMs) + WORK_BETWEEN_MS),
    0,
  );
  let fromMs = Math.max(nowMs, restedMs);
  return owed
    .filter(({ code }) => open.has(code))
    .flatMap((pause) => {
      const still = { ...pause, fromMs: Math.max(pause.fromMs, fromMs) };
      if (still.fromMs > still.byMs) {
        return [];
      }
      fromMs = still.fromMs + still.lengthMs + WORK_BETWEEN_MS;
      return [still];
    });
}
