import type { Digest } from '../core/call-log/call-log-chain.js';
import { type IntakeReading, type IntakeRefusal, makeIntakeReader } from '../core/feeds/intake-reader.js';
import {
  type IntakeEntries,
  type IntakeKind,
  type IntakeOutcome,
  type IntakeResult,
  intakeFeed,
  type ToldRow,
} from '../core/feeds/intake-row.js';
import { assertNever } from '../core/kernel/assert-never.js';
import { CadenciaError, isCadenciaError } from '../core/kernel/errors.js';
import {
  type CampaignId,
  isSafeId,
  type MailingId,
  parseCampaignId,
  parseMailingId,
} from '../core/kernel/ids.js';
import type { MailingLine } from '../core/mailing/mailing-line.js';
import type { Clock } from '../ports/clock.js';
import type { IntakeDelivery, IntakeStore, IntakeWrite } from '../ports/intake-store.js';
import type { MailingStore } from '../ports/mailing-store.js';

export interface IntakeDeskDeps {
  readonly store: IntakeStore;
  readonly mailings: Pick<MailingStore, 'find' | 'create' | 'finish'>;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly installationKeyHex: string;
  readonly newSalt: () => string;
  readonly hasCampaign: (id: CampaignId) => Promise<boolean>;
  /** Rejects with DLR_NOT_FOUND. */
  readonly requireContract: (id: string) => Promise<unknown>;
  /** Wakes the campaign's hopper. */
  readonly onAdded: (id: CampaignId) => void;
}

/** What is told, of whom, by whom. */
export interface IntakeOrder {
  readonly kind: IntakeKind;
  /** Campaign or contract; '' for debts. */
  readonly target: string;
  /** Tells this delivery from others: rows without keys of their own, told again with it, have no effect. */
  readonly delivery: string;
  readonly source: IntakeDelivery['source'];
  readonly name: string;
  readonly by: string;
}

export interface IntakeLines {
  readonly headers: readonly string[];
  readonly lines: Iterable<MailingLine> | AsyncIterable<MailingLine>;
}

/** What became of a row, in the order of the delivery. */
export type IntakeRow =
  | { readonly line: number; readonly key: string; readonly result: IntakeResult; readonly repeated: boolean }
  | { readonly line: number; readonly result: 'refused'; readonly column: string; readonly reason: string };

type AnyRow = ToldRow<IntakeEntries[IntakeKind]>;

/** Rows a write: a call that is opened meanwhile waits for a moment. */
const ROWS_A_WRITE = 500;
/** Refused rows that the history shows; the sender is told of all. */
const MOST_REFUSED_KEPT = 100;

/** Takes what the client's systems tell, over the API and by files alike; each row has its effect once. */
export class IntakeDesk {
  readonly #deps: IntakeDeskDeps;

  constructor(deps: IntakeDeskDeps) {
    this.#deps = deps;
  }

  deliveries(most: number): Promise<readonly IntakeDelivery[]> {
    return this.#deps.store.listDeliveries(most);
  }

  /** Forgets what was told before: told again it would have its effect again. */
  forget(beforeMs: number): Promise<void> {
    return this.#deps.store.forget(beforeMs);
  }

  /** Gives the rows their effect; `onRow` is told of each. A delivery that cannot be read at all is on file too. */
  async take(
    order: IntakeOrder,
    source: IntakeLines,
    onRow: (row: IntakeRow) => void,
  ): Promise<IntakeDelivery> {
    const taking = new Taking(order, this.#deps, onRow);
    try {
      await taking.begin(source.headers);
      for await (const line of source.lines) {
        await taking.line(line);
      }
      await taking.end();
    } catch (thrown) {
      if (isCadenciaError(thrown) && !thrown.retryable) {
        await this.#deps.store.keepDelivery(taking.report(thrown.detail));
      }
      throw thrown;
    }
    const report = taking.report('');
    await this.#deps.store.keepDelivery(report);
    return report;
  }
}

/** One delivery while it is read. */
class Taking {
  readonly #order: IntakeOrder;
  readonly #deps: IntakeDeskDeps;
  readonly #onRow: (row: IntakeRow) => void;
  readonly #feed: string;
  readonly #counts = new Map<string, number>();
  readonly #refused: IntakeRefusal[] = [];
  #read: ReturnType<typeof makeIntakeReader> = () => null;
  #batch: AnyRow[] = [];
  readonly #inBatch = new Set<string>();
  #mailingId: MailingId | null = null;

  constructor(order: IntakeOrder, deps: IntakeDeskDeps, onRow: (row: IntakeRow) => void) {
    this.#order = order;
    this.#deps = deps;
    this.#onRow = onRow;
    this.#feed = intakeFeed(order.kind, order.target);
  }

  async begin(headers: readonly string[]): Promise<void> {
    const { kind, delivery } = this.#order;
    await this.#requireTarget();
    const { digest, installationKeyHex, newSalt, clock } = this.#deps;
    const reading: IntakeReading = {
      ...{ headers, delivery, digest, installationKeyHex, newSalt },
      nowMs: clock.now(),
    };
    this.#read = makeIntakeReader(kind, reading);
  }

