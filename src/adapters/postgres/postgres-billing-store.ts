import type { Bill } from '../../core/billing/bill.js';
import type { CallFate, CallFates } from '../../core/billing/call-fates.js';
import type { CorrectionProposal } from '../../core/billing/correction-proposal.js';
import type { FactEntry } from '../../core/billing/fact-entries.js';
import {
  type BillHead,
  billLineOf,
  headOf,
  type KeptLine,
  keptLineOf,
} from '../../core/billing/kept-bill.js';
import type { Statement, StatementState, StatementStep } from '../../core/billing/statement.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { BillingStore, KeptContract, Noted, StatementQuery } from '../../ports/billing-store.js';
import {
  ADD_BILL,
  ADD_CALLS,
  ADD_CONTRACT,
  ADD_CORRECTION,
  ADD_FACTS,
  ADD_FATE_CALLS,
  ADD_FATES,
  ADD_LINES,
  ADD_STATEMENT,
  BILL_HEAD,
  BILL_LINES,
  CONTRACTS,
  CORRECTIONS,
  FACTS,
  FATE_CALLS,
  FIND_CORRECTION,
  FIND_STATEMENT,
  HAS_FATES,
  KEEP_DECISION,
  KEEP_STEP,
  LINE_CALLS,
  STATEMENTS,
} from './billing-statements.js';
import type { Database, Statement as DatabaseStatement } from './database.js';
import { DatabaseDefect } from './database-error.js';

const UNIQUE_VIOLATION = '23505';
const CALLS_A_PAGE = 1000;
const LINES_A_WRITE = 500;
const FACTS_A_PAGE = 10_000;
const WRITE_MS = 60_000;

interface NotedRecord {
  readonly noted_by: string;
  readonly at_ms: number;
  readonly why: string;
}

interface StatementRecord {
  readonly state: string;
  readonly statement: Statement;
  readonly steps: readonly StatementStep[];
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}

function notedOf({ noted_by, at_ms, why }: NotedRecord): Noted {
  return { by: noted_by, atMs: at_ms, why };
}

function statementOf({ state, statement, steps }: StatementRecord): Statement {
  return { ...statement, state: state as StatementState, steps };
}

/** Contracts, facts, corrections and statements in PostgreSQL. */
export class PostgresBillingStore implements BillingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async addContract({ id, version, document, by, atMs, why }: KeptContract): Promise<void> {
    const values = [id, version, JSON.stringify(document), by, atMs, why];
    if ((await this.#database.query(ADD_CONTRACT, values)).length === 0) {
      throw conflict(`Contract '${id}@${version}' is there; give it another version.`);
    }
  }

