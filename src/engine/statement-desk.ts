import { CALL_FATES, type CallFate } from '../core/billing/call-fates.js';
import {
  type CorrectionDecision,
  type CorrectionProposal,
  decideCorrection,
  factOfCorrection,
} from '../core/billing/correction-proposal.js';
import { documentOfFacts, type FactEntry, factEntriesOf } from '../core/billing/fact-entries.js';
import { parseFacts } from '../core/billing/parse-facts.js';
import { type Statement, type StatementMove, stepOf } from '../core/billing/statement.js';
import { BRASILIA, civilDate } from '../core/kernel/civil-time.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { AttemptId } from '../core/kernel/ids.js';
import type { Disposition } from '../core/outcome/disposition.js';
import type { BillingStore, Noted, StatementQuery } from '../ports/billing-store.js';
import type { CallLogReader } from '../ports/call-log-reader.js';
import type { Clock } from '../ports/clock.js';
import { ContractShelf } from './contract-shelf.js';

export interface StatementDeskDeps {
  readonly store: BillingStore;
  /** Contracts that ship, as documents, by id. */
  readonly presets: () => Promise<ReadonlyMap<string, unknown>>;
  readonly callLog: Pick<CallLogReader, 'find'>;
  readonly clock: Clock;
  readonly newId: () => string;
}

export interface FactsChange {
  /** A facts document, or a part of one: what it says stands in the place of what was said of the same. */
  readonly facts: unknown;
  readonly withdraw: readonly { readonly list: string; readonly key: string }[];
}

export interface StatementFates {
  readonly kept: boolean;
  readonly items: readonly { readonly fate: CallFate; readonly count: number }[];
}

/** Contracts, facts, corrections and statements: the one writer of their states. */
export class StatementDesk {
  readonly contracts: ContractShelf;
  readonly #deps: StatementDeskDeps;

  constructor(deps: StatementDeskDeps) {
    this.#deps = deps;
    this.contracts = new ContractShelf(deps.store, deps.presets);
  }

