import type { Clock } from '../../src/ports/clock.js';

export interface Life {
  alive: boolean;
}

/** A clock whose timers die with the process. */
export function mortalClock(clock: Clock, life: Life): Clock {
  return {
    now: () => clock.now(),
    setTimer: (delayMs, run) =>
      clock.setTimer(delayMs, () => {
        if (life.alive) {
          run();
        }
      }),
    clearTimer: (timer) => clock.clearTimer(timer),
  };
}

/** A port to the outside that a dead process can no longer use: its calls are never sent and never answered. */
export function mortal<Port extends object>(port: Port, life: Life): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') {
        return member;
      }
      return (...args: unknown[]): unknown =>
        life.alive ? Reflect.apply(member, target, args) : new Promise(() => {});
    },
  });
}
