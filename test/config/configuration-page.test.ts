import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/config/check-config.js';
import { makeConfigurationPage } from '../../src/config/configuration-page.js';
import { configKeys, variableOf } from '../../src/config/schema-walk.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('the configuration reference', () => {
  it('is what the schema says (npx vitest run -u rewrites it)', async () => {
    await expect(makeConfigurationPage()).toMatchFileSnapshot('../../docs/reference/configuration.md');
  });

  it('has a sentence for every key', () => {
    for (const key of configKeys()) {
      expect(key.description, key.path).toMatch(/\.$/);
    }
  });

  it('gives no two keys the same variable', () => {
    const names = configKeys()
      .map(variableOf)
      .filter((name) => name !== null);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('cadencia.example.yaml', () => {
  it('passes the check once its secret files are there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cadencia-example-'));
    try {
      mkdirSync(join(folder, 'secrets'));
      writeFileSync(join(folder, 'secrets', 'database'), 'x');
      writeFileSync(join(folder, 'secrets', 'ari-ast-1'), 'y');
      writeFileSync(join(folder, 'c.yaml'), readFileSync(join(ROOT, 'cadencia.example.yaml')));
      const { config, findings } = checkConfig({ file: join(folder, 'c.yaml'), env: {}, cwd: folder });
      expect(findings).toEqual([]);
      expect(config?.trunks.map((trunk) => trunk.id)).toEqual(['alfa-sp', 'beta-sp']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
