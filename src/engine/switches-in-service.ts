import { takesNew } from '../core/fleet/choose-switch.js';
import { freshSwitch, type SwitchSetting } from '../core/fleet/switch-setting.js';
import type { MediaServerId } from '../core/kernel/ids.js';

/** Which media servers new calls may leave by, were they up: as they are set, and once their legs are known. */
export class SwitchesInService {
  readonly #settings = new Map<MediaServerId, SwitchSetting>();
  /** Those whose legs are known since they were last connected: before that nothing is dialled there. */
  readonly #listed = new Set<MediaServerId>();
  readonly #open = new Set<MediaServerId>();

  settingOf(id: MediaServerId): SwitchSetting {
    return this.#settings.get(id) ?? freshSwitch(id);
  }

  set(setting: SwitchSetting): void {
    this.#settings.set(setting.id, setting);
    this.#judge(setting.id);
  }

  listed(id: MediaServerId): void {
    this.#listed.add(id);
    this.#judge(id);
  }

  lost(id: MediaServerId): void {
    this.#listed.delete(id);
    this.#judge(id);
  }

  isListed(id: MediaServerId): boolean {
    return this.#listed.has(id);
  }

  /** Asked of each agent at each turn of the pacing. */
  takeNew(id: MediaServerId): boolean {
    return this.#open.has(id);
  }

  #judge(id: MediaServerId): void {
    if (takesNew({ ...this.settingOf(id), up: this.#listed.has(id) })) {
      this.#open.add(id);
    } else {
      this.#open.delete(id);
    }
  }
}
