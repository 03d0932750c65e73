import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LiveServerMessage } from '../../src/contract/live-message.js';
import { AGENT_STATES } from '../../src/core/agent/agent-state.js';
import { CALL_PHASES } from '../../src/core/call/call-phase.js';
import { CAMPAIGN_STATES, DIAL_MODES } from '../../src/core/campaign/campaign.js';
import { GATE_RULES } from '../../src/core/compliance/gate/gate-rules.js';
import { LIMIT_STATES } from '../../src/core/compliance/limits/limit-state.js';
import { RULE_IDS } from '../../src/core/compliance/rule-id.js';
import { OUTCOMES, REASONS } from '../../src/core/outcome/outcome.js';
import { PACING_LIMITS } from '../../src/core/pacing/pacing-strategy.js';
import { OBSTACLE_CODES } from '../../src/core/readiness/obstacle.js';
import { afterDelta, afterSnapshot, EMPTY_LIVE } from '../../src/ui/shell/live/live-state.js';
import { WORD_TEXTS } from '../../src/ui/shell/texts/word-texts.js';

const UI = join(import.meta.dirname, '../../src/ui');
const CATALOGUES = readdirSync(UI, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('-texts.ts') && !file.endsWith('define-texts.ts'));

interface Catalogue {
  readonly 'pt-BR': Readonly<Record<string, string>>;
  readonly en: Readonly<Record<string, string>>;
}

describe('the texts of the screens', () => {
  it.each(CATALOGUES)('%s says the same in both languages, with the same figures', async (file) => {
    const exported = Object.values((await import(join(UI, file))) as Record<string, unknown>);
    const catalogues = exported.filter((one): one is Catalogue => typeof one === 'object');
    expect(catalogues.length).toBeGreaterThan(0);
    for (const { 'pt-BR': ptBr, en } of catalogues) {
      expect(Object.keys(en).sort()).toEqual(Object.keys(ptBr).sort());
      for (const [key, text] of Object.entries(ptBr)) {
        const figures = (words = '') => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
        expect(text.trim(), key).not.toBe('');
        expect([key, figures(en[key])]).toEqual([key, figures(text)]);
      }
    }
  });

  it.each([
    ['agent', AGENT_STATES],
    ['campaign', CAMPAIGN_STATES],
    ['mode', DIAL_MODES],
    ['outcome', OUTCOMES],
    ['reason', REASONS],
    ['limit', PACING_LIMITS],
    ['limitState', LIMIT_STATES],
    ['obstacle', OBSTACLE_CODES],
    ['rule', [...new Set([...RULE_IDS, ...GATE_RULES.map(({ id }) => id)]), 'no_phone', 'person_busy']],
  ])('name every %s, and none that the engine does not have', (family, wanted) => {
    const said = Object.keys(WORD_TEXTS['pt-BR'])
      .filter((key) => key.startsWith(`${family}.`))
      .map((key) => key.slice(family.length + 1));
    expect(said.sort()).toEqual([...wanted].sort());
  });

  it('name no phase of a call that the engine does not have', () => {
    const phases = Object.keys(WORD_TEXTS['pt-BR'])
      .filter((key) => key.startsWith('call.'))
      .map((key) => key.slice('call.'.length));
    expect(phases.length).toBeGreaterThan(5);
    expect(CALL_PHASES).toEqual(expect.arrayContaining(phases));
  });
});

describe('the live state of the screens', () => {
  type Snapshot = Extract<LiveServerMessage, { type: 'snapshot' }>;
  const limit = (id: string, used: number) => ({ id, used }) as unknown as Snapshot['limits'][number];
  const snapshot = (limits: Snapshot['limits']): Snapshot => ({
    type: 'snapshot',
    seq: 7,
    atMs: 1,
    engine: {} as Snapshot['engine'],
    campaigns: [],
    agents: [],
    limits,
    queues: [],
  });
  const start = afterSnapshot(EMPTY_LIVE, snapshot([limit('a', 1), limit('b', 2)]));

  it('takes whole rows that changed, drops what is gone and leaves the others the same objects', () => {
    const next = afterDelta(start, {
      type: 'delta',
      seq: 8,
      atMs: 2,
      limits: [limit('c', 3)],
      goneLimits: ['b'],
    });
    expect([...(next?.limits.keys() ?? [])]).toEqual(['a', 'c']);
    expect(next?.limits.get('a')).toBe(start.limits.get('a'));
    expect(next?.campaigns).toBe(start.campaigns);
    expect(start.limits.size).toBe(2);
  });

  it('refuses a delta when one before it is missing', () => {
    expect(afterDelta(start, { type: 'delta', seq: 9, atMs: 2 })).toBeNull();
  });
});
