import { yieldOf } from '../retry/consumption-curve.js';

export interface Share {
  readonly of: number;
  readonly count: number;
  /** Both ends of the 95 % interval by Wilson's score (1927). */
  readonly low: number;
  readonly high: number;
}

/** `count` out of `of` with its interval. */
export function shareOf(count: number, of: number): Share {
  const { low, high } = yieldOf(count, of);
  return { count, of, low: low / 1000, high: high / 1000 };
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

/** As `3 of 400 = 0.8 % (0.3 % to 2.2 %)`. */
export function describeShare({ count, of, low, high }: Share): string {
  return `${count} of ${of} = ${of === 0 ? 'none' : percent(count / of)} (${percent(low)} to ${percent(high)})`;
}

/** What was said of what was true. */
export class Confusion {
  readonly #said: readonly string[];
  readonly #counts = new Map<string, Map<string, number>>();

  constructor(said: readonly string[]) {
    this.#said = said;
  }

  add(truth: string, said: string): void {
    const row = this.#counts.get(truth) ?? new Map<string, number>();
    row.set(said, (row.get(said) ?? 0) + 1);
    this.#counts.set(truth, row);
  }

  /** How many of one truth were said to be any of these. */
  share(truth: string, said: readonly string[]): Share {
    const row = this.#counts.get(truth) ?? new Map<string, number>();
    const of = [...row.values()].reduce((sum, count) => sum + count, 0);
    return shareOf(
      said.reduce((sum, word) => sum + (row.get(word) ?? 0), 0),
      of,
    );
  }

  /** A row for each truth, a column for each word. */
  lines(): readonly string[] {
    const rows = [...this.#counts].map(([truth, row]) => [
      truth,
      ...this.#said.map((word) => String(row.get(word) ?? 0)),
    ]);
    const table = [['truth \\ said', ...this.#said], ...rows];
    const widths = [0, ...this.#said].map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
    return table.map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  '));
  }
}
