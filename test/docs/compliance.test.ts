import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderCompliance } from '../../scripts/write-compliance.mjs';
import { parsePolicyText } from '../../src/core/compliance/parse-policy.js';
import { BRASIL_2026 } from '../../src/core/compliance/presets/brasil-2026.js';
import { PRESETS } from '../../src/core/compliance/presets/find-preset.js';
import { RULE_IDS, RULE_NAMES } from '../../src/core/compliance/rule-id.js';
import { ROOT } from './markdown-pages.js';

const page = readFileSync(join(ROOT, 'docs/compliance.md'), 'utf8');

describe('docs/compliance.md', () => {
  it('is what `npm run docs` writes from the default policy', () => {
    expect(renderCompliance(BRASIL_2026, RULE_NAMES, page)).toBe(page);
  });

  it('says of every rule what the product does and how to prove it', () => {
    const told = page.slice(page.indexOf('## What the product does'));
    const ids = new Set([...told.matchAll(/^\| ([^|]+) \|/gm)].flatMap((row) => (row[1] ?? '').split(', ')));
    expect(RULE_IDS.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('names every preset', () => {
    expect(PRESETS.filter(({ id }) => !page.includes(`\`${id}\``))).toEqual([]);
  });

  it('shows a policy that can be read', () => {
    const json = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(parsePolicyText(json).policy.id).toBe('banco-x');
  });
});
