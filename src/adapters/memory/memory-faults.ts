/**
 * Asked before each operation, with its name (`attempts.commit`, `contacts.lease`, …); an error it gives is what the
 * operation rejects with, and nothing happens. Writes ask once more with `:reply` appended when they are done: an
 * error then is a lost answer to a write that was kept.
 */
export type MemoryFaults = (operation: string) => Error | null;

const NONE: MemoryFaults = () => null;

/** Runs an operation under a fault hook; resolves in a microtask. */
export class FaultGate {
  readonly #faults: MemoryFaults;

  constructor(faults: MemoryFaults = NONE) {
    this.#faults = faults;
  }

  async read<Result>(operation: string, run: () => Result): Promise<Result> {
    this.check(operation);
    return run();
  }

  async write<Result>(operation: string, run: () => Result): Promise<Result> {
    this.check(operation);
    const result = run();
    this.check(`${operation}:reply`);
    return result;
  }

  check(operation: string): void {
    const fault = this.#faults(operation);
    if (fault !== null) {
      throw fault;
    }
  }
}
