import { SECOND } from '../../src/core/kernel/time.js';
import { startLanePacer } from '../../src/core/pacing/pacing-strategies.js';
import type { PacingSettings } from '../../src/core/pacing/pacing-strategy.js';
import { type Call, type DayResult, World } from './world.js';

/** A telephone rings for as long, whoever wants to give up (16 CFR 310.4(b)(4)(ii)); in seconds. */
const LEAST_RING = 15;

function rangAt({ born, fate }: Call): number {
  return born + (fate.ring ?? Number.POSITIVE_INFINITY);
}

/** The world as the product may leave it where a campaign lets it: calls that ring may be given up. */
export class CancellingWorld extends World {
  /** The day under the product's own strategy; `opensMs` is where its clock begins. */
  cancelling(settings: PacingSettings, opensMs: number): DayResult {
    let pacer = startLanePacer('predictive', { ...settings, cancelsRinging: true });
    return this.run({
      step: (snapshot, seen, nowMs) => {
        const next = pacer.step(snapshot, seen, opensMs + nowMs);
        pacer = next.pacer;
        const { place, picks, cancel } = next.decision;
        this.giveUp(cancel ?? 0);
        return picks ?? place;
      },
    });
  }

  /** Ends so many of the calls that ring, those that rang longest first, none that rang for less than it must. */
  private giveUp(count: number): void {
    const ringing = [...this.calls].filter(
      (call) =>
        call.state === 'dialling' &&
        this.now - rangAt(call) >= LEAST_RING &&
        (call.fate.answer === null || this.now < call.born + call.fate.answer),
    );
    for (const call of ringing.sort((a, b) => rangAt(a) - rangAt(b)).slice(0, count)) {
      this.calls.delete(call);
      call.state = 'gone';
      this.seen.push({
        kind: 'failed',
        reason: 'cancelled',
        afterMs: SECOND * (this.now - call.born),
        ringMs: SECOND * (this.now - rangAt(call)),
        amdMs: null,
        ...(call.estimate === null ? {} : { estimate: call.estimate }),
      });
    }
  }

  protected override settle(call: Call): void {
    if (call.state !== 'gone') {
      super.settle(call);
    }
  }
}
