import { createHash } from 'node:crypto';

/** Writes down what happened, in order: a digest of all of it, and on wish the words. */
export class Witness {
  readonly #hash = createHash('sha256');
  readonly #tell: ((line: string) => void) | null;
  readonly #startMs: number;
  readonly names = new Set<string>();
  #events = 0;

  constructor(startMs: number, tell: ((line: string) => void) | null) {
    this.#startMs = startMs;
    this.#tell = tell;
  }

  get events(): number {
    return this.#events;
  }

  saw(atMs: number, who: string, what: string, event: unknown): void {
    const line = `${((atMs - this.#startMs) / 1000).toFixed(3)} ${who} ${what} ${JSON.stringify(event)}`;
    this.#events += 1;
    this.names.add(what);
    this.#hash.update(line);
    this.#tell?.(line);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}
