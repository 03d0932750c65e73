import type { IntakeOutcome, IntakeResult } from '../../core/feeds/intake-row.js';
import { assertNever } from '../../core/kernel/assert-never.js';
import type { IntakeDelivery, IntakeStore, IntakeWrite } from '../../ports/intake-store.js';
import type { ContactShelf } from './contact-shelf.js';
import type { FactShelf } from './fact-shelf.js';
import type { MemoryBillingStore } from './memory-billing-store.js';
import type { FaultGate } from './memory-faults.js';

interface KeptRow {
  readonly digest: string;
  readonly result: IntakeResult;
  readonly atMs: number;
}

/** What the client's systems tell, in memory. */
export class MemoryIntakeStore implements IntakeStore {
  readonly #contacts: ContactShelf;
  readonly #facts: FactShelf;
  readonly #billing: MemoryBillingStore;
  readonly #gate: FaultGate;
  readonly #rows = new Map<string, KeptRow>();
  #deliveries: IntakeDelivery[] = [];

  constructor(contacts: ContactShelf, facts: FactShelf, billing: MemoryBillingStore, gate: FaultGate) {
    this.#contacts = contacts;
    this.#facts = facts;
    this.#billing = billing;
    this.#gate = gate;
  }

  apply(write: IntakeWrite): Promise<ReadonlyMap<string, IntakeOutcome>> {
    return this.#gate.write('intake.apply', () => {
      const outcomes = new Map<string, IntakeOutcome>();
      write.rows.forEach(({ key, digest }, at) => {
        const name = `${write.feed} ${key}`;
        const before = this.#rows.get(name);
        if (before !== undefined) {
          const same = before.digest === digest;
          outcomes.set(key, same ? { result: before.result, repeated: true } : { result: 'key_used' });
          return;
        }
        const result = this.#effect(write, at);
        if (result !== 'unknown') {
          this.#rows.set(name, { digest, result, atMs: write.nowMs });
        }
        outcomes.set(key, { result, repeated: false });
      });
      return outcomes;
    });
  }

  keepDelivery(delivery: IntakeDelivery): Promise<void> {
    return this.#gate.write('intake.keepDelivery', () => void this.#deliveries.unshift(delivery));
  }

  listDeliveries(most: number): Promise<readonly IntakeDelivery[]> {
    return this.#gate.read('intake.deliveries', () => this.#deliveries.slice(0, most));
  }

  forget(beforeMs: number): Promise<void> {
    return this.#gate.write('intake.forget', () => {
      for (const [name, { atMs }] of this.#rows) {
        if (atMs < beforeMs) {
          this.#rows.delete(name);
        }
      }
      this.#deliveries = this.#deliveries.filter(({ atMs }) => atMs >= beforeMs);
    });
  }

  #effect(write: IntakeWrite, at: number): IntakeResult {
    switch (write.kind) {
      case 'contacts': {
        const { campaignId, mailingId, nowMs } = write;
        const row = write.rows[at]?.entry;
        return row === undefined ? 'unknown' : this.#contacts.change(mailingId, campaignId, row, nowMs);
      }
      case 'withdrawals': {
        const whom = write.rows[at]?.entry;
        return whom === undefined ? 'unknown' : this.#contacts.withdraw(write.campaignId, whom, write.nowMs);
      }
      case 'debts': {
        const fact = write.rows[at]?.entry;
        if (fact !== undefined) {
          this.#facts.note(fact);
        }
        return 'noted';
      }
      case 'balances': {
        const fact = write.rows[at]?.entry;
        const noted = { by: write.by, atMs: write.nowMs, why: write.feed };
        this.#billing.note(write.contractId, fact === undefined ? [] : [fact], noted);
        return 'noted';
      }
      default:
        return assertNever(write, 'intake');
    }
  }
}
