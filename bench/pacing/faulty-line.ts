import type { Chance } from './chance.js';
import type { LineFaults } from './scenarios.js';

const LONGEST_DELAY_SECONDS = 5;

/** A line that loses, repeats and delays what passes it, in a chance of its own. */
export class FaultyLine<Item> {
  private readonly chance: Chance;
  private readonly faults: LineFaults;
  private late: { readonly item: Item; readonly due: number }[] = [];

  constructor(chance: Chance, faults: LineFaults) {
    this.chance = chance;
    this.faults = faults;
  }

  /** What arrives at second `t`, in any order. */
  carry(items: readonly Item[], t: number): Item[] {
    const { lost, twice, late } = this.faults;
    const out = this.late.filter(({ due }) => due <= t).map(({ item }) => item);
    this.late = this.late.filter(({ due }) => due > t);
    for (const item of items) {
      const dice = this.chance.uniform();
      if (dice < lost) {
        continue;
      }
      if (dice < lost + twice) {
        out.push(item, item);
      } else if (dice < lost + twice + late) {
        this.late.push({ item, due: t + this.chance.between(0.5, LONGEST_DELAY_SECONDS) });
      } else {
        out.push(item);
      }
    }
    return out.sort(() => this.chance.uniform() - 0.5);
  }

  /** Whether the dialer is not asked this time. */
  skipsTick(): boolean {
    return this.chance.uniform() < this.faults.skippedTicks;
  }
}
