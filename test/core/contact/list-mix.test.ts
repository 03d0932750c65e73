import { describe, expect, it } from 'vitest';
import { interleave, type ListMix, splitByShare, tiersOf } from '../../../src/core/contact/list-mix.js';
import { type MailingId, parseMailingId } from '../../../src/core/kernel/ids.js';

const [A, B, C] = ['a', 'b', 'c'].map(parseMailingId) as [MailingId, MailingId, MailingId];
const order = (priority: number, share = 1, paused = false) => ({ priority, share, paused });

describe('the mix of lists', () => {
  it('puts smaller priorities first, equal ones together, and leaves paused lists out', () => {
    const mix: ListMix = { [A]: order(9), [B]: order(1, 3), [C]: order(1, 1, true) };
    const fresh = parseMailingId('fresh');
    expect(tiersOf([A, B, C, fresh], mix).map((tier) => tier.map(({ id }) => id))).toEqual([
      [B],
      [fresh],
      [A],
    ]);
  });

  it('splits any draw exactly and keeps to the shares over many, however small', () => {
    const tier = [
      { id: A, share: 5 },
      { id: B, share: 3 },
      { id: C, share: 2 },
    ];
    let credit: ReadonlyMap<MailingId, number> = new Map();
    const sums = new Map<MailingId, number>();
    for (let draw = 0; draw < 1000; draw += 1) {
      const count = (draw % 3) + 1;
      const split = splitByShare(tier, count, credit);
      credit = split.credit;
      expect([...split.takes.values()].reduce((sum, take) => sum + take, 0)).toBe(count);
      for (const [id, take] of split.takes) {
        expect(take).toBeGreaterThanOrEqual(0);
        sums.set(id, (sums.get(id) ?? 0) + take);
      }
    }
    const all = [...sums.values()].reduce((sum, take) => sum + take, 0);
    expect([A, B, C].map((id) => Math.round(((sums.get(id) ?? 0) / all) * 100))).toEqual([50, 30, 20]);
  });

  it('lays lists into one another in their parts', () => {
    expect(
      interleave([
        ['a', 'a', 'a', 'a'],
        ['b', 'b'],
      ]).join(''),
    ).toBe('abaaba');
    expect(interleave([[], ['b']])).toEqual(['b']);
  });
});
