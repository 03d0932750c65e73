import { startLanePacer } from '../../src/core/pacing/pacing-strategies.js';
import type { BenchPacer } from './world.js';

/** The product's predictive pacing, called in this process. */
export function productPacer(abandonCap: number, amd: boolean, connectDeadlineMs = 2000): BenchPacer {
  let pacer = startLanePacer('predictive', {
    ratio: 1,
    abandonCap,
    connectDeadlineMs,
    ringTimeoutMs: 25_000,
    amd,
  });
  return {
    step: (snapshot, seen, nowMs) => {
      const next = pacer.step(snapshot, seen, nowMs);
      pacer = next.pacer;
      return next.decision.picks ?? next.decision.place;
    },
  };
}
