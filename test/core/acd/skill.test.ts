import { describe, expect, test } from 'vitest';
import {
  checkSkillNeed,
  hasSkills,
  levelNeeded,
  nextRelaxationMs,
  skillScore,
} from '../../../src/core/acd/skill.js';
import { need } from './acd-samples.js';

const ENGLISH = need('ingles', 6, {
  relaxed: [
    { afterMs: 20_000, level: 3 },
    { afterMs: 60_000, level: 0 },
  ],
});

describe('a skill that a call asks for', () => {
  test('falls with the wait, and is not asked for at last', () => {
    expect([0, 19_999, 20_000, 59_999, 60_000].map((ms) => levelNeeded(ENGLISH, ms))).toEqual([
      6, 6, 3, 3, 0,
    ]);
    expect(nextRelaxationMs([ENGLISH], 0)).toBe(20_000);
    expect(nextRelaxationMs([ENGLISH], 20_000)).toBe(60_000);
    expect(nextRelaxationMs([ENGLISH], 60_000)).toBeNull();
  });

  test('lets an agent of a lower level take the call once the wait allows it', () => {
    const levels = new Map([['ingles', 3]]);
    expect(hasSkills(levels, [ENGLISH], 19_999)).toBe(false);
    expect(hasSkills(levels, [ENGLISH], 20_000)).toBe(true);
    expect(hasSkills(new Map(), [ENGLISH], 59_999)).toBe(false);
    expect(hasSkills(new Map(), [ENGLISH], 60_000)).toBe(true);
  });

  test('weighs the levels of the skills named and no others', () => {
    const levels = new Map([
      ['ingles', 5],
      ['cobranca', 9],
    ]);
    expect(skillScore(levels, [need('ingles', 1, { weight: 2 }), need('libras', 1)])).toBe(10);
  });

  test('is refused with its place when it asks for more later, or for a level that is none', () => {
    const rising = need('ingles', 3, { relaxed: [{ afterMs: 10, level: 3 }] });
    expect(() => checkSkillNeed(rising, 'needs[0]')).toThrow(
      'needs[0].relaxed[0].level is 3: give less than 3',
    );
    const early = need('ingles', 3, { relaxed: [{ afterMs: 0, level: 1 }] });
    expect(() => checkSkillNeed(early, 'n')).toThrow('n.relaxed[0].afterMs is 0: give more than 0');
    expect(() => checkSkillNeed(need('ingles', 11), 'n')).toThrow('n.level is 11');
    expect(() => checkSkillNeed(need('ingles', 1, { weight: Number.NaN }), 'n')).toThrow('n.weight is NaN');
    expect(checkSkillNeed(ENGLISH, 'n')).toBe(ENGLISH);
  });
});
