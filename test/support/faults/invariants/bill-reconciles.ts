import { nodeDigest } from '../../../../src/adapters/digest/node-digest.js';
import { BillRun } from '../../../../src/core/billing/bill-of.js';
import type { Contract } from '../../../../src/core/billing/contract-form.js';
import { parseFacts } from '../../../../src/core/billing/parse-facts.js';
import { callLogRecord } from '../../../../src/core/call-log/call-log-record.js';
import { DAY } from '../../../../src/core/kernel/time.js';
import { callsOutOfPlace, EMPTY_FACTS } from '../../billed-month.js';
import { presetWith } from '../../billing-presets.js';
import { LogRecount } from '../../recount-log.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

const MONTH = '2026-10';
let contract: Contract | null = null;

/** Each row is billed, or not for a reason; a second computation that shares no code finds the same of each. */
export class BillReconciles implements Invariant {
  readonly name = 'the bill reconciles';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  async end(): Promise<void> {
    const { stores, startMs } = this.#centre;
    contract ??= presetWith('telecobranca-banco');
    const run = new BillRun(contract, parseFacts(EMPTY_FACTS), MONTH, nodeDigest);
    for await (const row of stores.billingLog.rows(startMs - DAY, startMs + DAY)) {
      run.add(row);
    }
    const recount = new LogRecount(EMPTY_FACTS);
    for await (const row of stores.callLog.read({})) {
      recount.add(JSON.stringify(callLogRecord(row)));
    }
    this.broken.push(...callsOutOfPlace(run.finish(), run.takeFates(), recount));
  }
}
