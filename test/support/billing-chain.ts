import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { chainRow, GENESIS_HASH } from '../../src/core/call-log/call-log-chain.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { parseAttemptId } from '../../src/core/kernel/ids.js';
import { DISPOSITIONS, type Disposition } from '../../src/core/outcome/disposition.js';
import { sampleRow } from './sample-row.js';

/** A chain of calls of October 2026, one an hour, that an agent disposed of in these words. */
export function billingChain(words: readonly Disposition[]): readonly CallLogRow[] {
  const rows: CallLogRow[] = [];
  words.forEach((disposition, index) => {
    const { opening, result } = sampleRow();
    const at = Date.parse('2026-10-05T12:00:00Z') + index * 3_600_000;
    const id = parseAttemptId(`t${index}`);
    rows.push(
      chainRow(
        {
          ...opening,
          attemptId: id,
          attemptGroup: id,
          contractId: 'alfa',
          billingService: 'pf',
          tQueuedMs: at,
          tDialMs: at,
        },
        {
          ...result,
          tDialMs: at,
          tRingMs: at + 1000,
          tAnswerMs: at + 2000,
          tAgentMs: at + 2500,
          tEndMs: at + 60_000,
          disposition,
          ...DISPOSITIONS[disposition],
        },
        rows.at(-1)?.hash ?? GENESIS_HASH,
        nodeDigest,
      ),
    );
  });
  return rows;
}
