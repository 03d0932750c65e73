import { CadenciaError } from '../core/kernel/errors.js';
import type { CampaignId, EngineId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Coordination } from '../ports/coordination.js';
import { EnginePresence } from './engine-presence.js';
import type { EventBus } from './event-bus.js';

const LEASE_MS = 15 * SECOND;
const RENEW_MS = 5 * SECOND;
/** We stop this long before the lease ends by our clock, because another node's clock may run ahead. */
const SAFETY_MS = 1 * SECOND;

export interface LeaseDeps {
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly engineId: EngineId;
  /** A campaign became ours. */
  readonly onGained: (campaignId: CampaignId) => void;
}

/**
 * One engine dials a campaign at a time: holds its lease, renews it, and stops in time when that fails. With them the
 * lease that tells the others that this engine is there.
 */
export class LeaseKeeper {
  readonly presence: EnginePresence;
  readonly #deps: LeaseDeps;
  readonly #until = new Map<CampaignId, number>();
  #timer: Timer | null = null;
  #closed = false;

  constructor(deps: LeaseDeps) {
    this.#deps = deps;
    this.presence = new EnginePresence(deps);
  }

  /** True while this engine may dial the campaign. */
  owns(campaignId: CampaignId): boolean {
    return (this.#until.get(campaignId) ?? 0) > this.#deps.clock.now();
  }

  async watch(campaignId: CampaignId): Promise<void> {
    if (!this.#until.has(campaignId)) {
      this.#until.set(campaignId, 0);
      await this.#renew(campaignId);
    }
    this.#beat();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
    }
    for (const campaignId of this.#until.keys()) {
      await this.#release(campaignId);
    }
    await this.presence.close();
  }

  #beat(): void {
    if (this.#timer !== null || this.#closed) {
      return;
    }
    this.#timer = this.#deps.clock.setTimer(RENEW_MS, () => {
      this.#timer = null;
      void this.#renewAll();
    });
  }

  async #renewAll(): Promise<void> {
    await Promise.all([...this.#until.keys()].map((campaignId) => this.#renew(campaignId)));
    this.#beat();
  }

  async #renew(campaignId: CampaignId): Promise<void> {
    const { coordination, clock, engineId } = this.#deps;
    const nowMs = clock.now();
    try {
      const held = await coordination.acquireLease(leaseName(campaignId), engineId, nowMs, LEASE_MS);
      const gained = held !== null && !this.owns(campaignId);
      this.#until.set(campaignId, held === null ? 0 : held.expiresAtMs - SAFETY_MS);
      if (gained) {
        this.#deps.onGained(campaignId);
      }
    } catch (error) {
      this.#failed('lease', error);
    }
  }

  async #release(campaignId: CampaignId): Promise<void> {
    try {
      await this.#deps.coordination.releaseLease(leaseName(campaignId), this.#deps.engineId);
    } catch (error) {
      this.#failed('release lease', error);
    }
  }

  #failed(operation: string, error: unknown): void {
    const code = error instanceof CadenciaError ? error.code : 'unknown';
    this.#deps.bus.emit('store:failed', { operation, code, atMs: this.#deps.clock.now() });
  }
}

function leaseName(campaignId: CampaignId): string {
  return `campaign:${campaignId}`;
}
