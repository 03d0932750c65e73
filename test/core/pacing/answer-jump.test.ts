import { describe, expect, it } from 'vitest';
import { freshAnswerJump, jumpFactor, learnJump } from '../../../src/core/pacing/answer-jump.js';

const KNOWN = { ...freshAnswerJump(), times: 5 };

describe('the evidence that a list has jumped', () => {
  it('is there after a few answers more than were due, long before the noise of many is over', () => {
    let jump = KNOWN;
    for (let second = 0; second < 12; second++) {
      jump = learnJump(jump, second % 2, 0.2);
    }
    // Six people where 2.4 were due: unlikely as it was, usual as it would be.
    expect(jumpFactor(jump)).toBeGreaterThan(1);
    for (let second = 0; second < 6; second++) {
      jump = learnJump(jump, 1, 0.2);
    }
    expect(jumpFactor(jump)).toBeGreaterThan(4);
  });

  it('is nothing while people answer as often as was believed', () => {
    let jump = KNOWN;
    let worst = 1;
    for (let second = 0; second < 3600; second++) {
      jump = learnJump(jump, second % 5 === 0 ? 1 : 0, 0.2);
      worst = Math.max(worst, jumpFactor(jump));
    }
    expect(worst).toBeLessThan(1.2);
  });

  it('is gone soon after the burst', () => {
    let jump = { ...KNOWN, evidence: 1000 };
    jump = learnJump(jump, 1, 0);
    for (let second = 0; second < 15; second++) {
      jump = learnJump(jump, 0, 0.2);
    }
    expect(jumpFactor(jump)).toBe(1);
  });

  it('says nothing of a list that was never seen to do more than double', () => {
    let jump = freshAnswerJump();
    for (let second = 0; second < 60; second++) {
      jump = learnJump(jump, 3, 0.2);
    }
    expect(jumpFactor(jump)).toBe(1);
  });

  it('forgets what makes no sense', () => {
    expect(learnJump({ evidence: 3, times: 5 }, Number.NaN, 0.2).evidence).toBe(0);
    expect(learnJump({ evidence: 3, times: 5 }, 1, Number.POSITIVE_INFINITY).evidence).toBe(0);
  });
});
