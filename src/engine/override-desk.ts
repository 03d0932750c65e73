import {
  type KnobOverride,
  LONGEST_OVERRIDE_MINUTES,
  namesOf,
  sharedKnob,
  standingValues,
  withoutOverride,
} from '../core/campaign/knob-override.js';
import type { KnobChange } from '../core/campaign/knobs.js';
import { CadenciaError, isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { newTimeOrderedId, type Rng } from '../core/kernel/rng.js';
import { MINUTE, SECOND } from '../core/kernel/time.js';
import type { StoredCampaign } from '../ports/campaign-store.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { FloorStore } from '../ports/floor-store.js';
import type { CampaignControl } from './engine-control.js';

/** What could not be put back is tried again after this. */
const TRY_AGAIN_MS = 10 * SECOND;
/** Shown of a campaign at most. */
const MOST_SHOWN = 50;
/** A save loses to another one at most this often. */
const MOST_TRIES = 5;

export interface OverrideDeskDeps {
  readonly store: FloorStore;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly campaigns: Pick<CampaignControl, 'find' | 'save'>;
  readonly onTrouble: (what: string) => void;
}

export interface OverrideWish {
  readonly campaignId: CampaignId;
  readonly change: KnobChange;
  readonly minutes: number;
  readonly by: string;
  readonly reason: string;
}

/**
 * Knobs turned for a while. They end by themselves, also when the server was down at that time, and go back to what stood
 * before unless somebody has turned them since.
 */
export class OverrideDesk {
  readonly #deps: OverrideDeskDeps;
  readonly #standing = new Map<string, KnobOverride>();
  readonly #timers = new Map<string, Timer>();

  constructor(deps: OverrideDeskDeps) {
    this.#deps = deps;
  }

  /** Takes up what holds; what ran out meanwhile ends at once. */
  async start(): Promise<void> {
    for (const override of await this.#deps.store.standingOverrides()) {
      this.#arm(override);
    }
  }

  /** What holds stays on file for the next start. Idempotent. */
  close(): void {
    for (const timer of this.#timers.values()) {
      this.#deps.clock.clearTimer(timer);
    }
    this.#timers.clear();
  }

  /** How many hold now. */
  get standing(): number {
    return this.#standing.size;
  }

  /** Newest first, those that are over too. */
  of(campaignId: CampaignId): Promise<readonly KnobOverride[]> {
    return this.#deps.store.overridesOf(campaignId, MOST_SHOWN);
  }

  async set({ campaignId, change, minutes, by, reason }: OverrideWish): Promise<KnobOverride> {
    const { clock, rng, store } = this.#deps;
    checkWish(change, minutes);
    for (const standing of this.#standing.values()) {
      const knob = standing.campaignId === campaignId ? sharedKnob(standing.change, change) : null;
      if (knob !== null) {
        throw conflict(`${knob} is overridden already, by ${standing.by}; undo that first.`);
      }
    }
    const { settings } = await this.#found(campaignId);
    const nowMs = clock.now();
    const override: KnobOverride = {
      id: newTimeOrderedId(nowMs, rng),
      campaignId,
      change,
      before: standingValues(settings, change),
      by,
      reason,
      fromMs: nowMs,
      untilMs: nowMs + minutes * MINUTE,
      endedMs: null,
      endedBy: '',
    };
    // Kept first: what cannot be put back must not be set.
    await store.saveOverride(override);
    try {
      await this.#change(campaignId, (now) => ({ ...now, ...change }));
    } catch (error) {
      await store.saveOverride({ ...override, endedMs: nowMs, endedBy: 'refused' });
      throw error;
    }
    this.#arm(override);
    return override;
  }

  async undo(id: string, by: string): Promise<KnobOverride> {
    const override = this.#standing.get(id);
    if (override === undefined) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `No override '${id}' holds now.` });
    }
    return this.#end(override, by);
  }

  #arm(override: KnobOverride): void {
    this.#standing.set(override.id, override);
    this.#after(override, Math.max(0, override.untilMs - this.#deps.clock.now()));
  }

  #after(override: KnobOverride, delayMs: number): void {
    const { clock, onTrouble } = this.#deps;
    const timer = clock.setTimer(delayMs, () => {
      this.#timers.delete(override.id);
      this.#end(override, '').catch((error: unknown) => {
        onTrouble(`an override of campaign ${override.campaignId} could not be ended: ${messageOf(error)}`);
        this.#after(override, TRY_AGAIN_MS);
      });
    });
    this.#timers.set(override.id, timer);
  }

  async #end(override: KnobOverride, by: string): Promise<KnobOverride> {
    const { clock, store } = this.#deps;
    await this.#change(override.campaignId, (now) => withoutOverride(now, override));
    const ended = { ...override, endedMs: clock.now(), endedBy: by };
    await store.saveOverride(ended);
    const timer = this.#timers.get(override.id);
    if (timer !== undefined) {
      clock.clearTimer(timer);
      this.#timers.delete(override.id);
    }
    this.#standing.delete(override.id);
    return ended;
  }

  /** Somebody may save the campaign at the same moment: his version is the one that is changed then. */
  async #change(
    id: CampaignId,
    change: (settings: StoredCampaign['settings']) => StoredCampaign['settings'],
  ): Promise<void> {
    for (let tries = 1; ; tries++) {
      const stored = await this.#found(id);
      try {
        await this.#deps.campaigns.save(change(stored.settings), stored.version);
        return;
      } catch (error) {
        if (tries >= MOST_TRIES || !isCadenciaError(error, 'DLR_STATE_CONFLICT')) {
          throw error;
        }
      }
    }
  }

  async #found(id: CampaignId): Promise<StoredCampaign> {
    const stored = await this.#deps.campaigns.find(id);
    if (stored === null) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no campaign '${id}'.` });
    }
    if (stored.problem !== undefined) {
      throw conflict(stored.problem);
    }
    return stored;
  }
}

function checkWish(change: KnobChange, minutes: number): void {
  if (namesOf(change).length === 0) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'Name at least one knob to turn.' });
  }
  if (!(minutes >= 1 && minutes <= LONGEST_OVERRIDE_MINUTES)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `minutes is ${minutes}: an override lasts from 1 to ${LONGEST_OVERRIDE_MINUTES}; what is to stay is a setting.`,
    });
  }
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}
