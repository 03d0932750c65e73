import { expect, it } from 'vitest';
import { trunkSettings } from '../../../src/app/telephony/trunk-settings.js';
import type { Config } from '../../../src/config/config.js';
import { DIAL_RULE_DEFAULTS } from '../../../src/core/route/dial-rule.js';
import { testTrunk } from '../../support/world.js';

it('names the attempt in the INVITE of every trunk, once, beside the headers of its rule', () => {
  const trunk = {
    ...testTrunk('t1', 'oper', { channels: 1, cps: 1 }),
    dial: {
      ...DIAL_RULE_DEFAULTS,
      headers: [
        { name: 'X-Carteira', value: 'cobranca' },
        { name: 'x-cadencia-attempt', value: 'mine' },
      ],
    },
  };
  const { wayOf } = trunkSettings({ trunks: [] } as unknown as Config, () => trunk);
  expect(wayOf(trunk.id).rule.headers).toEqual([
    { name: 'X-Carteira', value: 'cobranca' },
    { name: 'X-Cadencia-Attempt', value: '{attempt}' },
  ]);
  const { wayOf: unknown } = trunkSettings({ trunks: [] } as unknown as Config, () => null);
  expect(unknown(trunk.id).rule.headers).toHaveLength(1);
});
