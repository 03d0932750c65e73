import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowHashes } from '../../../src/core/billing/row-hashes.js';
import { DistinctPlaces } from '../../../src/core/indicators/distinct-places.js';
import { IdNumbers } from '../../../src/core/indicators/id-numbers.js';
import { makeSeededRng, randomHex, randomInteger } from '../../../src/core/kernel/rng.js';

describe('counting without keeping texts', () => {
  it('numbers ids of ours and of others as a map of texts does, apart in each space', () => {
    const ours = fc.stringMatching(/^[0-9a-f]{24}$/);
    const alike = fc.constantFrom('0'.repeat(24), '0'.repeat(23), 'F'.repeat(24), 'f'.repeat(24), '', 'g1');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.oneof(ours, alike, fc.string()))), (ids) => {
        const [numbers, known] = [new IdNumbers(), new Map<string, number>()];
        for (const [space, id] of [...ids, ...ids]) {
          const expected = known.get(`${space} ${id}`) ?? known.size;
          known.set(`${space} ${id}`, expected);
          expect(numbers.numberOf(space, id)).toBe(expected);
        }
      }),
    );
  });

  it('counts what each place has seen as sets do, past the room it begins with', () => {
    const rng = makeSeededRng('places');
    const [places, known] = [new DistinctPlaces(), Array.from({ length: 5 }, () => new Set<number>())];
    for (let n = 0; n < 20_000; n++) {
      const [place, thing] = [randomInteger(rng, 0, 4), randomInteger(rng, 0, 6000)];
      places.add(place, thing);
      known[place]?.add(thing);
    }
    expect(known.map((_, place) => places.count(place))).toEqual(known.map(({ size }) => size));
  });

  it('puts hashes in their order, also those that begin alike, whatever order they came in', () => {
    const rng = makeSeededRng('hashes');
    const made = Array.from({ length: 5000 }, (_, n) =>
      n % 3 === 0 ? `abcdef01${randomHex(rng, 56)}` : randomHex(rng, 64),
    );
    const hashes = new RowHashes();
    expect(made.map((hash) => hashes.add(hash)).every(Boolean)).toBe(true);
    expect(made.some((hash) => hashes.add(hash))).toBe(false);
    expect([...hashes.sorted()]).toEqual([...made].sort());
  });
});
