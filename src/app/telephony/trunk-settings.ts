import type { Config } from '../../config/config.js';
import type { Trunk } from '../../core/campaign/campaign.js';
import type { TrunkId } from '../../core/kernel/ids.js';
import type { DialRule } from '../../core/route/dial-rule.js';

/** What a media server has to know of a trunk to dial by it, as it is set at that moment. */
export interface TrunkSettings {
  /** The server's own name of the trunk, and how its carrier wants calls written. */
  wayOf(trunkId: TrunkId): { readonly name: string; readonly rule?: DialRule };
  isDemo(trunkId: TrunkId): boolean;
}

/** Trunks of the file from the first moment, before they are stored; all others as they are set now. */
export function trunkSettings(config: Config, trunkOf: (trunkId: TrunkId) => Trunk | null): TrunkSettings {
  const configured = new Map(config.trunks.map((trunk) => [trunk.id, trunk]));
  const settingOf = (trunkId: TrunkId) => configured.get(trunkId) ?? trunkOf(trunkId);
  return {
    wayOf(trunkId) {
      const { endpoint = '', dial } = settingOf(trunkId) ?? {};
      return { name: endpoint || trunkId, ...(dial === undefined ? {} : { rule: dial }) };
    },
    isDemo: (trunkId) => settingOf(trunkId)?.kind === 'demo',
  };
}
