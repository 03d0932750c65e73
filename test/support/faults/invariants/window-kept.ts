import { BRASILIA, civilTime } from '../../../../src/core/kernel/civil-time.js';
import type { E164 } from '../../../../src/core/kernel/ids.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

/** Calls to São Paulo may leave from 8 to 20 h of Brasília on a Tuesday. */
const HOURS = { from: 8, to: 20 };

export function isCallingHour(atMs: number): boolean {
  const { hour } = civilTime(atMs, BRASILIA);
  return hour >= HOURS.from && hour < HOURS.to;
}

/** No call leaves when the law does not let it, by the true time of day. */
export class WindowKept implements Invariant {
  readonly name = 'the hours of law';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  called(number: E164): void {
    const nowMs = this.#centre.clock.now();
    if (!isCallingHour(nowMs)) {
      this.broken.push(`${number} was called at ${new Date(nowMs).toISOString()}`);
    }
  }
}
