import { describe, expect, it } from 'vitest';
import { billingRowOf } from '../../src/core/billing/billing-row.js';
import { type CorrectionProposal, factOfCorrection } from '../../src/core/billing/correction-proposal.js';
import type { Statement, StatementStep } from '../../src/core/billing/statement.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { BillingLog } from '../../src/ports/billing-log.js';
import type { BillingStore } from '../../src/ports/billing-store.js';
import { presetWith } from '../support/billing-presets.js';
import { activeRow, billAndFates, many, unansweredRow } from '../support/billing-rows.js';
import { aBatch, aChain, anOpening, collect, NOON } from '../support/samples.js';

const NOTED = { by: 'ana', atMs: NOON, why: 'monthly' };

export const aStatement = (version: number, change: Partial<Statement> = {}): Statement => ({
  id: `c1_2026-10_v${version}`,
  contractId: 'c1',
  contractVersion: '1',
  month: '2026-10',
  version,
  state: 'draft',
  hash: 'ab'.repeat(32),
  total: '10.00',
  adjustments: null,
  madeBy: 'ana',
  madeAtMs: NOON,
  why: 'monthly',
  jobId: `j${version}`,
  steps: [],
  ...change,
});

const step = (move: StatementStep['move'], from: StatementStep['from'], to: StatementStep['to']) =>
  ({ move, from, to, by: 'bia', atMs: NOON + 1, why: 'checked' }) satisfies StatementStep;

const PROPOSAL: CorrectionProposal = {
  id: 'k1',
  contractId: 'c1',
  attemptId: 'a1',
  disposition: 'recado',
  reason: 'heard again',
  state: 'proposed',
  proposedBy: 'ana',
  proposedAtMs: NOON,
  decidedBy: null,
  decidedAtMs: null,
  decidedWhy: '',
};

interface Made {
  readonly billing: BillingStore;
  readonly billingLog: BillingLog;
  readonly attempts: AttemptStore;
}

