import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { parseAttemptId, parseCampaignId } from '../../src/core/kernel/ids.js';
import type { LedgerRow } from '../../src/core/ledger/decision-record.js';
import { noteRecord } from '../../src/core/ledger/note-record.js';
import { verifyDecisions } from '../../src/core/ledger/verify-decisions.js';
import type { CallLogReader } from '../../src/ports/call-log-reader.js';
import type { LedgerPlace, LedgerReader } from '../../src/ports/ledger-reader.js';
import { aDecision, aLedger } from '../support/ledger-samples.js';
import { CAMPAIGN, collect, NOON } from '../support/samples.js';

export interface LedgerWorld {
  readonly ledger: LedgerReader;
  readonly callLog: CallLogReader;
  keepDecisions(rows: readonly LedgerRow[]): Promise<void>;
}

const OTHER = parseCampaignId('cobranca-2');
/** 23:30 in Brasília of the day before, which is that day's in UTC already. */
const LATE = Date.UTC(2026, 2, 10, 2, 30);
const HOUR = 3_600_000;

const FIRST = aLedger([
  aDecision('a1', { attemptId: parseAttemptId('t1'), results: [] }),
  aDecision('a2', { blockedBy: 'R13' }),
  aDecision('a3', { blockedBy: 'R13', atMs: NOON + HOUR }),
  aDecision('a4', { blockedBy: 'R03', campaignId: OTHER, atMs: NOON + 2 * HOUR }),
  aDecision('a5', { attemptId: parseAttemptId('t2'), atMs: NOON + 3 * HOUR }),
]);
const SECOND = aLedger([
  aDecision('b1', { chainId: 'chain-2', blockedBy: 'R24', atMs: LATE }),
  aDecision('b2', { chainId: 'chain-2', blockedBy: 'R13', atMs: NOON }),
]);

const NOTE = noteRecord(
  {
    event: 'trunk_closed',
    subject: 'trunk:alfa',
    rule: '',
    reason: 'its hours have ended',
    untilMs: NOON + HOUR,
  },
  { decisionId: 'n1', chainId: 'chain-1', atMs: NOON + 4 * HOUR },
);

const idsOf = (entries: readonly { readonly row: LedgerRow }[]): string[] =>
  entries.map(({ row }) => row.decision.decisionId);

/** What every LedgerReader gives back. */
export function ledgerReaderConformance(make: () => Promise<LedgerWorld>): void {
  describe('ledger reader', () => {
    const filled = async (): Promise<LedgerReader> => {
      const { ledger, keepDecisions } = await make();
      await keepDecisions([...FIRST, ...SECOND]);
      return ledger;
    };

    it('streams every decision as it was chained, chain by chain, and the whole holds to its end', async () => {
      const ledger = await filled();
      const entries = await collect(ledger.read({}));
      expect(entries).toEqual([...FIRST, ...SECOND].map((row, n) => ({ seq: n < 5 ? n + 1 : n - 4, row })));
      const verdicts = verifyDecisions(entries, nodeDigest, await ledger.ends());
      expect(verdicts.map(({ chainId, brokenCount }) => [chainId, brokenCount])).toEqual([
        ['chain-1', 0],
        ['chain-2', 0],
      ]);
    });

    it('filters by campaign, time, rule, attempt and answer', async () => {
      const ledger = await filled();
      const ids = async (query: Parameters<LedgerReader['read']>[0]) =>
        idsOf(await collect(ledger.read(query)));
      expect(await ids({ campaignId: OTHER })).toEqual(['a4']);
      expect(await ids({ campaignIds: [OTHER] })).toEqual(['a4']);
      expect(await ids({ campaignIds: [] })).toEqual([]);
      expect(await ids({ fromMs: NOON + HOUR, toMs: NOON + 3 * HOUR })).toEqual(['a3', 'a4']);
      expect(await ids({ blockedBy: 'R13' })).toEqual(['a2', 'a3', 'b2']);
      expect(await ids({ attemptId: parseAttemptId('t2') })).toEqual(['a5']);
      expect(await ids({ allowed: true })).toEqual(['a1', 'a5']);
      expect(await ids({ allowed: false, campaignId: CAMPAIGN, toMs: NOON })).toEqual(['b1']);
    });

    it('gives pages that fit together', async () => {
      const ledger = await filled();
      const seen: string[] = [];
      let after: LedgerPlace | null = null;
      for (;;) {
        const page: Awaited<ReturnType<LedgerReader['page']>> = await ledger.page(
          { allowed: false },
          after,
          2,
        );
        seen.push(...idsOf(page));
        const last = page.at(-1);
        if (last === undefined) {
          break;
        }
        after = { chainId: last.row.decision.chainId, seq: last.seq };
      }
      expect(seen).toEqual(['a2', 'a3', 'a4', 'b1', 'b2']);
    });

    it('finds one decision, those of an attempt, and what came before it in its chain', async () => {
      const ledger = await filled();
      expect(await ledger.find('b2')).toEqual({ seq: 2, row: SECOND[1] });
      expect(await ledger.find('none')).toBeNull();
      expect(idsOf(await ledger.ofAttempt(parseAttemptId('t1')))).toEqual(['a1']);
      expect(await ledger.hashBefore({ chainId: 'chain-2', seq: 2 })).toBe(SECOND[0]!.hash);
      expect(await ledger.hashBefore({ chainId: 'chain-2', seq: 1 })).toBeNull();
    });

    it('counts blocked decisions by rule, campaign and Brasília day, and no allow', async () => {
      const ledger = await filled();
      expect(await ledger.countBlocked({}, 'rule')).toEqual([
        { name: 'R13', blocked: 3 },
        { name: 'R03', blocked: 1 },
        { name: 'R24', blocked: 1 },
      ]);
      expect(await ledger.countBlocked({ fromMs: NOON }, 'campaign')).toEqual([
        { name: CAMPAIGN, blocked: 3 },
        { name: OTHER, blocked: 1 },
      ]);
      expect(await ledger.countBlocked({ campaignId: CAMPAIGN }, 'day')).toEqual([
        { name: '2026-03-10', blocked: 3 },
        { name: '2026-03-09', blocked: 1 },
      ]);
    });

    it('keeps a note in its chain, and takes it for neither an allow nor a block', async () => {
      const { ledger, keepDecisions } = await make();
      const noted = aLedger([NOTE], FIRST.at(-1)?.hash);
      await keepDecisions([...FIRST, ...noted]);
      expect(await collect(ledger.read({ notes: true }))).toEqual([{ seq: 6, row: noted[0] }]);
      expect(idsOf(await collect(ledger.read({ notes: false, fromMs: NOON + 3 * HOUR })))).toEqual(['a5']);
      expect(idsOf(await collect(ledger.read({ allowed: false })))).toEqual(['a2', 'a3', 'a4']);
      const blocked = await ledger.countBlocked({ allowed: false }, 'rule');
      expect(blocked.map(({ name }) => name)).toEqual(['R13', 'R03']);
      const verdicts = verifyDecisions(await collect(ledger.read({})), nodeDigest, await ledger.ends());
      expect(verdicts).toMatchObject([{ decisions: 6, linksOnly: 0, brokenCount: 0 }]);
    });

    it('is empty where nothing was decided', async () => {
      const { ledger } = await make();
      expect(await collect(ledger.read({}))).toEqual([]);
      expect(await ledger.ends()).toEqual([]);
      expect(await ledger.countBlocked({}, 'rule')).toEqual([]);
    });
  });
}
