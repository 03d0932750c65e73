import type { E164 } from '../../../../src/core/kernel/ids.js';
import { MINUTE } from '../../../../src/core/kernel/time.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

/** A server that hung carries out what it was told before, the hang-up that followed included: its row may be closed. */
const CLOSED_MEANWHILE_MS = 1 * MINUTE;

/** No call leaves without a row that is on the disk. */
export class CommittedBeforeDialled implements Invariant {
  readonly name = 'no dial without a committed row';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  called(number: E164): void {
    const { stores, processes, clock } = this.#centre;
    const atMs = clock.now();
    // The lists are read at once, though they are delivered later.
    const open = processes.map(({ id }) => stores.attempts.listOpen(id));
    void Promise.all(open).then(async (lists) => {
      const isOpen = lists.flat().some(({ opening }) => opening.phone === number);
      if (!isOpen && !(await this.#closedJustNow(number, atMs))) {
        this.broken.push(`${number} was dialled without a row at ${new Date(atMs).toISOString()}`);
      }
    });
  }

  async #closedJustNow(number: E164, atMs: number): Promise<boolean> {
    for await (const { opening, result } of this.#centre.stores.callLog.read({})) {
      if (opening.phone === number && result.tDialMs !== null && result.tEndMs > atMs - CLOSED_MEANWHILE_MS) {
        return true;
      }
    }
    return false;
  }
}
