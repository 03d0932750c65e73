import { expect, test } from 'vitest';
import { PACE_GAP_MS, type PaceDeps, type PacedCampaign, PaceLoop } from '../../src/engine/pace-loop.js';
import { WorkTurns } from '../../src/engine/work-turns.js';
import { makeManualClock } from '../support/manual-clock.js';
import { SlowTurns } from '../support/slow-turns.js';

function aLoop(turns: WorkTurns, clock = makeManualClock(0)) {
  const campaign = { dialing: true, busy: false, asked: 0 };
  const paced = {
    tally: { turn: () => undefined },
    hopper: { watchCallbacks: async () => undefined },
    tieRoom: () => null,
    placer: {
      get busy() {
        return campaign.busy;
      },
    },
    get dialing() {
      return campaign.dialing;
    },
    agentsByMode: () => {
      campaign.asked += 1;
      return new Map();
    },
    settings: { mode: 'power' },
  } as unknown as PacedCampaign;
  const deps = { clock, turns, trunks: { cpsRoom: () => 10 } } as unknown as PaceDeps;
  return { loop: new PaceLoop(deps, paced), campaign, clock };
}

test('no decision is made while calls of the last one are still to be placed', () => {
  const clock = makeManualClock(0);
  const { loop, campaign } = aLoop(new WorkTurns(clock), clock);
  campaign.busy = true;
  loop.soon();
  clock.advance(5 * PACE_GAP_MS);
  expect(campaign.asked).toBe(0);
  campaign.busy = false;
  clock.advance(PACE_GAP_MS);
  expect(campaign.asked).toBe(1);
});

test('a campaign whose turn has not come asks once for it, and not at all when it is closed meanwhile', () => {
  const slow = new SlowTurns();
  const { loop, campaign, clock } = aLoop(slow.turns);
  const other = aLoop(slow.turns);
  slow.turns.run(() => slow.pass(5));
  for (const one of [loop, other.loop]) {
    one.soon();
  }
  clock.advance(0);
  other.clock.advance(0);
  loop.soon();
  clock.advance(10 * PACE_GAP_MS);
  expect(campaign.asked).toBe(0);
  other.loop.close();
  slow.others();
  expect([campaign.asked, other.campaign.asked]).toEqual([1, 0]);
});
