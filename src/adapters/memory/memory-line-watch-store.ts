import type { LineRest } from '../../core/carrier/line-rest.js';
import type { EngineId } from '../../core/kernel/ids.js';
import type { LineWatchStore } from '../../ports/line-watch-store.js';
import type { FaultGate } from './memory-faults.js';

/** Rests of lines, in memory. */
export class MemoryLineWatchStore implements LineWatchStore {
  readonly #gate: FaultGate;
  readonly #rests = new Map<string, LineRest>();
  readonly #memories = new Map<EngineId, string>();

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  saveRest(rest: LineRest): Promise<void> {
    return this.#gate.write('lines.saveRest', () => {
      this.#rests.set(`${rest.line} ${rest.fromMs}`, rest);
    });
  }

  rests(untilAfterMs: number): Promise<readonly LineRest[]> {
    return this.#gate.read('lines.rests', () =>
      [...this.#rests.values()]
        .filter(({ untilMs }) => untilMs > untilAfterMs)
        .sort((one, other) => one.fromMs - other.fromMs || (one.line < other.line ? -1 : 1)),
    );
  }

  keepMemory(engineId: EngineId, memory: unknown): Promise<void> {
    return this.#gate.write('lines.keepMemory', () => {
      this.#memories.set(engineId, JSON.stringify(memory));
    });
  }

  memory(engineId: EngineId): Promise<unknown> {
    return this.#gate.read('lines.memory', () => {
      const kept = this.#memories.get(engineId);
      return kept === undefined ? null : (JSON.parse(kept) as unknown);
    });
  }
}
