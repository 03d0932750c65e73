import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LIMIT_MEANINGS, MEANINGS, renderRetry, renderStates } from '../../scripts/write-states.mjs';
import { AGENT_MOVES } from '../../src/core/agent/agent-state.js';
import { CALL_MOVES } from '../../src/core/call/call-phase.js';
import { CAMPAIGN_MOVES } from '../../src/core/campaign/campaign.js';
import { CONTACT_MOVES } from '../../src/core/contact/contact.js';
import { DEFAULT_RETRY, RETRY_PRESETS } from '../../src/core/retry/retry-presets.js';
import { TEST_CALL_MOVES } from '../../src/core/test-call/test-call-state.js';

const TABLES = {
  call: CALL_MOVES,
  agent: AGENT_MOVES,
  contact: CONTACT_MOVES,
  campaign: CAMPAIGN_MOVES,
  'test call': TEST_CALL_MOVES,
};

function page(name: string): string {
  return readFileSync(new URL(`../../docs/reference/${name}.md`, import.meta.url), 'utf8');
}

describe('the reference pages of the rules', () => {
  test('states.md shows the tables as they are; `npm run docs` writes it', () => {
    expect(page('states')).toBe(renderStates(TABLES));
  });

  test('retry.md shows the cadences that ship; `npm run docs` writes it', () => {
    expect(page('retry')).toBe(renderRetry(RETRY_PRESETS));
  });

  test('retry.md has a sentence for every setting of a cadence', () => {
    const { byReason: _, ...limits } = DEFAULT_RETRY;
    expect(Object.keys(LIMIT_MEANINGS).sort()).toEqual(Object.keys(limits).sort());
  });

  test.each(Object.entries(TABLES))(
    'every state of a %s has its meaning, and no other word has',
    (name, moves) => {
      expect(Object.keys(MEANINGS[name as keyof typeof MEANINGS])).toEqual(Object.keys(moves));
    },
  );
});
