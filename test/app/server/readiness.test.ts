import { expect, it } from 'vitest';
import { makeReadiness } from '../../../src/app/server/readiness.js';
import { freshSwitch, type SwitchState } from '../../../src/core/fleet/switch-setting.js';
import { parseMediaServerId } from '../../../src/core/kernel/ids.js';

type Asked = Parameters<typeof makeReadiness>[0];

function engineWith(states: readonly SwitchState[], dialing = 'on'): Asked {
  const servers = states.map((state, index) => ({ id: parseMediaServerId(`s${index}`), state }));
  return {
    view: () => ({ dialing, media: servers.map(({ id }) => ({ id, up: true, legs: 0, reason: '' })) }),
    switches: {
      views: () =>
        servers.map(({ id, state }) => ({
          ...freshSwitch(id),
          state,
          why: 'upgrade',
          up: true,
          reason: '',
          calls: 0,
          agents: 0,
        })),
    },
  } as unknown as Asked;
}

const stores = { campaigns: { listTrunks: async () => [] } };

it('is not ready while every switch was taken out of service, and says which and why', async () => {
  expect(await makeReadiness(engineWith(['in_service', 'draining']), stores)()).toEqual([]);
  expect(await makeReadiness(engineWith(['draining', 'maintenance']), stores)()).toEqual([
    'No media server takes new calls: each was taken out of service (s0: draining, upgrade; s1: maintenance, upgrade).',
  ]);
  expect(await makeReadiness(engineWith(['in_service'], 'draining'), stores)()).toEqual([
    'Draining: live calls end, no new ones begin.',
  ]);
});
