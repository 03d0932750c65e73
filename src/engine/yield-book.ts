import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { DAY, HOUR } from '../core/kernel/time.js';
import { YieldTable } from '../core/retry/consumption-curve.js';
import type { RetrySurroundings } from '../core/retry/decide-retry.js';
import type { CadenceStore } from '../ports/cadence-store.js';
import type { Clock } from '../ports/clock.js';
import type { EventBus } from './event-bus.js';

/** Yields move slowly and cost a read of the log. */
const FRESH_MS = HOUR;
const LOOK_BACK_MS = 14 * DAY;

export interface YieldBookDeps {
  readonly store: CadenceStore;
  readonly clock: Clock;
  readonly bus: EventBus;
}

interface Entry {
  table: YieldTable;
  atMs: number;
  asking: boolean;
}

/** What the bases of each campaign yield: the last known figures at once, newer ones behind the asker's back. */
export class YieldBook {
  readonly #deps: YieldBookDeps;
  readonly #entries = new Map<CampaignId, Entry>();

  constructor(deps: YieldBookDeps) {
    this.#deps = deps;
  }

  /** Of a campaign, for its next decisions; nothing is known before the first answer. */
  of(campaignId: CampaignId): Pick<RetrySurroundings, 'expectedPerThousand' | 'baseHours'> {
    const entry = this.#entries.get(campaignId) ?? {
      table: new YieldTable([]),
      atMs: Number.NEGATIVE_INFINITY,
      asking: false,
    };
    this.#entries.set(campaignId, entry);
    if (!entry.asking && this.#deps.clock.now() - entry.atMs >= FRESH_MS) {
      entry.asking = true;
      void this.#ask(campaignId, entry);
    }
    return entry.table.surroundings();
  }

  async #ask(campaignId: CampaignId, entry: Entry): Promise<void> {
    const { store, clock, bus } = this.#deps;
    const toMs = clock.now();
    try {
      const query = { campaignId, mailingId: null, fromMs: toMs - LOOK_BACK_MS, toMs };
      entry.table = new YieldTable(await store.consumption(query));
    } catch (error) {
      // The old figures stay; the next question is an hour away all the same.
      const atMs = clock.now();
      if (isCadenciaError(error)) {
        bus.emit('store:failed', { operation: 'consumption', code: error.code, atMs });
      } else {
        bus.emit('engine:defect', { where: 'yield book', message: messageOf(error), atMs });
      }
    } finally {
      entry.atMs = clock.now();
      entry.asking = false;
    }
  }
}