  async listContracts(): Promise<readonly KeptContract[]> {
    const rows = await this.#database.query<NotedRecord & Pick<KeptContract, 'id' | 'version' | 'document'>>(
      CONTRACTS,
      [],
    );
    return rows.map(({ id, version, document, ...noted }) => ({ id, version, document, ...notedOf(noted) }));
  }

  async addFacts(contractId: string, facts: readonly FactEntry[], { by, atMs, why }: Noted): Promise<void> {
    await this.#database.query(ADD_FACTS, [contractId, JSON.stringify(facts), by, atMs, why], WRITE_MS);
  }

  async facts(contractId: string): Promise<readonly (FactEntry & Noted)[]> {
    const found: (FactEntry & Noted)[] = [];
    for (let after = 0; ; ) {
      const page = await this.#database.query<NotedRecord & FactEntry & { readonly place: number }>(
        FACTS,
        [contractId, after, FACTS_A_PAGE],
        WRITE_MS,
      );
      found.push(...page.map(({ list, key, fact, ...noted }) => ({ list, key, fact, ...notedOf(noted) })));
      const last = page.at(-1);
      if (last === undefined || page.length < FACTS_A_PAGE) {
        return found;
      }
      after = last.place;
    }
  }

  async addCorrection(proposal: CorrectionProposal): Promise<void> {
    const { id, contractId, state } = proposal;
    await this.#database.query(ADD_CORRECTION, [id, contractId, state, JSON.stringify(proposal)]);
  }

  async findCorrection(id: string): Promise<CorrectionProposal | null> {
    const [row] = await this.#database.query<{ proposal: CorrectionProposal }>(FIND_CORRECTION, [id]);
    return row?.proposal ?? null;
  }

  async listCorrections(contractId: string): Promise<readonly CorrectionProposal[]> {
    const rows = await this.#database.query<{ proposal: CorrectionProposal }>(CORRECTIONS, [contractId]);
    return rows.map(({ proposal }) => proposal);
  }

  async keepDecision(decided: CorrectionProposal, fact: FactEntry | null): Promise<void> {
    const { id, state, decidedBy, decidedAtMs, decidedWhy } = decided;
    const noted = [fact?.list ?? null, fact?.key ?? null, JSON.stringify(fact?.fact ?? null)];
    const values = [id, state, JSON.stringify(decided), ...noted, decidedBy, decidedAtMs, decidedWhy];
    if ((await this.#database.query(KEEP_DECISION, values)).length === 0) {
      throw conflict(`Correction '${id}' was changed in the meantime: read it again.`);
    }
  }

  async keepBill(bill: Bill, fates: CallFates): Promise<void> {
    const { hash } = bill;
    for (let first = 0; first < bill.lines.length; first += LINES_A_WRITE) {
      const lines = bill.lines.slice(first, first + LINES_A_WRITE).map((line, index) => {
        const { place, callCount, ...rest } = keptLineOf(line, first + index);
        return { place, callCount, line: rest };
      });
      await this.#database.query(ADD_LINES, [hash, JSON.stringify(lines)], WRITE_MS);
    }
    for (const [place, { calls }] of bill.lines.entries()) {
      await this.#keepCalls(ADD_CALLS, [hash, place], calls);
    }
    for (const fate of fates.fates()) {
      await this.#keepCalls(ADD_FATE_CALLS, [hash, fate], fates.of(fate));
    }
    await this.#database.query(ADD_FATES, [hash], WRITE_MS);
    await this.#database.query(ADD_BILL, [hash, JSON.stringify(headOf(bill))], WRITE_MS);
  }

  async #keepCalls(
    add: DatabaseStatement,
    whose: readonly [string, string | number],
    calls: readonly string[],
  ): Promise<void> {
    for (let page = 0; page * CALLS_A_PAGE < calls.length; page += 1) {
      const part = calls.slice(page * CALLS_A_PAGE, (page + 1) * CALLS_A_PAGE);
      await this.#database.query(add, [...whose, page, part], WRITE_MS);
    }
  }

  async hasFates(hash: string): Promise<boolean> {
    const [row] = await this.#database.query<{ kept: boolean }>(HAS_FATES, [hash]);
    return row?.kept === true;
  }

  fateCalls(hash: string, fate: CallFate, offset: number, most: number): Promise<readonly string[]> {
    return this.#callsFrom(FATE_CALLS, [hash, fate], offset, most);
  }

  async bill(hash: string): Promise<Bill | null> {
    const head = await this.billHead(hash);
    if (head === null) {
      return null;
    }
    const lines = [];
    for (const line of await this.billLines(hash)) {
      lines.push(billLineOf(line, await this.lineCalls(hash, line.place, 0, line.callCount)));
    }
    const { hash: own, ...rest } = head;
    return { ...rest, lines, hash: own };
  }

  async billHead(hash: string): Promise<BillHead | null> {
    const [row] = await this.#database.query<{ head: BillHead }>(BILL_HEAD, [hash]);
    return row?.head ?? null;
  }

  async billLines(hash: string): Promise<readonly KeptLine[]> {
    const rows = await this.#database.query<{
      place: number;
      line: Omit<KeptLine, 'place' | 'callCount'>;
      call_count: number;
    }>(BILL_LINES, [hash], WRITE_MS);
    return rows.map(({ place, line, call_count }) => ({ ...line, place, callCount: call_count }));
  }

  lineCalls(hash: string, place: number, offset: number, most: number): Promise<readonly string[]> {
    return this.#callsFrom(LINE_CALLS, [hash, place], offset, most);
  }

  async #callsFrom(
    pagesOf: DatabaseStatement,
    whose: readonly [string, string | number],
    offset: number,
    most: number,
  ): Promise<readonly string[]> {
    if (most === 0) {
      return [];
    }
    const first = Math.floor(offset / CALLS_A_PAGE);
    const last = Math.floor((offset + most - 1) / CALLS_A_PAGE);
    const pages = await this.#database.query<{ calls: readonly string[] }>(
      pagesOf,
      [...whose, first, last],
      WRITE_MS,
    );
    const start = offset - first * CALLS_A_PAGE;
    return pages.flatMap(({ calls }) => calls).slice(start, start + most);
  }

  async addStatement(
    statement: Statement,
    replaces: { readonly id: string; readonly step: StatementStep } | null,
  ): Promise<void> {
    const { id, contractId, month, version, state, steps: _steps, ...rest } = statement;
    const kept = JSON.stringify({ id, contractId, month, version, ...rest });
    const step = replaces?.step;
    const gone = [replaces?.id, step?.from, step?.to, step?.by, step?.atMs, step?.why, step?.move];
    const values = [id, contractId, month, version, state, kept, ...gone.map((value) => value ?? null)];
    const added = await this.#database.query(ADD_STATEMENT, values).catch((error: unknown) => {
      if (error instanceof DatabaseDefect && error.sqlState === UNIQUE_VIOLATION) {
        return [];
      }
      throw error;
    });
    if (added.length === 0) {
      throw conflict(`The statements of ${contractId} ${month} were changed in the meantime.`);
    }
  }

  async findStatement(id: string): Promise<Statement | null> {
    const [row] = await this.#database.query<StatementRecord>(FIND_STATEMENT, [id]);
    return row === undefined ? null : statementOf(row);
  }

  async listStatements({ contractId, month }: StatementQuery): Promise<readonly Statement[]> {
    const values = [contractId ?? null, month ?? null];
    return (await this.#database.query<StatementRecord>(STATEMENTS, values)).map(statementOf);
  }

  async keepStep(id: string, { move, from, to, by, atMs, why }: StatementStep): Promise<void> {
    if ((await this.#database.query(KEEP_STEP, [id, move, from, to, by, atMs, why])).length === 0) {
      throw conflict(`Statement '${id}' was changed in the meantime: read it again.`);
    }
  }
}
