import { chainRow, type Digest, GENESIS_HASH } from '../core/call-log/call-log-chain.js';
import type { AttemptOpening, AttemptResult, CallLogRow } from '../core/call-log/call-log-row.js';
import type { PersonFact } from '../core/compliance/facts/person-fact.js';
import type { ContactUpdate } from '../core/contact/contact.js';
import { CadenciaError, isCadenciaError, messageOf } from '../core/kernel/errors.js';
import { SECOND } from '../core/kernel/time.js';
import { chainDecision } from '../core/ledger/decision-chain.js';
import type { DecisionRecord, LedgerRow } from '../core/ledger/decision-record.js';
import type {
  AgentStateRow,
  AttemptClosing,
  AttemptMark,
  AttemptStore,
  CommitResult,
  OpeningGuard,
} from '../ports/attempt-store.js';
import type { Clock } from '../ports/clock.js';
import type { EventBus } from './event-bus.js';
import { WriteRoom } from './write-room.js';

/** Rows of a kind in one transaction: what is open waits for all of them, so that more would leave late. */
const SMALL_BATCH = 240;
/** The same after a transaction that took longer than this: where each waits long for its disk, few are to wait. */
const LARGE_BATCH = 500;
const SLOW_MS = 500;
/**
 * Words of agents' stretches beside each of them: a call that is answered has one of waiting, one reserved, one of talk
 * and one of wrap-up, each written when it begins and when it ends. With fewer they would fall behind at a rate that
 * calls keep up.
 */
const STATES_A_CALL = 8;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5 * SECOND;

interface WaitingOpening {
  readonly sinceMs: number;
  readonly opening: AttemptOpening;
  readonly guards: readonly OpeningGuard[];
  readonly kept: () => void;
  readonly failed: (error: unknown) => void;
}

export interface JournalDeps {
  readonly store: AttemptStore;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly bus: EventBus;
  readonly chainId: string;
  /** Rows of ours are another engine's: it took us for dead. */
  readonly onReplaced?: () => void;
}

/**
 * The one writer of attempt rows: group commit and hash chain.
 *
 * While a transaction is on its way everything new gathers for the next one, so the batch grows with the load and
 * a lone row waits for nobody. Rules:
 * 1. an opening resolves only when its row is on the disk; when the transaction fails it rejects, and is not dialled;
 * 2. closings, marks and agent states are never given up: they stay, in order, and go again until the store takes
 *    them; sent twice they change nothing (the store upserts); the newest mark of a call and the newest word of an
 *    agent's stretch replace the older;
 * 3. while the store is away openings are refused at once, so what waits is bounded by the calls that were live;
 * 4. an opening whose guards no longer hold is refused by the store, alone of its batch: it rejects and is not dialled;
 * 5. while openings wait too long fewer are asked for (WriteRoom), so that what is written is still dialled;
 * 6. a closing of a row that another engine has inherited is refused by the store: nothing is written any more, since the
 *    chain would go on from a row that is not in it;
 * 7. a row gets its place in the chain when it closes, in this process, in the order of closing; the chain's
 *    last hash is read once, at start; decisions of the gate have a chain of their own, kept in the same way.
 */
export class AttemptJournal {
  readonly #deps: JournalDeps;
  readonly #room = new WriteRoom();
  #openings: WaitingOpening[] = [];
  #marks = new Map<string, AttemptMark>();
  #closings: AttemptClosing[] = [];
  #decisions: LedgerRow[] = [];
  #facts: PersonFact[] = [];
  #agentStates = new Map<string, AgentStateRow>();
  #lastHash = GENESIS_HASH;
  #lastDecisionHash = GENESIS_HASH;
  /** The last transaction. */
  #tookMs = 0;
  #flushing = false;
  #downSinceMs: number | null = null;
  #retryMs = FIRST_RETRY_MS;
  #replaced = false;
  #idleWaiters: (() => void)[] = [];
  #closingWaiters: { readonly after: AttemptClosing; readonly kept: () => void }[] = [];

  constructor(deps: JournalDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    const { store, chainId } = this.#deps;
    this.#lastHash = (await store.lastHash(chainId)) ?? GENESIS_HASH;
    this.#lastDecisionHash = (await store.lastDecisionHash(chainId)) ?? GENESIS_HASH;
  }

  /** False while the store does not take rows: nothing may be dialled. */
  get healthy(): boolean {
    return this.#downSinceMs === null && !this.#replaced;
  }

