import type { EngineEventMap, EngineEventName, EngineEvents } from '../ports/engine-events.js';

type Listener<Name extends EngineEventName> = (event: EngineEventMap[Name]) => void;

/** The engine's voice. A listener that throws is left out of the matter: calls go on. */
export class EventBus implements EngineEvents {
  readonly #listeners = new Map<EngineEventName, Set<(event: never) => void>>();
  #failing = false;

  on<Name extends EngineEventName>(name: Name, listener: Listener<Name>): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    set.add(listener as (event: never) => void);
    this.#listeners.set(name, set);
    return () => set.delete(listener as (event: never) => void);
  }

  emit<Name extends EngineEventName>(name: Name, event: EngineEventMap[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as Listener<Name>)(event);
      } catch (thrown) {
        this.#report(name, thrown);
      }
    }
  }

  /** A listener of defects that fails itself must not start a circle. */
  #report(name: string, thrown: unknown): void {
    if (this.#failing) {
      return;
    }
    this.#failing = true;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    this.emit('engine:defect', { where: `listener of ${name}`, message, atMs: 0 });
    this.#failing = false;
  }
}
