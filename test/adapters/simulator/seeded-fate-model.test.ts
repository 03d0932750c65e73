import { describe, expect, test } from 'vitest';
import { drawWeighted } from '../../../src/adapters/simulator/distribution.js';
import { BRAZILIAN_COLLECTION } from '../../../src/adapters/simulator/public-network-model.js';
import { SeededFateModel } from '../../../src/adapters/simulator/seeded-fate-model.js';
import { type E164, parseE164 } from '../../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { HOUR } from '../../../src/core/kernel/time.js';

const MONDAY_10H = Date.UTC(2026, 2, 2, 13);
const numbers = Array.from({ length: 8000 }, (_, i) => parseE164(`+55119${String(20_000_000 + i * 37)}`));

function liveShare(model: SeededFateModel, attempt: number, nowMs: number): number {
  const live = numbers.filter((number) => model.fateOf(number, attempt, nowMs).answer?.who != null);
  return live.length / numbers.length;
}

describe('SeededFateModel', () => {
  const model = new SeededFateModel('model');

  test('meets live people in 8 to 25 % of the dials of a working day, fewer at night and on later attempts', () => {
    const morning = liveShare(model, 1, MONDAY_10H);
    expect(morning).toBeGreaterThan(0.08);
    expect(morning).toBeLessThan(0.25);
    expect(liveShare(model, 1, MONDAY_10H + 9 * HOUR)).toBeGreaterThan(morning);
    expect(liveShare(model, 1, MONDAY_10H + 16 * HOUR)).toBeLessThan(morning / 4);
    expect(liveShare(model, 6, MONDAY_10H)).toBeLessThan(morning * 0.75);
  });

  test('gives a call the same fate whatever was asked before, and a number the same line for ever', () => {
    const asked = (list: readonly E164[]) =>
      new Map(list.map((number) => [number, JSON.stringify(model.fateOf(number, 2, MONDAY_10H))]));
    const some = numbers.slice(0, 500);
    const backwards = asked([...some].reverse());
    for (const [number, fate] of asked(some)) expect(backwards.get(number)).toBe(fate);
    const dead = some.filter((number) => model.lineOf(number) === 'dead');
    expect(dead.length).toBeGreaterThan(30);
    for (let attempt = 1; attempt < 5; attempt++) {
      for (const number of dead) expect(model.fateOf(number, attempt, MONDAY_10H).kind).toBe('invalid');
    }
  });

  test('errs in screening as often as it was told to', () => {
    const heard = { human: [0, 0], machine: [0, 0] };
    for (const number of numbers) {
      const { kind, answer } = model.fateOf(number, 1, MONDAY_10H);
      if (answer === null || (kind !== 'person' && kind !== 'machine')) continue;
      const counts = kind === 'person' ? heard.human : heard.machine;
      counts[0]! += 1;
      counts[1]! += answer.amd.verdict === (kind === 'person' ? 'machine' : 'human') ? 1 : 0;
    }
    const { humanAsMachineShare, machineAsHumanShare } = BRAZILIAN_COLLECTION.amd;
    expect(heard.human[1]! / heard.human[0]!).toBeCloseTo(humanAsMachineShare, 1);
    expect(heard.machine[1]! / heard.machine[0]!).toBeCloseTo(machineAsHumanShare, 1);
    expect(heard.human[1]).toBeGreaterThan(0);
  });

  test('refuses a model without a factor for every hour, and weights that are all zero', () => {
    expect(() => new SeededFateModel('x', { ...BRAZILIAN_COLLECTION, pickUpByHour: [1, 1] })).toThrow(
      /24, one for each hour/,
    );
    expect(() => drawWeighted({ a: 0, b: 0 }, makeSeededRng(1))).toThrow(RangeError);
  });
});
