import { BRASILIA, dayStartMs } from '../core/kernel/civil-time.js';
import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { DAY, MINUTE } from '../core/kernel/time.js';
import type { MemoryAge } from '../core/pacing/pacing-strategy.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { DecisionBatch, PacingStore } from '../ports/pacing-store.js';
import type { DecisionLog } from './decision-log.js';
import type { EventBus } from './event-bus.js';

/** What was learned is kept this often: a crash forgets a minute of it. */
const KEEP_MS = MINUTE;

/** Decisions are kept for so long: today's and yesterday's. */
const DECISIONS_MS = 2 * DAY;

/** A campaign whose pacing learns. */
export interface LearningCampaign {
  readonly id: CampaignId;
  readonly pace: {
    /** What each part has learned; plain data that is not changed afterwards. */
    memories(): readonly { readonly part: string; readonly memory: unknown }[];
    recall(part: string, memory: unknown, age: MemoryAge): void;
    readonly log: Pick<DecisionLog, 'take' | 'giveBack'>;
  };
}

export interface PacingKeeperDeps {
  /** Without one nothing is kept. */
  readonly pacing?: PacingStore | undefined;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly campaigns: { get(id: CampaignId): LearningCampaign | null; values(): Iterable<LearningCampaign> };
  /** True for a campaign that this engine dials: the others know nothing of it. */
  readonly owns: (id: CampaignId) => boolean;
}

/**
 * Keeps once a minute what pacing has learned and why it decided as it did, and gives the first back at a start; no call
 * and no decision waits for it.
 */
export class PacingKeeper {
  readonly #deps: PacingKeeperDeps;
  #timer: Timer | null = null;
  #closed = false;

  constructor(deps: PacingKeeperDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#timer === null && !this.#closed && this.#deps.pacing !== undefined) {
      this.#timer = this.#deps.clock.setTimer(KEEP_MS, () => {
        this.#timer = null;
        void this.keep().then(() => this.start());
      });
    }
  }

  /** Gives a campaign what was kept of it; what has begun to learn by itself meanwhile goes on as it is. */
  async recall(id: CampaignId): Promise<void> {
    const { pacing, campaigns, clock } = this.#deps;
    try {
      for (const { part, memory, atMs } of (await pacing?.memories(id)) ?? []) {
        const nowMs = clock.now();
        const sameDay = dayStartMs(atMs, BRASILIA) === dayStartMs(nowMs, BRASILIA);
        campaigns.get(id)?.pace.recall(part, memory, { ageMs: Math.max(0, nowMs - atMs), sameDay });
      }
    } catch (error) {
      this.#failed('pacing memories', error);
    }
  }

  /** Keeps what is known now; a failure is survived: the next minute keeps more. */
  async keep(): Promise<void> {
    const { pacing } = this.#deps;
    if (pacing !== undefined) {
      await this.#keepMemories(pacing);
      await this.#keepDecisions(pacing);
    }
  }

  async #keepDecisions(pacing: PacingStore): Promise<void> {
    const { campaigns, clock } = this.#deps;
    const batches: DecisionBatch[] = [];
    for (const { id, pace } of campaigns.values()) {
      const decisions = pace.log.take();
      if (decisions.length > 0) {
        batches.push({ campaignId: id, decisions });
      }
    }
    try {
      if (batches.length > 0) {
        await pacing.keepDecisions(batches, clock.now() - DECISIONS_MS);
      }
    } catch (error) {
      for (const { campaignId, decisions } of batches) {
        campaigns.get(campaignId)?.pace.log.giveBack(decisions);
      }
      this.#failed('keep decisions', error);
    }
  }

  async #keepMemories(pacing: PacingStore): Promise<void> {
    const { campaigns, clock, owns } = this.#deps;
    const atMs = clock.now();
    const memories = [...campaigns.values()]
      .filter(({ id }) => owns(id))
      .flatMap(({ id, pace }) => pace.memories().map((kept) => ({ campaignId: id, ...kept, atMs })));
    try {
      if (memories.length > 0) {
        await pacing.keepMemories(memories);
      }
    } catch (error) {
      this.#failed('keep pacing', error);
    }
  }

  /** Keeps a last time. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
    await this.keep();
  }

  #failed(operation: string, error: unknown): void {
    const { bus, clock } = this.#deps;
    const atMs = clock.now();
    if (isCadenciaError(error)) {
      bus.emit('store:failed', { operation, code: error.code, atMs });
    } else {
      bus.emit('engine:defect', { where: operation, message: messageOf(error), atMs });
    }
  }
}