  async line(line: MailingLine): Promise<void> {
    const verdict = this.#read(line);
    if (verdict === null) {
      return;
    }
    if ('refused' in verdict) {
      this.#refuse(verdict.refused);
      return;
    }
    const names = namesOf(this.#order.kind, verdict.told);
    if (this.#batch.length >= ROWS_A_WRITE || names.some((name) => this.#inBatch.has(name))) {
      await this.#write();
    }
    this.#batch.push(verdict.told);
    for (const name of names) {
      this.#inBatch.add(name);
    }
  }

  async end(): Promise<void> {
    await this.#write();
    const id = this.#mailingId;
    if (id !== null) {
      const before = await this.#deps.mailings.find(id);
      const count = (...words: string[]): number =>
        words.reduce((sum, word) => sum + (this.#counts.get(word) ?? 0), 0);
      await this.#deps.mailings.finish(id, 'loaded', {
        rows: (before?.rows ?? 0) + [...this.#counts.values()].reduce((sum, own) => sum + own, 0),
        added: (before?.added ?? 0) + count('added'),
        duplicates: (before?.duplicates ?? 0) + count('updated', 'unchanged', 'returned', 'repeated'),
        rejected: (before?.rejected ?? 0) + count('refused'),
      });
    }
  }

  report(problem: string): IntakeDelivery {
    const { delivery, source, name, by } = this.#order;
    return {
      ...{ id: delivery, feed: this.#feed, source, name, by, problem },
      atMs: this.#deps.clock.now(),
      counts: Object.fromEntries(this.#counts),
      refused: this.#refused,
    };
  }

  async #requireTarget(): Promise<void> {
    const { kind, target } = this.#order;
    switch (kind) {
      case 'contacts':
      case 'withdrawals':
        if (!isSafeId(target) || !(await this.#deps.hasCampaign(parseCampaignId(target)))) {
          throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no campaign '${target}'.` });
        }
        return;
      case 'balances':
        await this.#deps.requireContract(target);
        return;
      case 'debts':
        return;
      default:
        assertNever(kind, 'kind of intake');
    }
  }

  async #write(): Promise<void> {
    const rows = this.#batch;
    this.#batch = [];
    this.#inBatch.clear();
    if (rows.length === 0) {
      return;
    }
    const outcomes = await this.#deps.store.apply(await this.#writeOf(rows));
    for (const row of rows) {
      this.#tell(row, outcomes.get(row.key) ?? { result: 'key_used' });
    }
    if (this.#order.kind === 'contacts') {
      this.#deps.onAdded(parseCampaignId(this.#order.target));
    }
  }

  async #writeOf(rows: readonly AnyRow[]): Promise<IntakeWrite> {
    const { kind, target, by } = this.#order;
    const common = { kind, feed: this.#feed, nowMs: this.#deps.clock.now(), by, rows };
    switch (kind) {
      case 'contacts': {
        const campaignId = parseCampaignId(target);
        return { ...common, campaignId, mailingId: await this.#mailing(campaignId) } as IntakeWrite;
      }
      case 'withdrawals':
        return { ...common, campaignId: parseCampaignId(target) } as IntakeWrite;
      case 'balances':
        return { ...common, contractId: target } as IntakeWrite;
      case 'debts':
        return common as IntakeWrite;
      default:
        return assertNever(kind, 'kind of intake');
    }
  }

  /** Contacts that are told one by one are a mailing of their own. */
  async #mailing(campaignId: CampaignId): Promise<MailingId> {
    const { mailings, digest, clock } = this.#deps;
    if (this.#mailingId === null) {
      const id = parseMailingId(`feed-${digest.sha256(campaignId).slice(0, 20)}`);
      if ((await mailings.find(id)) === null) {
        await mailings.create(id, campaignId, 'feed', clock.now());
      }
      this.#mailingId = id;
    }
    return this.#mailingId;
  }

  #tell({ line, key }: AnyRow, outcome: IntakeOutcome): void {
    if (outcome.result === 'key_used') {
      this.#refuse({ line, column: 'key', reason: 'key_used: the key belongs to another row' });
      return;
    }
    this.#count(outcome.repeated ? 'repeated' : outcome.result);
    this.#onRow({ line, key, ...outcome });
  }

  #refuse(refused: IntakeRefusal): void {
    this.#count('refused');
    if (this.#refused.length < MOST_REFUSED_KEPT) {
      this.#refused.push(refused);
    }
    this.#onRow({ ...refused, result: 'refused' });
  }

  #count(word: string): void {
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
  }
}

/** What may not come twice in one write. */
function namesOf(kind: IntakeKind, { key, entry }: AnyRow): readonly string[] {
  return kind === 'contacts'
    ? [`row ${key}`, `contact ${(entry as IntakeEntries['contacts']).key}`]
    : [`row ${key}`];
}
