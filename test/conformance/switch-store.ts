import { describe, expect, it } from 'vitest';
import type { SwitchSetting } from '../../src/core/fleet/switch-setting.js';
import { parseMediaServerId } from '../../src/core/kernel/ids.js';
import type { SwitchStore } from '../../src/ports/switch-store.js';

/** What every SwitchStore keeps. */
export function switchStoreConformance(make: () => Promise<{ switches: SwitchStore }>): void {
  const aSwitch = (id: string, change: Partial<SwitchSetting> = {}): SwitchSetting => ({
    ...{ id: parseMediaServerId(id), state: 'draining', weight: 1.5, why: 'upgrade' },
    ...{ sinceMs: 1_768_305_600_000 },
    ...change,
  });

  describe('switch store', () => {
    it('keeps what was set last of each switch, in the order of their ids, and tells who was slower', async () => {
      const { switches } = await make();
      expect(await switches.list()).toEqual([]);
      await switches.save(aSwitch('b'));
      await switches.save(aSwitch('a', { state: 'maintenance', why: '' }), 0);
      await switches.save(aSwitch('b', { state: 'in_service', weight: 0 }), 1);
      expect(await switches.list()).toEqual([
        { ...aSwitch('a', { state: 'maintenance', why: '' }), version: 1 },
        { ...aSwitch('b', { state: 'in_service', weight: 0 }), version: 2 },
      ]);
      await expect(switches.save(aSwitch('b'), 1)).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
    });
  });
}