/** What every BillingStore and BillingLog keeps. */
export function billingStoreConformance(make: () => Promise<Made>): void {
  describe('billing store', () => {
    it('keeps each version of a contract once, in the order they were added', async () => {
      const { billing } = await make();
      const contract = { id: 'c1', version: '1', document: { b: 1, a: ['x'] }, ...NOTED };
      await billing.addContract(contract);
      await billing.addContract({ ...contract, version: '2' });
      await expect(billing.addContract(contract)).rejects.toThrow('DLR_STATE_CONFLICT');
      expect(await billing.listContracts()).toEqual([contract, { ...contract, version: '2' }]);
    });

    it('keeps every fact that was told, with who told it, in order', async () => {
      const { billing } = await make();
      const told = [
        { list: 'holidays', key: '', fact: true },
        { list: 'holidays', key: '=2026-10-12', fact: '2026-10-12' },
        { list: 'hours', key: 'x', fact: { agreed: '1.50', role: 'é' } },
      ];
      await billing.addFacts('c1', told, NOTED);
      const gone = { list: 'hours', key: 'x', fact: null };
      await billing.addFacts('c1', [gone], { ...NOTED, by: 'bia' });
      await billing.addFacts('c2', told, NOTED);
      expect(await billing.facts('c1')).toEqual([
        ...told.map((one) => ({ ...one, ...NOTED })),
        { ...gone, ...NOTED, by: 'bia' },
      ]);
      expect(await billing.facts('c3')).toEqual([]);
    });

    it('decides a correction once, and its fact comes with the confirmation', async () => {
      const { billing } = await make();
      await billing.addCorrection(PROPOSAL);
      await billing.addCorrection({ ...PROPOSAL, id: 'k2' });
      const decided = { decidedBy: 'bia', decidedAtMs: NOON, decidedWhy: 'heard too' };
      const confirmed = { ...PROPOSAL, ...decided, state: 'confirmed' as const };
      await billing.keepDecision(confirmed, factOfCorrection(confirmed));
      const rejected = { ...confirmed, state: 'rejected' as const };
      await expect(billing.keepDecision(rejected, null)).rejects.toThrow('DLR_STATE_CONFLICT');
      await billing.keepDecision({ ...rejected, id: 'k2' }, null);
      expect(await billing.findCorrection('k1')).toEqual(confirmed);
      expect((await billing.listCorrections('c1')).map(({ id, state }) => [id, state])).toEqual([
        ['k2', 'rejected'],
        ['k1', 'confirmed'],
      ]);
      expect(await billing.facts('c1')).toEqual([
        { ...factOfCorrection(confirmed), by: 'bia', atMs: NOON, why: 'heard too' },
      ]);
    });

    it('gives a bill back as it was, and the calls of a line page by page', async () => {
      const { billing } = await make();
      const rows = many(2345, (n) => activeRow('acordo', { at: `2026-10-0${1 + (n % 9)} 10:00:00` }));
      const facts = { multimedia: [], balances: [], quality: [], measures: [], complaints: [] };
      const { made, fates } = billAndFates(presetWith('telecobranca-banco'), rows, facts);
      await billing.keepBill(made, fates);
      await billing.keepBill(made, fates);
      expect(await billing.bill(made.hash)).toEqual(made);
      expect(await billing.bill('cd'.repeat(32))).toBeNull();
      const [line] = await billing.billLines(made.hash);
      expect(line).toMatchObject({ place: 0, callCount: 2345, id: made.lines[0]?.id });
      const calls = made.lines[0]?.calls ?? [];
      for (const [offset, most] of [
        [0, 10],
        [995, 10],
        [1000, 1000],
        [2340, 100],
        [2345, 10],
        [3000, 10],
      ] as const) {
        expect(await billing.lineCalls(made.hash, 0, offset, most)).toEqual(
          calls.slice(offset, offset + most),
        );
      }
    });

    it('keeps what became of each call beside the bill, and for a bill that has none of it', async () => {
      const { billing } = await make();
      const rows = [
        ...many(1234, (n) => unansweredRow('busy', { at: `2026-10-0${1 + (n % 9)} 10:00:00` })),
        ...many(3, () => activeRow('acordo', { at: '2026-10-05 10:00:00' })),
      ];
      const facts = { multimedia: [], balances: [], quality: [], measures: [], complaints: [] };
      const { made, fates } = billAndFates(presetWith('telecobranca-banco'), rows, facts);
      expect(await billing.hasFates(made.hash)).toBe(false);
      await billing.keepBill(made, fates);
      expect(await billing.hasFates(made.hash)).toBe(true);
      const busy = fates.of('busy');
      expect(await billing.fateCalls(made.hash, 'busy', 0, 5000)).toEqual(busy);
      expect(await billing.fateCalls(made.hash, 'busy', 990, 20)).toEqual(busy.slice(990, 1010));
      expect(await billing.fateCalls(made.hash, 'billed', 1, 10)).toEqual(fates.of('billed').slice(1));
      expect(await billing.fateCalls(made.hash, 'silence', 0, 10)).toEqual([]);
      expect(await billing.hasFates('cd'.repeat(32))).toBe(false);
    });

    it('adds a version together with the step that replaces the one before, or neither', async () => {
      const { billing } = await make();
      await billing.addStatement(aStatement(1), null);
      await expect(billing.addStatement(aStatement(1), null)).rejects.toThrow('DLR_STATE_CONFLICT');
      const late = { id: aStatement(1).id, step: step('replace', 'review', 'replaced') };
      await expect(billing.addStatement(aStatement(2), late)).rejects.toThrow('DLR_STATE_CONFLICT');
      expect(await billing.findStatement(aStatement(2).id)).toBeNull();

      const gone = step('replace', 'draft', 'replaced');
      await billing.addStatement(aStatement(2), { id: aStatement(1).id, step: gone });
      await billing.addStatement(aStatement(1, { id: 'c0_2026-10_v1', contractId: 'c0' }), null);
      expect(await billing.listStatements({})).toEqual([
        aStatement(1, { id: 'c0_2026-10_v1', contractId: 'c0' }),
        aStatement(1, { state: 'replaced', steps: [gone] }),
        aStatement(2),
      ]);
      expect((await billing.listStatements({ contractId: 'c1' })).length).toBe(2);
      expect(await billing.listStatements({ month: '2026-11' })).toEqual([]);
    });

    it('moves a statement from the state it is in alone, and keeps who moved it', async () => {
      const { billing } = await make();
      await billing.addStatement(aStatement(1), null);
      const { id } = aStatement(1);
      const [submit, contest] = [step('submit', 'draft', 'review'), step('contest', 'review', 'contested')];
      await billing.keepStep(id, submit);
      await expect(billing.keepStep(id, submit)).rejects.toThrow('DLR_STATE_CONFLICT');
      await billing.keepStep(id, contest);
      await expect(billing.keepStep('c9_2026-10_v1', contest)).rejects.toThrow('DLR_STATE_CONFLICT');
      expect(await billing.findStatement(id)).toEqual(
        aStatement(1, { state: 'contested', steps: [submit, contest] }),
      );
    });
  });

  describe('billing log', () => {
    it('gives the closed rows of a time as an export of them would be read', async () => {
      const { attempts, billingLog } = await make();
      const openings = many(5, (n) => anOpening(`b${n}`, { tQueuedMs: NOON, tDialMs: NOON + n }));
      const chained = aChain(openings.slice(0, 4));
      await attempts.commit(aBatch({ openings }));
      await attempts.commit(aBatch({ closings: chained.map((row) => ({ row, contact: null })) }));
      const rows = await collect(billingLog.rows(NOON - 1, NOON + 3_600_000));
      expect([...rows].sort((one, other) => (one.attemptId < other.attemptId ? -1 : 1))).toEqual(
        chained.map(billingRowOf),
      );
      const other = await collect(billingLog.rows(NOON + 9 * 86_400_000, NOON + 10 * 86_400_000));
      expect(other).toEqual([]);
    });
  });
}
