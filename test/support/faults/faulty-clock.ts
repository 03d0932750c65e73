import type { Clock, Timer } from '../../../src/ports/clock.js';
import type { EffectPlace } from './faulty-port.js';

/** A timer that is due while its process is stopped can still be taken back before it is called. */
class FaultyTimer {
  declare readonly __timer: Timer['__timer'];
  run: (() => void) | null;
  outer: Timer | null = null;

  constructor(run: () => void) {
    this.run = run;
  }
}

/** The clock of one process: its timers die and stop with it, and its time of day may jump, as after a correction. */
export class FaultyClock implements Clock {
  readonly #place: EffectPlace;
  #aheadMs = 0;

  constructor(place: EffectPlace) {
    this.#place = place;
  }

  now(): number {
    const { clock, injector } = this.#place;
    const nowMs = clock.now();
    const fault = injector.take('clock.now', nowMs);
    if (fault !== null) {
      const jumpMs = fault.kind === 'jumps ahead' ? fault.lastsMs : -fault.lastsMs;
      this.#aheadMs += jumpMs;
      clock.setTimer(fault.lastsMs, () => {
        this.#aheadMs -= jumpMs;
      });
    }
    return nowMs + this.#aheadMs;
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const { clock, life } = this.#place;
    const timer = new FaultyTimer(run);
    timer.outer = clock.setTimer(delayMs, () => life.reach(() => this.#due(timer)));
    return timer;
  }

  clearTimer(timer: Timer): void {
    if (timer instanceof FaultyTimer && timer.run !== null) {
      timer.run = null;
      if (timer.outer !== null) {
        this.#place.clock.clearTimer(timer.outer);
      }
    }
  }

  #due(timer: FaultyTimer): void {
    if (timer.run === null) {
      return;
    }
    const { clock, life, injector } = this.#place;
    const fault = injector.take('clock.timer', clock.now());
    switch (fault?.kind) {
      case 'dies before':
        this.#place.kill(fault.lastsMs);
        return;
      case 'dies after':
        fire(timer);
        this.#place.kill(fault.lastsMs);
        return;
      case 'late':
        clock.setTimer(fault.lastsMs, () => life.reach(() => fire(timer)));
        return;
      case 'stops and goes on':
        this.#place.stop(fault.lastsMs);
        life.reach(() => fire(timer));
        return;
      default:
        fire(timer);
    }
  }
}

function fire(timer: FaultyTimer): void {
  const { run } = timer;
  timer.run = null;
  run?.();
}
