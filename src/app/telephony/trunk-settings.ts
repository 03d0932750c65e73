import { ATTEMPT_HEADER } from '../../adapters/sip/sip-calls.js';
import type { Config } from '../../config/config.js';
import type { Trunk } from '../../core/campaign/campaign.js';
import type { TrunkId } from '../../core/kernel/ids.js';
import { DIAL_RULE_DEFAULTS, type DialRule } from '../../core/route/dial-rule.js';

/** What a media server has to know of a trunk to dial by it, as it is set at that moment. */
export interface TrunkSettings {
  /** The server's own name of the trunk, and how its carrier wants calls written. */
  wayOf(trunkId: TrunkId): { readonly name: string; readonly rule: DialRule };
  isDemo(trunkId: TrunkId): boolean;
}

/** Trunks of the file from the first moment, before they are stored; all others as they are set now. */
export function trunkSettings(config: Config, trunkOf: (trunkId: TrunkId) => Trunk | null): TrunkSettings {
  const configured = new Map(config.trunks.map((trunk) => [trunk.id, trunk]));
  const settingOf = (trunkId: TrunkId) => configured.get(trunkId) ?? trunkOf(trunkId);
  return {
    wayOf(trunkId) {
      const { endpoint = '', dial = DIAL_RULE_DEFAULTS } = settingOf(trunkId) ?? {};
      return { name: endpoint || trunkId, rule: withAttempt(dial) };
    },
    isDemo: (trunkId) => settingOf(trunkId)?.kind === 'demo',
  };
}

/**
 * Each INVITE names its attempt: what the switch's trace, the SIP server and the carrier see leads back to our row. It is
 * a number drawn by us and says nothing of the person.
 */
function withAttempt(rule: DialRule): DialRule {
  const others = rule.headers.filter(({ name }) => name.toLowerCase() !== ATTEMPT_HEADER.toLowerCase());
  return { ...rule, headers: [...others, { name: ATTEMPT_HEADER, value: '{attempt}' }] };
}
