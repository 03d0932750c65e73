import { CadenciaError } from '../core/kernel/errors.js';
import type { CampaignId, EngineId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { AttemptStore } from '../ports/attempt-store.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Coordination } from '../ports/coordination.js';
import { type EngineNames, EnginePresence } from './engine-presence.js';
import type { EventBus } from './event-bus.js';

/** A dead engine's campaigns are another's after this and one renewal: within 10 s, the first dial included. */
const LEASE_MS = 5 * SECOND;
const RENEW_MS = 1 * SECOND;
/** We stop this long before the lease ends by our clock, because another node's clock may run ahead. */
const SAFETY_MS = 1 * SECOND;

/** What campaigns come to and go from. */
export interface LeaseHost {
  /** How many agents work on the campaign here. */
  agentsOn(campaignId: CampaignId): number;
  /** Others may have saved campaigns and agents. */
  lookAgain(): void;
  /** A campaign became ours. */
  gained(campaignId: CampaignId): void;
  /** A campaign is no longer ours to dial. */
  lost(campaignId: CampaignId): void;
}

export interface LeaseDeps {
  readonly coordination: Coordination;
  readonly names: EngineNames;
  readonly attempts: AttemptStore;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly engineId: EngineId;
  readonly host: () => LeaseHost;
}

interface Owned {
  readonly untilMs: number;
  readonly fence: number;
}

/**
 * One engine dials a campaign at a time: holds its lease, renews it, and stops in time when that fails. Who gets the
 * lease claims the campaign in the database before he dials, so that nobody who slept through the end of his own can
 * write a row. A campaign goes to where agents wait for it. With them the lease that tells the others that this engine
 * is there.
 */
export class LeaseKeeper {
  readonly presence: EnginePresence;
  readonly #deps: LeaseDeps;
  readonly #watched = new Set<CampaignId>();
  readonly #owned = new Map<CampaignId, Owned>();
  /** Campaigns let go for another engine, and until when they are left to it. */
  readonly #left = new Map<CampaignId, number>();
  #timer: Timer | null = null;
  #closed = false;

  constructor(deps: LeaseDeps) {
    this.#deps = deps;
    this.presence = new EnginePresence(deps);
  }

  /** True while this engine may dial the campaign. */
  owns(campaignId: CampaignId): boolean {
    return this.fenceOf(campaignId) !== null;
  }

  /** The fence under which this engine may dial the campaign; null while it may not. */
  fenceOf(campaignId: CampaignId): number | null {
    const owned = this.#owned.get(campaignId);
    return owned !== undefined && owned.untilMs > this.#deps.clock.now() ? owned.fence : null;
  }

  async watch(campaignId: CampaignId): Promise<void> {
    if (!this.#watched.has(campaignId)) {
      this.#watched.add(campaignId);
      await this.#renew([campaignId]);
    }
    this.beat();
  }

  /** Leaves every campaign to the others and takes none any more; the others know us there until `close`. */
  async retire(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
    for (const campaignId of [...this.#watched]) {
      this.#watched.delete(campaignId);
      this.#lose(campaignId);
      await this.#release(campaignId);
    }
  }

  async close(): Promise<void> {
    await this.retire();
    await this.presence.close();
  }

  /** Renews from now on, also while there is no campaign yet. */
  beat(): void {
    if (this.#timer !== null || this.#closed) {
      return;
    }
    this.#timer = this.#deps.clock.setTimer(RENEW_MS, () => {
      this.#timer = null;
      void this.#renewAll();
    });
  }

  async #renewAll(): Promise<void> {
    this.#deps.host().lookAgain();
    await this.#renew([...this.#watched]);
    await this.#letGoWhatIsWanted();
    this.beat();
  }

  /** All in one question, or hundreds of campaigns would keep each other waiting beyond their leases. */
  async #renew(watched: readonly CampaignId[]): Promise<void> {
    const { coordination, clock, engineId } = this.#deps;
    const nowMs = clock.now();
    const asked = watched.filter((id) => (this.#left.get(id) ?? 0) <= nowMs);
    try {
      const got = await coordination.acquireLeases(asked.map(leaseName), engineId, nowMs, LEASE_MS);
      const theirs = asked.filter((id) => !got.has(leaseName(id)));
      for (const campaignId of theirs) {
        this.#lose(campaignId);
      }
      await Promise.all(
        asked.map((id) => {
          const held = got.get(leaseName(id));
          return held === undefined ? null : this.#hold(id, held.expiresAtMs);
        }),
      );
      await this.#wish(theirs);
    } catch (error) {
      this.#failed('lease', error);
    }
  }

  /** The lease is ours: with the campaign's fence it may be dialled. */
  async #hold(campaignId: CampaignId, expiresAtMs: number): Promise<void> {
    const { attempts, engineId, host } = this.#deps;
    try {
      const known = this.fenceOf(campaignId);
      const fence = known ?? (await attempts.claim(campaignId, engineId));
      if (!this.#watched.has(campaignId)) {
        await this.#release(campaignId);
        return;
      }
      this.#owned.set(campaignId, { untilMs: expiresAtMs - SAFETY_MS, fence });
      if (known === null) {
        host().gained(campaignId);
      }
    } catch (error) {
      this.#failed('lease', error);
    }
  }

  #lose(campaignId: CampaignId): void {
    if (this.#owned.delete(campaignId)) {
      this.#deps.host().lost(campaignId);
    }
  }

  /** Other engines' campaigns: they hear that agents wait here who have no campaign at all. */
  async #wish(theirs: readonly CampaignId[]): Promise<void> {
    const { coordination, clock, engineId } = this.#deps;
    const wanted = theirs.filter((id) => this.#needs(id));
    if (wanted.length > 0) {
      await coordination.acquireLeases(wanted.map(wishName), engineId, clock.now(), LEASE_MS);
    }
  }

  async #letGoWhatIsWanted(): Promise<void> {
    const { coordination, clock, engineId } = this.#deps;
    const spare = [...this.#owned.keys()].filter((id) => !this.#needs(id));
    if (spare.length === 0) {
      return;
    }
    try {
      // A lease of no time: refused only while somebody else's wish stands.
      const nowMs = clock.now();
      const free = await coordination.acquireLeases(spare.map(wishName), engineId, nowMs, 0);
      // One after the other: who lets one go still has the next, and may need it now.
      for (const campaignId of spare.filter((id) => !free.has(wishName(id)))) {
        if (this.#owned.has(campaignId) && !this.#needs(campaignId)) {
          this.#left.set(campaignId, nowMs + LEASE_MS);
          this.#lose(campaignId);
          await this.#release(campaignId);
        }
      }
    } catch (error) {
      this.#failed('lease', error);
    }
  }

  /** Agents work on it here who have no other campaign. */
  #needs(campaignId: CampaignId): boolean {
    return this.#deps.host().agentsOn(campaignId) > 0 && !this.#worksOnAnother(campaignId);
  }

  /** Agents of ours have a campaign beside this one. */
  #worksOnAnother(campaignId: CampaignId): boolean {
    const { host } = this.#deps;
    return [...this.#owned.keys()].some(
      (id) => id !== campaignId && this.owns(id) && host().agentsOn(id) > 0,
    );
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

function wishName(campaignId: CampaignId): string {
  return `wanted:${campaignId}`;
}
