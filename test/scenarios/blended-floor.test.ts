import { expect, test } from 'vitest';
import { HOUR } from '../../src/core/kernel/time.js';
import { type FloorDay, playBlendedFloor } from '../support/blended-floor.js';

/** The morning's peak of a small floor; `npm run prove:blending` plays whole shifts of a larger one. */
const MORNING = { seed: 'one', mode: 'power', agents: 12, peakPerHour: 54, lastsMs: 2.5 * HOUR } as const;

test('the whole engine keeps 90 % within 10 s by keeping agents free, where priorities alone miss it by far', async () => {
  const plain = await playBlendedFloor({ ...MORNING, policy: 'plain' });
  const blended = await playBlendedFloor({ ...MORNING, policy: 'blended' });
  const figures = ({ received, pauses, dropShare, defects }: FloorDay) => ({
    called: received > 60,
    paused: pauses > 10,
    dropped: dropShare > 0.03,
    defects,
  });
  // The same callers and the same planned pauses; neither floor leaves whom it called without an agent too often.
  for (const day of [plain, blended]) {
    expect(figures(day)).toEqual({ called: true, paused: true, dropped: false, defects: [] });
  }
  expect(plain.serviceLevel).toBeLessThan(0.8);
  expect(blended.serviceLevel).toBeGreaterThanOrEqual(0.9);
  // The valley before the peak still goes to outbound.
  expect(blended.outboundShare / plain.outboundShare).toBeGreaterThan(0.6);
}, 180_000);
