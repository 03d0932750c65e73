import { CELLS, type Cell, EFFECTS } from './effects.js';
import { type EffectClass, FAULTS } from './fault-kind.js';

/** Which faults came to pass at which effects, over many runs. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  add(hits: readonly Cell[]): void {
    for (const hit of hits) {
      this.#counts.set(keyOf(hit), this.of(hit) + 1);
    }
  }

  of(cell: Cell): number {
    return this.#counts.get(keyOf(cell)) ?? 0;
  }

  get cells(): number {
    return CELLS.length;
  }

  /** What never came to pass: an effect that was never used when it was to break, or a fault that is planned for none. */
  holes(): readonly Cell[] {
    return CELLS.filter((cell) => this.of(cell) === 0);
  }

  /** A table for each class of effects: a row an effect, a column a fault. */
  *tables(): Generator<string> {
    const width = Math.max(...[...EFFECTS.keys()].map(({ length }) => length)) + 2;
    for (const of of Object.keys(FAULTS) as EffectClass[]) {
      const kinds = FAULTS[of];
      const names = [...EFFECTS.values()].filter((effect) => effect.class === of).map(({ name }) => name);
      yield '';
      yield `${of.padEnd(width)}${kinds.map((kind) => `  ${kind}`).join('')}`;
      for (const effect of names) {
        const counts = kinds.map((kind) => this.#shown({ effect, kind }).padStart(kind.length + 2));
        yield `${effect.padEnd(width)}${counts.join('')}`;
      }
    }
  }

  #shown(cell: Cell): string {
    const count = this.of(cell);
    return count === 0 ? 'hole' : String(count);
  }
}

function keyOf({ effect, kind }: Cell): string {
  return `${effect} ${kind}`;
}
