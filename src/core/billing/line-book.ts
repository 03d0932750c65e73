import type { BillLine } from './bill.js';
import { type Exact, exact, plus, summed, ZERO } from './exact.js';

/** The lines made so far, for steps that take a percent of them. */
export class LineBook {
  readonly #lines: BillLine[] = [];

  add(line: BillLine): void {
    this.#lines.push(line);
  }

  get lines(): readonly BillLine[] {
    return this.#lines;
  }

  /** The rounded lines of some steps, of one service or of all, added. */
  sum(steps: readonly string[], service: string | null): Exact {
    return this.#lines
      .filter((line) => steps.includes(line.step) && (service === null || line.service === service))
      .reduce((total, line) => plus(total, exact(line.amount)), ZERO);
  }

  get total(): Exact {
    return summed(this.#lines.map(({ amount }) => exact(amount)));
  }
}
