import { describe, expect, test } from 'vitest';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import {
  type ContactOdds,
  freshContactOdds,
  keepContactOdds,
  learnContactOdds,
  oddsOfTraits,
  overnight,
  readContactOdds,
  tellsApart,
} from '../../../src/core/pacing/contact-odds.js';

/** Attempts drawn from groups of contacts, each with its own odds. */
function taught(
  attempts: number,
  groups: readonly { readonly traits: readonly string[]; readonly odds: number }[],
  seed = 'odds',
): ContactOdds {
  const rng = makeSeededRng(seed);
  let known = freshContactOdds();
  for (let n = 0; n < attempts; n += 1) {
    const group = groups[Math.floor(rng.next() * groups.length)] ?? { traits: [], odds: 0 };
    known = learnContactOdds(known, [{ traits: group.traits, person: rng.next() < group.odds }]);
  }
  return known;
}

describe('the odds of a contact', () => {
  test('come near to what each kind of contact does, and tell them apart', () => {
    const groups = [
      { traits: ['ddd 11', 'attempt 0'], odds: 0.4 },
      { traits: ['ddd 11', 'attempt 3'], odds: 0.2 },
      { traits: ['ddd 91', 'attempt 0'], odds: 0.1 },
      { traits: ['ddd 91', 'attempt 3'], odds: 0.04 },
    ];
    const known = taught(3000, groups);
    expect(tellsApart(known)).toBe(true);
    for (const { traits, odds } of groups) {
      expect(Math.abs(oddsOfTraits(known, traits) - odds)).toBeLessThan(0.08);
    }
  });

  test.each(['um', 'dois', 'tres', 'quatro'])('tell nothing where all contacts are alike (%s)', (seed) => {
    const traits = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ traits: [`ddd ${name}`], odds: 0.2 }));
    expect(tellsApart(taught(3000, traits, seed))).toBe(false);
  });

  test('tell nothing before they have seen enough', () => {
    const known = taught(100, [
      { traits: ['x'], odds: 0.9 },
      { traits: ['y'], odds: 0.05 },
    ]);
    expect(tellsApart(known)).toBe(false);
  });

  test('count traits that always come together once', () => {
    const known = taught(3000, [
      { traits: ['silent 4', 'attempt 4', 'last no_answer'], odds: 0.08 },
      { traits: ['silent 0', 'attempt 0', 'last '], odds: 0.35 },
    ]);
    expect(Math.abs(oddsOfTraits(known, ['silent 4', 'attempt 4', 'last no_answer']) - 0.08)).toBeLessThan(
      0.05,
    );
    expect(Math.abs(oddsOfTraits(known, ['silent 0', 'attempt 0', 'last ']) - 0.35)).toBeLessThan(0.06);
  });

  test('keep to the base for a trait that was never seen', () => {
    const known = taught(2000, [{ traits: ['ddd 11'], odds: 0.3 }]);
    expect(Math.abs(oddsOfTraits(known, ['ddd 99']) - 0.3)).toBeLessThan(0.08);
  });

  test('follow a base that changes', () => {
    const rng = makeSeededRng('change');
    let known = taught(4000, [{ traits: ['mailing m1'], odds: 0.35 }]);
    for (let n = 0; n < 4000; n += 1) {
      known = learnContactOdds(known, [{ traits: ['mailing m1'], person: rng.next() < 0.1 }]);
    }
    expect(oddsOfTraits(known, ['mailing m1'])).toBeLessThan(0.16);
  });

  test('need no more memory for any number of segments', () => {
    let known = freshContactOdds();
    for (let n = 0; n < 5000; n += 1) {
      known = learnContactOdds(known, [{ traits: [`segment ${n}`], person: n % 3 === 0 }]);
    }
    expect(known.beliefs.size).toBeLessThanOrEqual(600);
  });

  test('are the same after they were kept, less sure after a night, and nonsense is refused', () => {
    const known = taught(1000, [{ traits: ['ddd 11'], odds: 0.3 }]);
    const read = readContactOdds(JSON.parse(JSON.stringify(keepContactOdds(known))));
    expect(read).toEqual(known);
    const slept = overnight(known).beliefs.get('ddd 11')?.variance ?? 0;
    expect(slept).toBeGreaterThan(known.beliefs.get('ddd 11')?.variance ?? 1);
    const kept = keepContactOdds(known);
    for (const nonsense of [
      null,
      7,
      {},
      { ...kept, people: 'x' },
      { ...kept, beliefs: [['base', 1e9, 1]] },
      { ...kept, beliefs: [['ddd 11', 0, -1]] },
      { ...kept, beliefs: ['x'] },
    ]) {
      expect(readContactOdds(nonsense)).toBeNull();
    }
  });

  test('stay odds whatever was learned', () => {
    let known = freshContactOdds();
    for (let n = 0; n < 3000; n += 1) {
      known = learnContactOdds(known, [{ traits: ['a', 'a', 'b'], person: n > 1500 }]);
    }
    for (const traits of [['a'], ['a', 'b'], [], ['z', 'z', 'z']]) {
      const odds = oddsOfTraits(known, traits);
      expect(odds > 0 && odds < 1).toBe(true);
    }
  });
});
