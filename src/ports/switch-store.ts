import type { SwitchSetting } from '../core/fleet/switch-setting.js';
import type { BaseVersion, Versioned } from './versioned.js';

/** What people have set for switches, of all servers of the installation. Rejects with DLR_DATABASE_DOWN. */
export interface SwitchStore {
  /** Those of which something was set, by id. */
  list(): Promise<readonly Versioned<SwitchSetting>[]>;
  /** Resolves with the new version. */
  save(setting: SwitchSetting, base?: BaseVersion): Promise<number>;
}
