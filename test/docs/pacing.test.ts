import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawPicture, PICTURES, renderPacingPage } from '../../scripts/write-pacing-pictures.mjs';
import { CAMPAIGN_DEFAULTS } from '../../src/core/campaign/campaign.js';
import { PACING_LIMITS } from '../../src/core/pacing/pacing-strategy.js';
import { predictivePacing } from '../../src/core/pacing/predictive-pacing.js';
import { ROOT } from './markdown-pages.js';

const page = readFileSync(join(ROOT, 'docs/pacing.md'), 'utf8');
const curves = JSON.parse(readFileSync(join(ROOT, 'docs/pictures/pacing-curves.json'), 'utf8')) as Record<
  string,
  unknown
>;

describe('docs/pacing.md', () => {
  it('shows the figures that were measured (`npm run docs` writes them)', () => {
    expect(page.match(/<!-- figures of \w+ -->/g)?.length).toBe(PICTURES.length);
    expect(renderPacingPage(page, curves)).toBe(page);
  });

  it.each(PICTURES.map(({ name }: { name: string }) => name))(
    'has the picture of %s drawn from them',
    (name) => {
      const picture = PICTURES.find((one: { name: string }) => one.name === name);
      const file = `docs/pictures/pacing-${name}.svg`;
      expect(readFileSync(join(ROOT, file), 'utf8')).toBe(drawPicture(picture, curves[name]));
      expect(page).toContain(`(pictures/pacing-${name}.svg)`);
    },
  );

  it('names every figure and every limit that a reason can have', () => {
    const settings = {
      ratio: 1,
      abandonCap: 0.03,
      connectDeadlineMs: 2000,
      ringTimeoutMs: 25_000,
      amd: true,
    };
    const snapshot = {
      idleAgents: 2,
      busyAgents: [{ phase: 'talking', ageMs: 4000, leaving: false }] as const,
      calls: [{ ageMs: 3000, ringingMs: null, screeningMs: null, waiting: false }],
      connectedToday: 3,
      abandonedToday: 0,
      freeChannels: 10,
      cpsRoom: 10,
      contactsReady: 10,
      msLeftToday: 3_600_000,
    };
    const { decision } = predictivePacing.step(predictivePacing.init(settings), snapshot, [], 0);
    for (const name of [...Object.keys(decision.figures), ...PACING_LIMITS]) {
      expect(page).toContain(`\`${name}\``);
    }
  });

  it('gives the defaults that campaigns have', () => {
    const { abandonCap, connectDeadlineMs, ringTimeoutMs, powerRatio } = CAMPAIGN_DEFAULTS;
    for (const [knob, value] of Object.entries({
      abandonCap,
      connectDeadlineMs,
      ringTimeoutMs,
      powerRatio,
    })) {
      expect(page).toMatch(new RegExp(`\\| \`${knob}\` \\|[^|]*\\| ${value} \\|`));
    }
  });

  it('stays short enough to be read', () => {
    expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(250);
  });
});
