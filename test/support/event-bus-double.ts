import type { EngineEventMap, EngineEventName, EngineEvents } from '../../src/ports/engine-events.js';

/** A bus whose events the test sends itself. */
export interface EventBusDouble extends EngineEvents {
  emit<Name extends EngineEventName>(name: Name, event: EngineEventMap[Name]): void;
  listeners(): number;
}

export function makeEventBusDouble(): EventBusDouble {
  const byName = new Map<EngineEventName, Set<(event: never) => void>>();
  return {
    on(name, listener) {
      const set = byName.get(name) ?? new Set();
      byName.set(name, set);
      set.add(listener as (event: never) => void);
      return () => set.delete(listener as (event: never) => void);
    },
    emit(name, event) {
      for (const listener of byName.get(name) ?? []) {
        (listener as (event: unknown) => void)(event);
      }
    },
    listeners: () => [...byName.values()].reduce((sum, set) => sum + set.size, 0),
  };
}
