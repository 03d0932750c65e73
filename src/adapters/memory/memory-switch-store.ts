import type { SwitchSetting } from '../../core/fleet/switch-setting.js';
import type { SwitchStore } from '../../ports/switch-store.js';
import type { BaseVersion, Versioned } from '../../ports/versioned.js';
import type { FaultGate } from './memory-faults.js';
import { putVersioned } from './put-versioned.js';

/** Settings of switches in memory. */
export class MemorySwitchStore implements SwitchStore {
  readonly #gate: FaultGate;
  readonly #switches = new Map<string, Versioned<SwitchSetting>>();

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  list(): Promise<readonly Versioned<SwitchSetting>[]> {
    const byId = () => [...this.#switches.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
    return this.#gate.read('switches.list', byId);
  }

  save(setting: SwitchSetting, base: BaseVersion = null): Promise<number> {
    return this.#gate.write('switches.save', () => putVersioned(this.#switches, setting.id, setting, base));
  }
}
