import type { Clock, Timer } from '../../src/ports/clock.js';

/** Time that moves when the test says so; timers fire in order of time, then of setting. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  timers(): number;
}

export function makeManualClock(startMs = 1_760_000_000_000): ManualClock {
  let nowMs = startMs;
  let serial = 0;
  const timers = new Map<Timer, { dueMs: number; serial: number; run: () => void }>();
  return {
    now: () => nowMs,
    setTimer(delayMs, run) {
      const timer = { serial: ++serial } as unknown as Timer;
      timers.set(timer, { dueMs: nowMs + Math.max(0, delayMs), serial, run });
      return timer;
    },
    clearTimer: (timer) => void timers.delete(timer),
    timers: () => timers.size,
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = [...timers]
          .filter(([, entry]) => entry.dueMs <= untilMs)
          .sort(([, a], [, b]) => a.dueMs - b.dueMs || a.serial - b.serial)[0];
        if (next === undefined) {
          break;
        }
        timers.delete(next[0]);
        nowMs = next[1].dueMs;
        next[1].run();
      }
      nowMs = untilMs;
    },
  };
}

/** The system's time, for tests over real sockets. */
export const realClock: Clock = {
  now: () => Date.now(),
  setTimer: (delayMs, run) => setTimeout(run, Math.max(0, delayMs)) as unknown as Timer,
  clearTimer: (timer) => clearTimeout(timer as unknown as NodeJS.Timeout),
};