  /** How many more calls may be opened without coming too late for their dial. */
  get room(): number {
    return this.#room.free;
  }

  /** Openings wait so long that there is less room for them. */
  get slow(): boolean {
    return this.#room.narrow;
  }

  /** Rows that wait for the store. */
  get unwritten(): number {
    const kept = this.#closings.length + this.#decisions.length + this.#facts.length;
    return this.#openings.length + this.#marks.size + this.#agentStates.size + kept;
  }

  /**
   * Resolves once the row is on the disk; rejects when it is not, or may not be: then do not dial.
   * DLR_FACTS_MOVED: decide again on new facts.
   */
  open(opening: AttemptOpening, guards: readonly OpeningGuard[]): Promise<void> {
    if (!this.healthy) {
      return Promise.reject(
        new CadenciaError('DLR_DATABASE_DOWN', {
          detail: 'No call is placed until the database takes rows again; it is retried all the time.',
        }),
      );
    }
    return new Promise((kept, failed) => {
      this.#room.opened();
      this.#openings.push({ sinceMs: this.#deps.clock.now(), opening, guards, kept, failed });
      this.#kick();
    });
  }

  /** Gives a decision of the gate its place in the ledger; an allow is on the disk no later than its opening. */
  decide(decision: DecisionRecord): void {
    const row = chainDecision(decision, this.#lastDecisionHash, this.#deps.digest);
    this.#lastDecisionHash = row.hash;
    this.#decisions.push(row);
    this.#kick();
  }

  /** Keeps a milestone; the newest one of a call replaces the older. */
  mark(mark: AttemptMark): void {
    this.#marks.set(mark.attemptId, mark);
    this.#kick();
  }

  /** Closes an attempt for good, with what it leaves on its contact and its person, and gives its place in the chain. */
  close(
    opening: AttemptOpening,
    result: AttemptResult,
    contact: ContactUpdate | null,
    facts: readonly PersonFact[],
  ): CallLogRow {
    const row = chainRow(opening, result, this.#lastHash, this.#deps.digest);
    this.#lastHash = row.hash;
    this.#marks.delete(opening.attemptId);
    this.#closings.push({ row, contact });
    this.#facts.push(...facts);
    this.#kick();
    return row;
  }

  /** Keeps a stretch of an agent's day as it stands now. */
  agentState(row: AgentStateRow): void {
    this.#agentStates.set(`${row.agentId} ${row.tStartMs}`, row);
    this.#kick();
  }

  /** Resolves when every attempt closed so far is closed on the disk: only then are its number and person free. */
  closed(): Promise<void> {
    const after = this.#closings.at(-1);
    return after === undefined
      ? Promise.resolve()
      : new Promise((kept) => this.#closingWaiters.push({ after, kept }));
  }

  /** Resolves when everything is written. */
  drained(): Promise<void> {
    if (this.#replaced || (this.unwritten === 0 && !this.#flushing)) {
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Another engine took over: nothing more is written. Idempotent. */
  replace(): void {
    this.#replaced = true;
    for (const { failed } of this.#openings.splice(0)) {
      failed(
        new CadenciaError('DLR_DATABASE_DOWN', { detail: 'Another engine took over what this one had.' }),
      );
    }
    for (const waiter of this.#idleWaiters.splice(0)) {
      waiter();
    }
  }

  #kick(): void {
    if (!this.#flushing && !this.#replaced) {
      this.#flushing = true;
      void this.#flush();
    }
  }

  async #flush(): Promise<void> {
    // Let everything that the present event causes gather first.
    await Promise.resolve();
    // While the store is away an empty batch goes out as a probe, so that dialling resumes by itself.
    while (!this.#replaced && (this.unwritten > 0 || !this.healthy)) {
      const ok = await this.#commitOnce();
      if (!ok) {
        await this.#pause();
      }
    }
    this.#flushing = false;
    for (const waiter of this.#idleWaiters.splice(0)) {
      waiter();
    }
  }

  async #commitOnce(): Promise<boolean> {
    // All decisions go: an allow may not come after its opening.
    const decisions = this.#decisions.slice();
    const most = this.#tookMs > SLOW_MS ? LARGE_BATCH : SMALL_BATCH;
    const openings = this.#openings.splice(0, most);
    const closings = this.#closings.slice(0, most);
    const facts = this.#facts.slice();
    const agentStates = firstOf(this.#agentStates, most * STATES_A_CALL);
    const marks = firstOf(this.#marks, most);
    const startedMs = this.#deps.clock.now();
    let result: CommitResult;
    try {
      result = await this.#deps.store.commit({
        openings: openings.map(({ opening }) => opening),
        guards: openings.flatMap(({ guards }) => guards),
        decisions,
        marks: [...marks.values()],
        closings,
        facts,
        agentStates: [...agentStates.values()],
      });
    } catch (error) {
      this.#failed(error, openings);
      return false;
    }
    this.#decisions.splice(0, decisions.length);
    this.#closings.splice(0, closings.length);
    this.#tellClosed(closings);
    this.#facts.splice(0, facts.length);
    forget(this.#agentStates, agentStates);
    forget(this.#marks, marks);
    this.#recovered();
    this.#answered(openings);
    settle(openings, result);
    if (closings.some(({ row }) => result.refused.has(row.opening.attemptId))) {
      this.replace();
      this.#deps.onReplaced?.();
    }
    this.#tookMs = this.#deps.clock.now() - startedMs;
    const ofCalls = openings.length + decisions.length + closings.length + marks.size + facts.length;
    this.#deps.bus.emit('store:committed', { rows: ofCalls + agentStates.size, ms: this.#tookMs });
    return true;
  }

  /** Says when openings begin to wait too long, and when they no longer do. */
  #answered(openings: readonly WaitingOpening[]): void {
    const atMs = this.#deps.clock.now();
    const waitedMs = atMs - (openings[0]?.sinceMs ?? atMs);
    const before = this.#room.narrow;
    this.#room.answered(openings.length, waitedMs);
    if (this.#room.narrow !== before) {
      this.#deps.bus.emit(before ? 'store:quick' : 'store:slow', { waitedMs, atMs });
    }
  }

  #tellClosed(closings: readonly AttemptClosing[]): void {
    if (this.#closingWaiters.length > 0) {
      const kept = new Set(closings);
      const told = this.#closingWaiters.filter(({ after }) => kept.has(after));
      this.#closingWaiters = this.#closingWaiters.filter(({ after }) => !kept.has(after));
      for (const waiter of told) {
        waiter.kept();
      }
    }
  }

  #failed(error: unknown, openings: readonly WaitingOpening[]): void {
    const atMs = this.#deps.clock.now();
    if (this.#downSinceMs === null) {
      this.#downSinceMs = atMs;
      const code = error instanceof CadenciaError ? error.code : 'unknown';
      this.#deps.bus.emit('store:failed', { operation: 'commit', code, atMs });
      if (!isCadenciaError(error)) {
        this.#deps.bus.emit('engine:defect', { where: 'attempt journal', message: messageOf(error), atMs });
      }
    }
    const refused = [...openings, ...this.#openings.splice(0)];
    this.#room.answered(refused.length, null);
    for (const waiting of refused) {
      waiting.failed(error);
    }
  }

  #recovered(): void {
    if (this.#downSinceMs !== null) {
      const atMs = this.#deps.clock.now();
      this.#deps.bus.emit('store:recovered', { downMs: atMs - this.#downSinceMs, atMs });
      this.#downSinceMs = null;
      this.#retryMs = FIRST_RETRY_MS;
    }
  }

  #pause(): Promise<void> {
    const ms = this.#retryMs;
    this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
    return new Promise((resolve) => this.#deps.clock.setTimer(ms, resolve));
  }
}

function firstOf<Row>(rows: ReadonlyMap<string, Row>, most: number): ReadonlyMap<string, Row> {
  const first = new Map<string, Row>();
  for (const [key, row] of rows) {
    if (first.size >= most) {
      break;
    }
    first.set(key, row);
  }
  return first;
}

/** What was written is done with; a row that was replaced while its older self was being written stays. */
function forget<Row>(waiting: Map<string, Row>, written: ReadonlyMap<string, Row>): void {
  for (const [key, row] of written) {
    if (waiting.get(key) === row) {
      waiting.delete(key);
    }
  }
}

/** Tells each opening what became of it. */
function settle(openings: readonly WaitingOpening[], { refused }: CommitResult): void {
  for (const { opening, kept, failed } of openings) {
    if (refused.has(opening.attemptId)) {
      failed(
        new CadenciaError('DLR_FACTS_MOVED', {
          detail: `Attempt '${opening.attemptId}' was decided on facts that have changed; they are read again.`,
        }),
      );
    } else {
      kept();
    }
  }
}
