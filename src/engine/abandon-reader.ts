import { ABANDON_HISTORY_MS } from '../core/compliance/abandonment.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { HOUR, MINUTE } from '../core/kernel/time.js';
import type { AttemptStore } from '../ports/attempt-store.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AbandonWatch } from './abandon-watch.js';
import type { EventBus } from './event-bus.js';

/** Rows that a dead engine left open are closed within this, and are counted when they are read next. */
const BEAT_MS = 1 * MINUTE;
/** What is read again at each beat; rows of earlier hours have closed. */
const RECENT_MS = 3 * HOUR;

interface Counted {
  readonly id: CampaignId;
  readonly abandonment: AbandonWatch;
}

export interface AbandonReaderDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly attempts: Pick<AttemptStore, 'abandonHours'>;
  /** The campaigns this engine dials now. */
  readonly dialled: () => Iterable<Counted>;
}

/**
 * Keeps the counts of abandonment those of all engines (R27 and R28 are a campaign's, whoever dials it): they are read
 * when a campaign comes over from another engine, before anything is dialled ahead of its agents, and every minute.
 */
export class AbandonReader {
  readonly #deps: AbandonReaderDeps;
  #timer: Timer | null = null;

  constructor(deps: AbandonReaderDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer ??= this.#deps.clock.setTimer(BEAT_MS, () => {
      this.#timer = null;
      for (const campaign of this.#deps.dialled()) {
        void this.read(campaign);
      }
      this.start();
    });
  }

  close(): void {
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  /** Reads what the rows say; a store that fails is told, and asked again at the next beat. */
  async read({ id, abandonment }: Counted): Promise<void> {
    const { clock, bus, attempts } = this.#deps;
    const historyMs = abandonment.stale ? ABANDON_HISTORY_MS : RECENT_MS;
    try {
      abandonment.load(await attempts.abandonHours(id, clock.now() - historyMs), clock.now());
    } catch (error) {
      const code = error instanceof CadenciaError ? error.code : 'unknown';
      bus.emit('store:failed', { operation: 'abandonment', code, atMs: clock.now() });
    }
  }
}
