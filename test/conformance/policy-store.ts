import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/compliance/parse-policy.js';
import {
  decideProposal,
  type PolicyProposal,
  proposePolicy,
} from '../../src/core/compliance/policy-proposal.js';
import type { PolicyStore } from '../../src/ports/policy-store.js';
import { NOON } from '../support/samples.js';

function proposalOf(version: string, replaces: string | null, id = 'banco-x'): PolicyProposal {
  const changes = [{ key: 'R24', set: { perPersonDay: 2 } }];
  const { policy, loosened } = parsePolicy({ id, version, base: 'brasil-2026', changes });
  const reason = 'The creditor asks for two calls a day at most';
  return proposePolicy(
    { id: `${id}@${version}`, replaces, policy, loosened, reason, proposedBy: 'ana' },
    NOON,
  );
}

function approved(proposal: PolicyProposal, inForce: PolicyProposal | null = null): PolicyProposal {
  const decision = { approve: true, decidedBy: 'bruno', why: 'as agreed', inForce: inForce?.policy ?? null };
  return decideProposal(proposal, decision, NOON + 1);
}

/** What every PolicyStore keeps. */
export function policyStoreConformance(make: () => Promise<{ policies: PolicyStore }>): void {
  describe('policy store', () => {
    it('keeps a proposal as it was made, and the decision on it', async () => {
      const { policies } = await make();
      const proposal = proposalOf('1', null);
      await policies.addProposal(proposal);
      expect(await policies.findProposal('banco-x', '1')).toEqual(proposal);
      expect(await policies.findProposal('banco-x', '2')).toBeNull();
      expect(await policies.listVersions()).toEqual([]);

      await policies.keepDecision(approved(proposal));
      expect(await policies.listProposals()).toEqual([approved(proposal)]);
      expect(await policies.listVersions()).toEqual([proposal.policy]);
    });

    it('takes a version of a policy once, even after its rejection', async () => {
      const { policies } = await make();
      const proposal = proposalOf('1', null);
      await policies.addProposal(proposal);
      const decision = { approve: false, decidedBy: 'ana', why: 'a slip', inForce: null };
      await policies.keepDecision(decideProposal(proposal, decision, NOON));
      await expect(policies.addProposal(proposal)).rejects.toThrow('DLR_STATE_CONFLICT');
      await policies.addProposal(proposalOf('1', null, 'banco-y'));
    });

    it('approves one of two changes that replace the same version, and each once', async () => {
      const { policies } = await make();
      const first = proposalOf('1', null);
      const [one, other] = [proposalOf('2', first.id), proposalOf('3', first.id)];
      for (const proposal of [first, one, other]) {
        await policies.addProposal(proposal);
      }
      await expect(policies.keepDecision(approved(one, first))).rejects.toThrow('DLR_STATE_CONFLICT');
      await policies.keepDecision(approved(first));
      await expect(policies.keepDecision(approved(first))).rejects.toThrow('DLR_STATE_CONFLICT');

      const both = await Promise.allSettled([
        policies.keepDecision(approved(one, first)),
        policies.keepDecision(approved(other, first)),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await policies.listVersions()).toHaveLength(2);
    });

    it('lists versions in the order of their approvals', async () => {
      const { policies } = await make();
      const [x, y] = [proposalOf('1', null), proposalOf('1', null, 'banco-y')];
      await policies.addProposal(x);
      await policies.addProposal(y);
      await policies.keepDecision(approved(y));
      await policies.keepDecision(approved(x));
      expect((await policies.listVersions()).map(({ id }) => id)).toEqual(['banco-y', 'banco-x']);
    });

    it('replaces the municipal holidays whole and notes who did', async () => {
      const { policies } = await make();
      const first = [
        { ibge: '3550308', date: '2027-01-25', name: 'Aniversário' },
        { ibge: '3304557', date: '01-20', name: 'São Sebastião' },
        { ibge: '3304557', date: '01-20', name: 'Dia de São Sebastião' },
      ];
      expect(await policies.replaceHolidays(first, { atMs: NOON, by: 'ana' })).toEqual({
        atMs: NOON,
        by: 'ana',
        rows: 2,
      });
      expect(await policies.listHolidays()).toEqual([
        { ibge: '3304557', date: '01-20', name: 'Dia de São Sebastião' },
        { ibge: '3550308', date: '2027-01-25', name: 'Aniversário' },
      ]);
      const second = [{ ibge: '3550308', date: '01-25', name: 'Aniversário' }];
      await policies.replaceHolidays(second, { atMs: NOON + 1, by: 'bruno' });
      expect(await policies.listHolidays()).toEqual(second);
      expect((await policies.listHolidayImports()).map(({ by, rows }) => [by, rows])).toEqual([
        ['bruno', 1],
        ['ana', 2],
      ]);
    });
  });
}
