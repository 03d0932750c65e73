import { nodeDigest } from '../../../../src/adapters/digest/node-digest.js';
import type { CallLogRow } from '../../../../src/core/call-log/call-log-row.js';
import { verifyChain } from '../../../../src/core/call-log/verify-chain.js';
import { attemptOfLeg } from '../../../../src/core/kernel/ids.js';
import { LedgerVerifier } from '../../../../src/core/ledger/verify-decisions.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

/** The log has one row a call of the network, with its number and its answer; both chains are whole. */
export class LogAgrees implements Invariant {
  readonly name = 'log and switch agree';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  async end(): Promise<void> {
    const { stores, records } = this.#centre;
    const rows: CallLogRow[] = [];
    for await (const row of stores.callLog.read({})) {
      rows.push(row);
    }
    const byAttempt = new Map(rows.map((row) => [row.opening.attemptId, row]));
    if (byAttempt.size !== rows.length) {
      this.broken.push('an attempt has two rows');
    }
    for (const record of records) {
      const row = byAttempt.get(attemptOfLeg(record.legId) ?? ('' as never));
      if (row === undefined) {
        this.broken.push(`call ${record.legId} has no row`);
      } else if (row.opening.phone !== record.number || row.result.tDialMs === null) {
        this.broken.push(`row of ${record.legId} denies its call: ${row.result.reason}`);
      } else if (record.answeredAtMs === null && row.result.tAnswerMs !== null) {
        this.broken.push(`row of ${record.legId} has an answer that never was`);
      }
    }
    for (const { chainId, broken } of verifyChain(rows, nodeDigest)) {
      if (broken !== null) {
        this.broken.push(`chain ${chainId} breaks at row ${broken.position}: ${broken.problem}`);
      }
    }
    await this.#ledger(rows);
  }

  async #ledger(rows: readonly CallLogRow[]): Promise<void> {
    const { ledger } = this.#centre.stores;
    const verifier = new LedgerVerifier(nodeDigest, { whole: true });
    const allowed = new Set<string>();
    for await (const entry of ledger.read({})) {
      verifier.add(entry);
      const { allowed: yes, decisionId } = entry.row.decision;
      if (yes) {
        allowed.add(decisionId);
      }
    }
    verifier.endsAt(await ledger.ends());
    for (const { chainId, brokenCount } of verifier.verdicts()) {
      if (brokenCount > 0) {
        this.broken.push(`the ledger of ${chainId} breaks ${brokenCount} times`);
      }
    }
    for (const { opening, result } of rows) {
      if (result.tDialMs !== null && opening.mode !== 'inbound' && !allowed.has(opening.decisionId)) {
        this.broken.push(`${opening.attemptId} was dialled without an allow on the ledger`);
      }
    }
  }
}
