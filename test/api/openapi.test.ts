import { describe, expect, it } from 'vitest';
import { startApiBench } from '../support/api-bench.js';

describe('the OpenAPI document', () => {
  it('is the committed one (npx vitest run -u rewrites it) and is served without a token', async () => {
    const bench = await startApiBench();
    try {
      const served = (await (await fetch(`${bench.base}/openapi.json`)).json()) as Record<string, unknown>;
      expect(served['openapi']).toBe('3.1.0');
      await expect(`${JSON.stringify(served, null, 2)}\n`).toMatchFileSnapshot(
        '../../docs/reference/openapi.json',
      );
      const references = JSON.stringify(served).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
      const schemas = (served['components'] as { schemas: Record<string, unknown> }).schemas;
      for (const [, name] of references) {
        expect(schemas, name).toHaveProperty([name ?? '']);
      }
    } finally {
      await bench.close();
    }
  });
});
