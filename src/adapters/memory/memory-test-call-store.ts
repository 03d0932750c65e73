import type { AttemptId, TrunkId } from '../../core/kernel/ids.js';
import type { TestCallNotes } from '../../core/test-call/test-call-report.js';
import type { KeptTestCall, TestCallStore } from '../../ports/test-call-store.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FaultGate } from './memory-faults.js';

interface Kept extends TestCallNotes {
  readonly attemptId: AttemptId;
  readonly atMs: number;
  readonly trunkId: TrunkId;
  readonly by: string;
}

/** Test calls in memory, each beside its row. */
export class MemoryTestCallStore implements TestCallStore {
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;
  readonly #kept = new Map<AttemptId, Kept>();

  constructor(attempts: AttemptShelf, gate: FaultGate) {
    this.#attempts = attempts;
    this.#gate = gate;
  }

  begin(attemptId: AttemptId, atMs: number, trunkId: TrunkId, by: string): Promise<void> {
    return this.#gate.write('testCalls.begin', () => {
      const known = this.#kept.get(attemptId);
      this.#kept.set(attemptId, known ?? { attemptId, atMs, trunkId, by, earlyMedia: false, sound: null });
    });
  }

  note(attemptId: AttemptId, { earlyMedia, sound }: TestCallNotes): Promise<void> {
    return this.#gate.write('testCalls.note', () => {
      const known = this.#kept.get(attemptId);
      if (known !== undefined) {
        this.#kept.set(attemptId, { ...known, earlyMedia, sound });
      }
    });
  }

  list(trunkId: TrunkId | null, most: number): Promise<readonly KeptTestCall[]> {
    return this.#gate.read('testCalls.list', () =>
      [...this.#kept.values()]
        .filter((kept) => trunkId === null || kept.trunkId === trunkId)
        .sort((one, other) => other.atMs - one.atMs || (one.attemptId < other.attemptId ? 1 : -1))
        .flatMap((kept) => this.#withRow(kept) ?? [])
        .slice(0, most),
    );
  }

  find(attemptId: AttemptId): Promise<KeptTestCall | null> {
    return this.#gate.read('testCalls.find', () => {
      const kept = this.#kept.get(attemptId);
      return kept === undefined ? null : this.#withRow(kept);
    });
  }

  #withRow({ attemptId, by, earlyMedia, sound }: Kept): KeptTestCall | null {
    const closed = this.#attempts.closed.get(attemptId);
    const opening = closed?.opening ?? this.#attempts.open.get(attemptId)?.opening;
    return opening === undefined ? null : { by, opening, result: closed?.result ?? null, earlyMedia, sound };
  }
}
