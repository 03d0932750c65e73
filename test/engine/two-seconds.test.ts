import { expect, test } from 'vitest';
import type { DialMode } from '../../src/core/campaign/campaign.js';
import { HOUR, SECOND } from '../../src/core/kernel/time.js';
import { World } from '../support/world.js';

/** The longest any answered person waited for an agent or the message, of a whole run. */
async function longestWaitMs(mode: DialMode, amd: boolean): Promise<{ worstMs: number; people: number }> {
  const world = await World.create({
    seed: `two-seconds-${mode}-${amd}`,
    agents: 6,
    contacts: 1500,
    campaign: { mode, amd, powerRatio: 4, previewCountdownMs: 5000 },
  });
  await world.open();
  await world.clock.runFor(HOUR);
  let worstMs = 0;
  let people = 0;
  for (const { result } of await world.rows()) {
    const { tAnswerMs, tAmdMs, tAgentMs, tMessageMs } = result;
    const met = Math.min(tAgentMs ?? Number.POSITIVE_INFINITY, tMessageMs ?? Number.POSITIVE_INFINITY);
    if (tAnswerMs === null || result.amd === 'machine' || result.voicemail) {
      continue;
    }
    const sinceMs = result.amd !== 'off' && tAmdMs !== null ? tAmdMs : tAnswerMs;
    people += 1;
    // Whoever left earlier met nobody, and waited for as long as he stayed.
    worstMs = Math.max(worstMs, Math.min(met, result.tEndMs) - sinceMs);
  }
  return { worstMs, people };
}

test.each([
  ['predictive', true],
  ['predictive', false],
  ['power', false],
  ['preview', true],
] as const)('in %s, AMD %s, nobody who answers waits more than two seconds', async (mode, amd) => {
  const { worstMs, people } = await longestWaitMs(mode, amd);
  expect(people).toBeGreaterThan(50);
  expect(worstMs).toBeLessThanOrEqual(2 * SECOND);
});