  addContract(document: unknown, by: string, why: string) {
    return this.contracts.add(document, this.#noted(by, why));
  }

  /** The facts file as it holds now. */
  async facts(contractId: string): Promise<Readonly<Record<string, unknown>>> {
    await this.contracts.find(contractId, null);
    return documentOfFacts(await this.#deps.store.facts(contractId));
  }

  /** Adds facts as new ones, and refuses those that would not be read together with what is there. */
  async addFacts(contractId: string, change: FactsChange, by: string, why: string): Promise<number> {
    const { store } = this.#deps;
    await this.contracts.find(contractId, null);
    const told = change.facts === undefined ? [] : factEntriesOf(change.facts);
    if (told.some(({ list, key }) => list === 'corrections' && key !== '')) {
      throw new CadenciaError('DLR_BILLING_INVALID', {
        detail:
          'facts.corrections: a correction is proposed by one person and confirmed by another (cadencia correction propose)',
      });
    }
    const before = await store.facts(contractId);
    const gone = change.withdraw.map(({ list, key }) => withdrawn(list, key, before));
    const added = [...told, ...gone];
    parseFacts(documentOfFacts([...before, ...added]));
    await store.addFacts(contractId, added, this.#noted(by, why));
    return added.filter(({ key }) => key !== '').length;
  }

  corrections(contractId: string): Promise<readonly CorrectionProposal[]> {
    return this.#deps.store.listCorrections(contractId);
  }

  /** Proposes another class for a closed call. */
  async proposeCorrection(
    wish: Pick<CorrectionProposal, 'contractId' | 'attemptId' | 'reason'> & {
      readonly disposition: Disposition;
    },
    by: string,
  ): Promise<CorrectionProposal> {
    await this.contracts.find(wish.contractId, null);
    if (by === (await this.#agentOf(wish.attemptId))) {
      throw new CadenciaError('DLR_POLICY_FOUR_EYES', {
        detail: `Call '${wish.attemptId}' was yours: somebody else has to propose its correction.`,
      });
    }
    const proposal: CorrectionProposal = {
      ...wish,
      id: this.#deps.newId(),
      state: 'proposed',
      proposedBy: by,
      proposedAtMs: this.#deps.clock.now(),
      decidedBy: null,
      decidedAtMs: null,
      decidedWhy: '',
    };
    await this.#deps.store.addCorrection(proposal);
    return proposal;
  }

  async decideCorrection(id: string, decision: CorrectionDecision): Promise<CorrectionProposal> {
    const { store, clock } = this.#deps;
    const proposal = await store.findCorrection(id);
    if (proposal === null) {
      throw missing('correction', id);
    }
    const decided = decideCorrection(
      proposal,
      decision,
      await this.#agentOf(proposal.attemptId),
      clock.now(),
    );
    await store.keepDecision(decided, decision.confirm ? factOfCorrection(decided) : null);
    return decided;
  }

  list(query: StatementQuery): Promise<readonly Statement[]> {
    return this.#deps.store.listStatements(query);
  }

  async find(id: string): Promise<Statement> {
    const found = await this.#deps.store.findStatement(id);
    if (found === null) {
      throw missing('statement', id);
    }
    return found;
  }

  async head(statement: Statement) {
    return present(await this.#deps.store.billHead(statement.hash), statement);
  }

  async bill(statement: Statement) {
    return present(await this.#deps.store.bill(statement.hash), statement);
  }

  lines(statement: Statement) {
    return this.#deps.store.billLines(statement.hash);
  }

  lineCalls(statement: Statement, place: number, offset: number, most: number) {
    return this.#deps.store.lineCalls(statement.hash, place, offset, most);
  }

  /** What became of the calls of the period, by the bill's own counts; `kept` tells whether the calls can be shown. */
  async fates(statement: Statement): Promise<StatementFates> {
    const { paid, unpaid } = (await this.head(statement)).rows;
    const kept = await this.#deps.store.hasFates(statement.hash);
    const counts: Readonly<Partial<Record<CallFate, number>>> = { billed: paid, ...unpaid };
    const items = CALL_FATES.flatMap((fate) => {
      const count = counts[fate] ?? 0;
      return count === 0 ? [] : [{ fate, count }];
    });
    return { kept, items };
  }

  /** The calls of the period of which that became. */
  async fateCalls(statement: Statement, fate: CallFate, offset: number, most: number) {
    const { kept, items } = await this.fates(statement);
    if (!kept) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail:
          `Statement '${statement.id}' was made before it was kept what became of each call; have its calls counted ` +
          'anew (cadencia statement recount), then ask again.',
        fields: { statement: statement.id },
      });
    }
    const total = items.find((one) => one.fate === fate)?.count ?? 0;
    return { total, calls: await this.#deps.store.fateCalls(statement.hash, fate, offset, most) };
  }

  /** Moves a statement by the table of its states. */
  async move(
    id: string,
    move: Exclude<StatementMove, 'replace'>,
    by: string,
    why: string,
  ): Promise<Statement> {
    const { store, clock } = this.#deps;
    const statement = await this.find(id);
    const step = stepOf(statement, { move, by, why }, clock.now());
    if (move === 'submit') {
      await this.#requireEnded(statement);
    }
    await store.keepStep(id, step);
    return this.find(id);
  }

  async #requireEnded(statement: Statement): Promise<void> {
    const { last } = (await this.head(statement)).period;
    if (civilDate(this.#deps.clock.now(), BRASILIA) <= last) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `The period of statement '${statement.id}' ends on ${last}; make it again afterwards, then submit it.`,
        fields: { statement: statement.id },
      });
    }
  }

  async #agentOf(attemptId: string): Promise<string> {
    const found = await this.#deps.callLog.find(attemptId as AttemptId);
    if (found === null) {
      throw missing('closed call', attemptId);
    }
    return found.row.result.agentId ?? '';
  }

  #noted(by: string, why: string): Noted {
    return { by, atMs: this.#deps.clock.now(), why };
  }
}

function withdrawn(list: string, key: string, before: readonly FactEntry[]): FactEntry {
  const found = before.findLast((one) => one.list === list && one.key === key);
  if (key === '' || found === undefined || found.fact === null || list === 'corrections') {
    throw new CadenciaError('DLR_NOT_FOUND', {
      detail: `There is no fact '${key}' in '${list}' to take back. A correction is followed by another correction.`,
    });
  }
  return { list, key, fact: null };
}

function present<T>(found: T | null, { id, hash }: Statement): T {
  if (found === null) {
    throw new CadenciaError('DLR_INTERNAL', {
      detail: `The bill ${hash} of statement '${id}' is not on file`,
    });
  }
  return found;
}

function missing(what: string, id: string): CadenciaError {
  return new CadenciaError('DLR_NOT_FOUND', { detail: `There is no ${what} '${id}'.`, fields: { id } });
}
