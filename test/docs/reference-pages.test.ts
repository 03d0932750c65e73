import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { renderMetrics } from '../../scripts/write-metrics.mjs';
import { makeMetricCatalogue } from '../../src/adapters/prometheus/metric-catalogue.js';
import { PERSONAL_COLUMNS } from '../../src/core/call-log/call-log-chain.js';
import {
  AMD_VERDICTS,
  CALL_LOG_COLUMNS,
  CALL_MODES,
  ENDED_BY,
} from '../../src/core/call-log/call-log-row.js';
import { DISPOSITIONS } from '../../src/core/outcome/disposition.js';
import { OUTCOMES, REASONS } from '../../src/core/outcome/outcome.js';
import { ROOT } from './markdown-pages.js';

const pageOf = (name: string): string => readFileSync(join(ROOT, 'docs/reference', name), 'utf8');

/** The rows of the table below a heading: the cells of each, without their code marks. */
function rowsBelow(page: string, heading: string): readonly (readonly string[])[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| (`.+) \|$/gm)].map((row) =>
    (row[1] ?? '').split(' | ').map((cell) => cell.replace(/^`([^`]+)`$/, '$1')),
  );
}

describe('docs/reference/call-log.md', () => {
  const page = pageOf('call-log.md');

  it('has every column in the order of the log, with a type and a meaning', () => {
    const rows = rowsBelow(page, 'Columns');
    expect(rows.map(([name]) => name)).toEqual([...CALL_LOG_COLUMNS]);
    expect(rows.filter((row) => row.length !== 3 || row.includes(''))).toEqual([]);
  });

  it('marks exactly the columns that say who the person is', () => {
    const personal = rowsBelow(page, 'Columns').filter(([, type]) => type?.endsWith('personal'));
    expect(personal.map(([name]) => name)).toEqual([...PERSONAL_COLUMNS]);
  });

  it.each([
    ['mode', CALL_MODES],
    ['amd', AMD_VERDICTS],
    ['ended_by', ENDED_BY],
  ] as const)('names every value of %s', (column, values) => {
    const meaning = rowsBelow(page, 'Columns').find(([name]) => name === column)?.[2] ?? '';
    expect([...meaning.matchAll(/`(\w+)`/g)].map(([, value]) => value)).toEqual([...values]);
  });

  it('explains every outcome and reason, and none that is not there', () => {
    expect(rowsBelow(page, 'Outcomes').map(([name]) => name)).toEqual([...OUTCOMES]);
    expect(rowsBelow(page, 'Reasons').map(([name]) => name)).toEqual([...REASONS]);
  });

  it('gives every disposition its outcome and reason', () => {
    expect(rowsBelow(page, 'Dispositions')).toEqual(
      Object.entries(DISPOSITIONS).map(([name, { outcome, reason }]) => [name, outcome, reason]),
    );
  });
});

describe('docs/reference/metrics.md', () => {
  it('is what `npm run docs` writes from the catalogue', () => {
    const registry = new Registry();
    makeMetricCatalogue(registry);
    expect(renderMetrics(registry.getMetricsAsArray())).toBe(pageOf('metrics.md'));
  });
});
