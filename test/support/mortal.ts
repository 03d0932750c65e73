import type { Clock } from '../../src/ports/clock.js';

export interface Life {
  alive: boolean;
  /** What a stopped process (SIGSTOP) will do when it goes on; null while it runs. */
  asleep?: (() => void)[] | null;
  /** The call to a store right before which it is stopped. */
  sleepsBefore?: ((call: string, args: readonly unknown[]) => boolean) | null;
}

/** A stopped process goes on where it stood. */
export function wake(life: Life): void {
  const waiting = life.asleep ?? [];
  life.asleep = null;
  for (const goOn of waiting) {
    goOn();
  }
}

/** A clock whose timers die with the process, and wait while it is stopped. */
export function mortalClock(clock: Clock, life: Life): Clock {
  return {
    now: () => clock.now(),
    setTimer: (delayMs, run) =>
      clock.setTimer(delayMs, () => {
        if (life.alive && life.asleep != null) {
          life.asleep.push(run);
        } else if (life.alive) {
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
      return (...args: unknown[]): unknown => {
        if (life.asleep == null && life.sleepsBefore?.(String(name), args) === true) {
          life.asleep = [];
          life.sleepsBefore = null;
        }
        if (!life.alive) {
          return new Promise(() => {});
        }
        return life.asleep == null
          ? Reflect.apply(member, target, args)
          : new Promise((goOn) => life.asleep?.push(() => goOn(Reflect.apply(member, target, args))));
      };
    },
  });
}

/** A port whose answers to a stopped process are heard when it goes on, as of a socket. */
export function heardAwake<Port extends object>(port: Port, life: Life): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') {
        return member;
      }
      return async (...args: unknown[]): Promise<unknown> => {
        const answer: Promise<unknown> = Promise.resolve(Reflect.apply(member, target, args));
        await answer.catch(() => undefined);
        if (life.asleep != null) {
          await new Promise<void>((goOn) => life.asleep?.push(goOn));
        }
        return answer;
      };
    },
  });
}
