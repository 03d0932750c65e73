import type { TrunkId } from '../../core/kernel/ids.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { Reason } from '../../core/outcome/outcome.js';
import type { Clock } from '../../ports/clock.js';
import type { EngineEvents } from '../../ports/engine-events.js';

/** The stretches that are shown. */
export const CARRIER_WINDOWS = [5, 15] as const;
const LONGEST_MINUTES = 15;

/** What became of the calls by one trunk in the last minutes. */
export interface CarrierResults {
  readonly minutes: number;
  readonly attempts: number;
  readonly answered: number;
  readonly connected: number;
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
}

/** What carriers did with our calls lately: a carrier that breaks down is seen here first. */
export interface CarrierBoard {
  /** Of every trunk with calls in the longest stretch. */
  results(): readonly { readonly trunkId: TrunkId; readonly windows: readonly CarrierResults[] }[];
  close(): void;
}

interface MinuteCount {
  attempts: number;
  answered: number;
  connected: number;
  reasons: Partial<Record<Reason, number>>;
}

/** Minutes by their number since the epoch. */
type Minutes = Map<number, MinuteCount>;

export function makeCarrierBoard({
  events,
  clock,
}: {
  readonly events: EngineEvents;
  readonly clock: Clock;
}): CarrierBoard {
  const trunks = new Map<TrunkId, Minutes>();

  function minuteOf(trunkId: TrunkId, minute: number): MinuteCount {
    const minutes: Minutes = trunks.get(trunkId) ?? new Map();
    trunks.set(trunkId, minutes);
    const known = minutes.get(minute);
    if (known !== undefined) {
      return known;
    }
    for (const old of [...minutes.keys()].filter((one) => one <= minute - LONGEST_MINUTES)) {
      minutes.delete(old);
    }
    const fresh = { attempts: 0, answered: 0, connected: 0, reasons: {} };
    minutes.set(minute, fresh);
    return fresh;
  }

  const off = events.on('call:closed', ({ row }) => {
    const count = minuteOf(row.opening.trunkId, Math.floor(clock.now() / MINUTE));
    const { result } = row;
    count.attempts += 1;
    count.answered += result.tAnswerMs === null ? 0 : 1;
    count.connected += result.tAgentMs === null ? 0 : 1;
    count.reasons[result.reason] = (count.reasons[result.reason] ?? 0) + 1;
  });

  return {
    results() {
      const now = Math.floor(clock.now() / MINUTE);
      return [...trunks]
        .map(([trunkId, minutes]) => ({
          trunkId,
          windows: CARRIER_WINDOWS.map((length) => sumOf(minutes, now, length)),
        }))
        .filter(({ windows }) => windows.some(({ attempts }) => attempts > 0));
    },
    close: off,
  };
}

/** The minute that runs counts as one. */
function sumOf(minutes: Minutes, now: number, length: number): CarrierResults {
  const sum = {
    minutes: length,
    attempts: 0,
    answered: 0,
    connected: 0,
    reasons: {} as MinuteCount['reasons'],
  };
  for (const [minute, count] of minutes) {
    if (minute > now - length) {
      sum.attempts += count.attempts;
      sum.answered += count.answered;
      sum.connected += count.connected;
      for (const [reason, times] of Object.entries(count.reasons) as [Reason, number][]) {
        sum.reasons[reason] = (sum.reasons[reason] ?? 0) + times;
      }
    }
  }
  return sum;
}
