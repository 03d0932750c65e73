import { createHash, createHmac } from 'node:crypto';
import type { Attempt } from '../log/attempt.js';
import { LOG_COLUMNS } from '../log/log-columns.js';
import { OrderedRecords } from '../spill/ordered-records.js';
import { RunReader } from '../spill/sorted-run.js';
import { SpoolWriter } from '../spill/spool-writer.js';
import type { TemporaryFolder } from '../spill/temporary-folder.js';
import type { RuleKit } from './rule-kit.js';

const GENESIS = '0'.repeat(64);
const HASH = /^[0-9a-f]{64}$/;
/** Columns the hash covers by a salted commitment alone, so that a person can be erased. */
const COMMITTED: ReadonlySet<string> = new Set(['contact_id', 'cpf_hash', 'debt_id', 'phone']);
const HASHED = LOG_COLUMNS.filter((column) => column !== 'prev_hash' && column !== 'hash');
const NAMES = HASHED.map((column) => `${JSON.stringify(column)}:`);

function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return JSON.stringify(value);
  }
  const members = Object.entries(value as Record<string, unknown>).sort(([a], [b]) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${JSON.stringify(member)}`).join(',')}}`;
}

/** The hash that a row must have: SHA-256(prev_hash ‖ canonical JSON), personal columns as HMAC-SHA-256(salt, value). */
export function expectedHash(values: Readonly<Record<string, unknown>>, saltHex: string): string {
  const salt = Buffer.from(saltHex, 'hex');
  const members = HASHED.map((column, index) => {
    const value = values[column];
    const shown = COMMITTED.has(column)
      ? createHmac('sha256', salt)
          .update(String(value ?? ''))
          .digest('hex')
      : value;
    return NAMES[index] + canonical(shown);
  });
  return createHash('sha256')
    .update(`${String(values['prev_hash'])}{${members.join(',')}}`)
    .digest('hex');
}

type PackedRow = readonly [chainId: string, prevHash: string, hash: string, attemptId: string];
type PackedLink = readonly [side: 'follows' | 'ends', attemptId: string];

/** How much of the chains the log holds. */
export interface ChainExtent {
  /** The log is a part (a campaign, some days): gaps are no sign of tampering. */
  readonly partial: boolean;
  /** campaign and contact → salt; null without the side file. */
  readonly salts: ReadonlyMap<string, string> | null;
}

/** R47: each row names its policy, is what was hashed, and follows exactly one other, in whatever order rows are read. */
export class ChainRules {
  readonly #kit: RuleKit;
  readonly #extent: ChainExtent;
  readonly #folder: TemporaryFolder;
  readonly #spool: SpoolWriter;
  /** Chain → hash of its last row, while rows come in chain order. */
  readonly #heads = new Map<string, string>();
  #inOrder = true;

  constructor(kit: RuleKit, folder: TemporaryFolder, extent: ChainExtent) {
    this.#kit = kit;
    this.#extent = extent;
    this.#folder = folder;
    this.#spool = new SpoolWriter(folder.nextFile());
  }

  add(attempt: Attempt): void {
    const { findings } = this.#kit;
    findings.checked('R47');
    if (attempt.policyVersion === '') {
      findings.report('R47', attempt.id, 'the row does not say under which policy it was dialled');
    }
    if (!HASH.test(attempt.hash) || !HASH.test(attempt.prevHash)) {
      findings.report('R47', attempt.id, 'the row has no hash: nothing shows that it was not changed');
      return;
    }
    this.#checkContent(attempt);
    if (!this.#extent.partial) {
      this.#link(attempt);
    }
  }

  #checkContent(attempt: Attempt): void {
    const contact = attempt.values['contact_id'];
    const salt = this.#extent.salts?.get(`${attempt.campaign}\t${String(contact)}`);
    if (salt !== undefined && expectedHash(attempt.values, salt) !== attempt.hash) {
      this.#kit.findings.report('R47', attempt.id, 'the row is not what was hashed: it was changed');
    }
  }

  #link({ id, chainId, prevHash, hash }: Attempt): void {
    const row: PackedRow = [chainId, prevHash, hash, id];
    this.#spool.add(JSON.stringify(row));
    this.#inOrder &&= (this.#heads.get(chainId) ?? GENESIS) === prevHash;
    this.#heads.set(chainId, hash);
  }

  close(): void {
    this.#spool.close();
  }

  /**
   * After the last row: each must follow exactly one other, the first of a chain none. An export is in chain order and
   * has shown that already; rows that came in another order are sorted by what they follow.
   */
  finish(): void {
    this.#spool.close();
    if (this.#inOrder) {
      return;
    }
    let group = '';
    let ends: string[] = [];
    let followers: string[] = [];
    for (const { group: next, value } of this.#sortedLinks()) {
      if (next !== group) {
        this.#judge(group, ends, followers);
        group = next;
        ends = [];
        followers = [];
      }
      (value[0] === 'ends' ? ends : followers).push(value[1]);
    }
    this.#judge(group, ends, followers);
  }

  #sortedLinks() {
    const links = new OrderedRecords<PackedLink>(this.#folder);
    const reader = new RunReader(this.#spool.path);
    for (; reader.line !== null; reader.advance()) {
      const [chainId, prevHash, hash, id] = JSON.parse(reader.line) as PackedRow;
      links.add(`${chainId} ${prevHash}`, 0, 1, id, ['follows', id]);
      links.add(`${chainId} ${hash}`, 0, 0, id, ['ends', id]);
    }
    reader.close();
    return links.sorted();
  }

  #judge(group: string, ends: readonly string[], followers: readonly string[]): void {
    if (ends.length > 1) {
      this.#report(ends, 'the row is in the log more than once');
      return;
    }
    const distinct = [...new Set(followers)];
    if (distinct.length > 1) {
      this.#report(distinct, 'more than one row follows the same row: one was added');
    }
    if (ends.length === 0 && distinct.length > 0 && !group.endsWith(` ${GENESIS}`)) {
      this.#report(distinct, 'the row before it in its chain is missing from the log');
    }
  }

  #report(attemptIds: readonly string[], detail: string): void {
    for (const attemptId of new Set(attemptIds)) {
      this.#kit.findings.report('R47', attemptId, detail);
    }
  }
}
