import type { KnobOverride } from '../../core/campaign/knob-override.js';
import type { FloorThreshold } from '../../core/floor/floor-threshold.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { FloorStore } from '../../ports/floor-store.js';
import type { FaultGate } from './memory-faults.js';

/** What supervisors set, in memory. */
export class MemoryFloorStore implements FloorStore {
  readonly #gate: FaultGate;
  readonly #overrides = new Map<string, KnobOverride>();
  #thresholds: readonly FloorThreshold[] | null = null;

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  saveOverride(override: KnobOverride): Promise<void> {
    return this.#gate.write('floor.saveOverride', () => {
      this.#overrides.set(override.id, override);
    });
  }

  standingOverrides(): Promise<readonly KnobOverride[]> {
    return this.#gate.read('floor.standingOverrides', () =>
      [...this.#overrides.values()]
        .filter(({ endedMs }) => endedMs === null)
        .sort((a, b) => a.fromMs - b.fromMs),
    );
  }

  overridesOf(campaignId: CampaignId, most: number): Promise<readonly KnobOverride[]> {
    return this.#gate.read('floor.overridesOf', () =>
      [...this.#overrides.values()]
        .filter((override) => override.campaignId === campaignId)
        .sort((a, b) => b.fromMs - a.fromMs)
        .slice(0, most),
    );
  }

  thresholds(): Promise<readonly FloorThreshold[] | null> {
    return this.#gate.read('floor.thresholds', () => this.#thresholds);
  }

  saveThresholds(thresholds: readonly FloorThreshold[]): Promise<void> {
    return this.#gate.write('floor.saveThresholds', () => {
      this.#thresholds = [...thresholds];
    });
  }
}
