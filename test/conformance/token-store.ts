import { describe, expect, it } from 'vitest';
import type { TokenStore } from '../../src/ports/token-store.js';
import { NOON } from '../support/samples.js';

/** What every TokenStore keeps. */
export function tokenStoreConformance(make: () => Promise<{ tokens: TokenStore }>): void {
  describe('token store', () => {
    it('keeps tokens in the order of their making, and revokes the one named', async () => {
      const { tokens } = await make();
      const token = {
        id: 't2',
        label: 'ops',
        hash: 'f'.repeat(64),
        role: 'admin',
        createdAtMs: NOON,
        revoked: false,
      } as const;
      const later = { ...token, id: 't1', role: 'viewer' as const, createdAtMs: NOON + 1 };
      await tokens.save(later);
      await tokens.save(token);
      await tokens.revoke('t1');
      await tokens.revoke('none');
      expect(await tokens.list()).toEqual([token, { ...later, revoked: true }]);
    });
  });
}
