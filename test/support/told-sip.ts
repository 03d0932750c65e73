import { parseTrunkId, type TrunkId } from '../../src/core/kernel/ids.js';
import type { SipWatch, SipWatchEvent, TrunkProbed } from '../../src/ports/sip-watch.js';

/** A watcher of SIP that sees what the test says. */
export class ToldSip implements SipWatch {
  readonly #listeners = new Set<(event: SipWatchEvent) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  listen(listener: (event: SipWatchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: SipWatchEvent): void {
    for (const listener of this.#listeners) {
      listener(event);
    }
  }

  tellTrunk(id: TrunkId | string, change: Partial<TrunkProbed>): void {
    const trunk: TrunkProbed = {
      trunkId: parseTrunkId(id),
      atMs: 0,
      state: 'up',
      sinceMs: 0,
      good: true,
      status: 200,
      tookMs: 12,
      p50Ms: 12,
      p95Ms: 40,
      why: '',
      ...change,
    };
    this.tell({ kind: 'trunk', trunk });
  }
}
