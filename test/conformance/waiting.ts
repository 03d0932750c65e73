import type { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';

/** True, or a sentence that says what is still missing. */
export type Condition = () => true | string;

/** How a test waits: for something that happens, with a deadline and a reason, never for time to pass. */
export interface Waiting {
  /** Resolves when the condition holds; throws its sentence after `deadlineMs` of the harness's own time. */
  until(condition: Condition, deadlineMs: number): Promise<void>;
  /** Something may have changed: conditions are looked at again. */
  wake(): void;
}

/** Runs virtual time until the condition holds. */
export function virtualWaiting(clock: VirtualClock): Waiting {
  return {
    async until(condition, deadlineMs) {
      if (!(await clock.runUntilTrue(() => condition() === true, clock.now() + deadlineMs))) {
        throw new Error(`After ${deadlineMs} virtual ms: ${String(condition())}`);
      }
    },
    wake() {},
  };
}

/** Looks at the condition whenever it is woken; the only real timer is the deadline. */
export function realTimeWaiting(): Waiting {
  const sleepers = new Set<() => void>();
  return {
    async until(condition, deadlineMs) {
      let late = false;
      const deadline = setTimeout(() => {
        late = true;
        for (const wakeUp of [...sleepers]) wakeUp();
      }, deadlineMs);
      try {
        for (let state = condition(); state !== true; state = condition()) {
          if (late) throw new Error(`After ${deadlineMs} ms: ${state}`);
          await new Promise<void>((resolve) => {
            const wakeUp = (): void => {
              sleepers.delete(wakeUp);
              resolve();
            };
            sleepers.add(wakeUp);
          });
        }
      } finally {
        clearTimeout(deadline);
      }
    },
    wake() {
      for (const wakeUp of [...sleepers]) wakeUp();
    },
  };
}
