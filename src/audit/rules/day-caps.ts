import { DAY_MS, dateText, localDay } from '../place/local-clock.js';

interface Try {
  readonly tDial: number;
  readonly of: string;
}

/** Tries of one person or number in the last two days, counted by the calendar of whichever zone is asked for. */
export class DayCaps {
  #tries: Try[] = [];

  /** Counts a try and says on which local day it is one too many, or null. `of` keeps counts apart. */
  add(tDial: number, zones: readonly string[], most: number, of: string): string | null {
    this.#tries = this.#tries.filter((past) => tDial - past.tDial < 2 * DAY_MS);
    this.#tries.push({ tDial, of });
    for (const zone of zones) {
      const day = localDay(zone, tDial);
      const count = this.#tries.filter((past) => past.of === of && localDay(zone, past.tDial) === day).length;
      if (count > most) {
        return `call ${count} of ${dateText(day)} (${zone}), at most ${most}`;
      }
    }
    return null;
  }
}
