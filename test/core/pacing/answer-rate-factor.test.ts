import { describe, expect, it } from 'vitest';
import {
  type AnswerRateFactor,
  cautiousFactor,
  freshAnswerRateFactor,
  learnAnswers,
} from '../../../src/core/pacing/answer-rate-factor.js';

/** After `due` expected answers, of which `share` came for each, evenly. */
function followed(start: AnswerRateFactor, due: number, share: number): AnswerRateFactor {
  let factor = start;
  for (let i = 0; i < 10 * due; i++) {
    factor = learnAnswers(factor, share / 10, 0.1);
  }
  return factor;
}

describe('the factor of the answer rate', () => {
  it('stays at 1 for a list that answers as it did, within the noise of its counts', () => {
    for (const share of [0.85, 1, 1.15]) {
      expect(cautiousFactor(followed(freshAnswerRateFactor(), 300, share), 1)).toBeCloseTo(1, 1);
    }
  });

  it('believes wholly in a list that answers twice as often, after some thirty answers', () => {
    const factor = followed(freshAnswerRateFactor(), 30, 2);
    expect(cautiousFactor(factor, 1)).toBeGreaterThan(1.7);
    expect(cautiousFactor(followed(factor, 60, 2), 1)).toBeGreaterThan(1.9);
  });

  it('believes faster in more answers than in fewer', () => {
    const up = cautiousFactor(followed(freshAnswerRateFactor(), 15, 2), 1);
    const down = cautiousFactor(followed(freshAnswerRateFactor(), 15, 0.5), 1);
    expect(up - 1).toBeGreaterThan(1 - down);
  });

  it('counts from where the list had settled when it comes back from half', () => {
    const half = followed(freshAnswerRateFactor(), 300, 0.5);
    expect(cautiousFactor(half, 1)).toBeLessThan(0.75);
    expect(cautiousFactor(followed(half, 25, 1), 1)).toBeGreaterThan(0.75);
  });
});
