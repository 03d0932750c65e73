import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import type { LedgerEntry } from '../../../src/core/ledger/decision-line.js';
import { ledgerRecord, parseLedgerRecord } from '../../../src/core/ledger/decision-line.js';
import { LedgerVerifier, verifyDecisions } from '../../../src/core/ledger/verify-decisions.js';
import { aDecision, aLedger, erased, placed } from '../../support/ledger-samples.js';

const five = placed(aLedger(['d1', 'd2', 'd3', 'd4', 'd5'].map((id) => aDecision(id))));
const brokenOf = (entries: readonly LedgerEntry[], ends = [] as Parameters<typeof verifyDecisions>[2]) =>
  verifyDecisions(entries, nodeDigest, ends)[0]?.broken;
const END = [{ chainId: 'chain-1', seq: 5, hash: five[4]!.row.hash }];

test('a ledger nobody touched holds, to its known end', () => {
  expect(verifyDecisions(five, nodeDigest, END)).toEqual([
    {
      chainId: 'chain-1',
      decisions: 5,
      erased: 0,
      linksOnly: 0,
      lastHash: five[4]!.row.hash,
      removed: [],
      broken: [],
      brokenCount: 0,
    },
  ]);
});

test('a block turned into an allow is named as the decision whose content does not hold', () => {
  const entries = five.map((entry) =>
    entry.seq === 3
      ? { ...entry, row: { ...entry.row, decision: { ...entry.row.decision, blockedBy: 'R13' } } }
      : entry,
  );
  expect(brokenOf(entries)).toEqual([{ seq: 3, decisionId: 'd3', problem: 'content' }]);
});

test('a decision taken out is a gap before the next, the last ones a missing tail', () => {
  expect(brokenOf(five.filter(({ seq }) => seq !== 2))).toEqual([
    { seq: 3, decisionId: 'd3', problem: 'gap' },
  ]);
  expect(brokenOf(five.slice(1))).toEqual([{ seq: 2, decisionId: 'd2', problem: 'gap' }]);
  expect(brokenOf(five.slice(0, 3), END)).toEqual([{ seq: 3, decisionId: 'd3', problem: 'tail' }]);
  expect(brokenOf([], END)).toEqual([{ seq: 0, decisionId: '', problem: 'tail' }]);
});

test('two decisions exchanged are out of order, one that comes twice too', () => {
  const [one, two, three, four, last] = five as [
    LedgerEntry,
    LedgerEntry,
    LedgerEntry,
    LedgerEntry,
    LedgerEntry,
  ];
  const swapped = brokenOf([one, three, two, four, last]) ?? [];
  expect(swapped[0]).toEqual({ seq: 3, decisionId: 'd3', problem: 'gap' });
  expect(swapped[1]).toEqual({ seq: 2, decisionId: 'd2', problem: 'order' });
  expect(brokenOf([one, two, two, three, four, last])).toEqual([
    { seq: 2, decisionId: 'd2', problem: 'order' },
  ]);
});

test('a forged decision with a hash of its own breaks the link of the one after it', () => {
  const [forged] = aLedger([aDecision('forged')], five[1]!.row.hash);
  const entries = five.map((entry) => (entry.seq === 3 ? { seq: 3, row: forged! } : entry));
  expect(brokenOf(entries)).toEqual([{ seq: 4, decisionId: 'd4', problem: 'link' }]);
});

test('decisions of an erased person hold and are counted, and cannot be changed under that cover', () => {
  const entries = five.map((entry) => (entry.seq === 2 ? { ...entry, row: erased(entry.row) } : entry));
  expect(verifyDecisions(entries, nodeDigest)[0]).toMatchObject({ erased: 1, broken: [] });
  const changed = entries.map((entry) =>
    entry.seq === 2
      ? { ...entry, row: { ...entry.row, decision: { ...entry.row.decision, line: '+551149999999' } } }
      : entry,
  );
  expect(brokenOf(changed)).toEqual([{ seq: 2, decisionId: 'd2', problem: 'content' }]);
});

test('a part of the ledger is checked by content alone', () => {
  const verifier = new LedgerVerifier(nodeDigest, { whole: false });
  for (const entry of five.filter(({ seq }) => seq % 2 === 0)) {
    verifier.add(entry);
  }
  expect(verifier.verdicts()[0]).toMatchObject({ decisions: 2, broken: [] });
});

test('an exported line read back is the decision it was, with salt and without', () => {
  const { salt } = five[0]!.row.decision;
  for (const entry of [five[0]!, { seq: 2, row: erased(five[1]!.row) }]) {
    const line: unknown = JSON.parse(JSON.stringify(ledgerRecord(entry)));
    expect(parseLedgerRecord(line, () => salt)).toEqual(entry);
    expect(JSON.stringify(line)).not.toContain(salt);
  }
  const without = five.map((entry) => parseLedgerRecord(ledgerRecord(entry), () => ''));
  expect(verifyDecisions(without, nodeDigest)[0]).toMatchObject({ linksOnly: 5, broken: [] });
});

test('a line that is none is refused with the member that is wrong', () => {
  const line = ledgerRecord(five[0]!);
  expect(() => parseLedgerRecord({ ...line, at: 'once' }, () => '')).toThrow("'at' is no instant");
  expect(() => parseLedgerRecord({ ...line, results: [{ rule: 'R99' }] }, () => '')).toThrow('R99');
  expect(() => parseLedgerRecord([], () => '')).toThrow('no JSON object');
});

test('whatever decision of a ledger is changed, dropped or moved, the check finds it', () => {
  const ledger = placed(aLedger(Array.from({ length: 12 }, (_, n) => aDecision(`d${n}`))));
  const ends = [{ chainId: 'chain-1', seq: 12, hash: ledger[11]!.row.hash }];
  fc.assert(
    fc.property(
      fc.nat(11),
      fc.nat(11),
      fc.constantFrom('drop', 'move', 'change', 'renumber'),
      (at, to, how) => {
        fc.pre(at !== to);
        const entries = [...ledger];
        const [taken] = entries.splice(at, 1);
        if (how === 'move') {
          entries.splice(to, 0, taken!);
        } else if (how === 'change') {
          const decision = { ...taken!.row.decision, atMs: taken!.row.decision.atMs + 1 };
          entries.splice(at, 0, { seq: taken!.seq, row: { ...taken!.row, decision } });
        }
        const read = how === 'renumber' ? placed(entries.map(({ row }) => row)) : entries;
        expect(verifyDecisions(read, nodeDigest, ends)[0]?.brokenCount).toBeGreaterThan(0);
      },
    ),
  );
});
