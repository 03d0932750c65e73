import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderCompliance } from '../../scripts/write-compliance.mjs';
import { parsePolicyText } from '../../src/core/compliance/parse-policy.js';
import { BRASIL_2026 } from '../../src/core/compliance/presets/brasil-2026.js';
import { PRESETS } from '../../src/core/compliance/presets/find-preset.js';
import { RULE_CONDUCT } from '../../src/core/compliance/rule-conduct.js';
import { RULE_IDS, RULE_NAMES } from '../../src/core/compliance/rule-id.js';
import { ROOT } from './markdown-pages.js';

const page = readFileSync(join(ROOT, 'docs/compliance.md'), 'utf8');

describe('docs/compliance.md', () => {
  it('is what `npm run docs` writes from the default policy', () => {
    expect(renderCompliance(BRASIL_2026, RULE_NAMES, RULE_CONDUCT, page)).toBe(page);
  });

  it('says of every rule what the product does and how to prove it, by tests that exist', () => {
    for (const id of RULE_IDS) {
      const { does, proof } = RULE_CONDUCT[id];
      expect(does, id).toMatch(/^[A-Z].{5,}\.$/s);
      expect(proof.length, id).toBeGreaterThan(10);
      const missing = [...proof.matchAll(/`(test\/[^`]+)`/g)].filter(
        ([, file]) => !existsSync(join(ROOT, file ?? '')),
      );
      expect(missing, id).toEqual([]);
      expect(page, id).toContain(`| \`${id}\` | ${RULE_NAMES[id].title}`);
    }
  });

  it('says what is not certain of every provision that is not confirmed', () => {
    const silent = BRASIL_2026.rules.filter(({ mark, note }) => mark === 'status_unknown' && note === '');
    expect(silent.map(({ key }) => key)).toEqual([]);
  });

  it('names every preset', () => {
    expect(PRESETS.filter(({ id }) => !page.includes(`\`${id}\``))).toEqual([]);
  });

  it('shows a policy that can be read', () => {
    const json = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(parsePolicyText(json).policy.id).toBe('banco-x');
  });
});
