import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { JOB_KIND_WORDS, JOB_STATE_WORDS } from '../../src/contract/job-words.js';
import { campaignIdWire } from '../../src/contract/wire-ids.js';
import { isSafeId } from '../../src/core/kernel/ids.js';
import { OUTCOMES, REASONS } from '../../src/core/outcome/outcome.js';
import { PACING_LIMITS } from '../../src/core/pacing/pacing-strategy.js';
import { JOB_KINDS, JOB_STATES } from '../../src/ports/jobs.js';

describe('the contract', () => {
  it('says the words of the ports', () => {
    expect(JOB_KIND_WORDS).toEqual(JOB_KINDS);
    expect(JOB_STATE_WORDS).toEqual(JOB_STATES);
  });

  it.each(['a', 'A-1_b.c', '', '.a', '-a', 'a b', 'é', 'a/b', 'a\n', 'x'.repeat(64), 'x'.repeat(65)])(
    'takes %j as an id exactly when the core does',
    (text) => {
      expect(campaignIdWire.safeParse(text).success).toBe(isSafeId(text));
    },
  );
});

describe('the words of the live page', () => {
  const source = readFileSync(fileURLToPath(new URL('../../web/live/words.js', import.meta.url)), 'utf8');
  const [, portuguese, english] = (source.split(/^};$/m)[0] ?? '').split(/^ {2}(?:'pt-BR'|en): \{$/m);
  const keysOf = (part = '') => [...part.matchAll(/^ {4}'?([\w.]+)'?:/gm)].map(([, key]) => key ?? '');

  it('are the same in both languages', () => {
    expect(keysOf(portuguese).length).toBeGreaterThan(100);
    expect(keysOf(english)).toEqual(keysOf(portuguese));
  });

  it('name every outcome, reason and pacing limit', () => {
    const keys = keysOf(portuguese);
    const wanted = [
      ...OUTCOMES.map((word) => `outcome.${word}`),
      ...REASONS.map((word) => `reason.${word}`),
      ...PACING_LIMITS.map((word) => `limit.${word}`),
    ];
    expect(wanted.filter((word) => !keys.includes(word))).toEqual([]);
  });
});
