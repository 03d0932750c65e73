import type { LegId } from '../../core/kernel/ids.js';

/** Changes of who hears whom, one after the other for each leg, side by side for different ones. */
export class LegTurns {
  readonly #last = new Map<LegId, Promise<void>>();

  /** Runs `work` once all that was begun before with any of the legs is over. */
  run<T>(legIds: readonly LegId[], work: () => Promise<T>): Promise<T> {
    const before = legIds.map((legId) => this.#last.get(legId));
    const turn = Promise.all(before).then(work);
    const over = turn.then(
      () => undefined,
      () => undefined,
    );
    for (const legId of legIds) {
      this.#last.set(legId, over);
    }
    void over.then(() => {
      for (const legId of legIds) {
        if (this.#last.get(legId) === over) {
          this.#last.delete(legId);
        }
      }
    });
    return turn;
  }
}
