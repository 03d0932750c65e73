import type { ListFolder, SideRecord } from './lists/list-folder.js';
import type { Since } from './lists/since.js';
import type { Attempt, DialledAttempt } from './log/attempt.js';
import type { PackedAgentEvent } from './rules/abuse-rules.js';
import type { PackedAgentState } from './rules/agent-day-rules.js';
import { type PackedCall, packCall } from './rules/call-entry.js';
import { type PackedDebtCall, type PackedDebtEvent, packDebtCall } from './rules/debt-rules.js';
import { type PackedDropCall, packDropCall } from './rules/drop-share-rules.js';
import { type ListKind, type PackedListing, packListing } from './rules/list-entry.js';
import type { PackedProtocolEvent } from './rules/protocol-rules.js';
import { OrderedRecords } from './spill/ordered-records.js';
import type { TemporaryFolder } from './spill/temporary-folder.js';

const FIRST = 0;
const SECOND = 1;
const LAST = 2;
/** Lists come before every call of their group. */
const BEFORE_ALL = 0;

/** Calls and list entries on their way into the orders that the rules need. */
export class AuditRecords {
  readonly persons: OrderedRecords<PackedCall | PackedListing>;
  readonly phones: OrderedRecords<PackedCall | PackedListing>;
  readonly debts: OrderedRecords<PackedDebtCall | PackedDebtEvent>;
  readonly campaigns: OrderedRecords<PackedDropCall>;
  readonly agents: OrderedRecords<PackedAgentEvent>;
  readonly agentStates: OrderedRecords<PackedAgentState>;
  readonly wrongPersons: OrderedRecords<PackedProtocolEvent>;
  readonly #lists: ListFolder;
  readonly #earlyMs: number;

  constructor(folder: TemporaryFolder, lists: ListFolder, earlyMs: number) {
    this.#lists = lists;
    this.#earlyMs = earlyMs;
    this.persons = new OrderedRecords(folder);
    this.phones = new OrderedRecords(folder);
    this.debts = new OrderedRecords(folder);
    this.campaigns = new OrderedRecords(folder);
    this.agents = new OrderedRecords(folder);
    this.agentStates = new OrderedRecords(folder);
    this.wrongPersons = new OrderedRecords(folder);
  }

  /** A call to a person who is still known. */
  addCall(attempt: DialledAttempt): void {
    const { id, tDial, cpf, phone, debt } = attempt;
    if (cpf !== '') {
      this.persons.add(cpf, tDial, LAST, id, packCall(attempt, phone, this.#earlyMs));
    }
    this.phones.add(phone, tDial, LAST, id, packCall(attempt, cpf, this.#earlyMs));
    if (debt !== '') {
      this.debts.add(debt, tDial, LAST, id, packDebtCall(attempt));
    }
    if (attempt.disposition === 'nao_conhece' && this.#lists.has('protocols')) {
      this.wrongPersons.add(id, BEFORE_ALL, LAST, '', ['wrong', attempt.tWrapEnd ?? attempt.tEnd]);
    }
  }

  /** A call whatever is known of the person. */
  addOutcome(attempt: DialledAttempt): void {
    const drop = packDropCall(attempt, this.#earlyMs);
    if (drop !== null) {
      this.campaigns.add(attempt.campaign, drop[1], FIRST, attempt.id, drop);
    }
  }

  /** Any call that an agent took, an inbound one too. */
  addAgentCall(attempt: Attempt): void {
    const { agentId, tAgent, id } = attempt;
    if (agentId === '' || tAgent === null || !this.#lists.has('agentReleases')) {
      return;
    }
    this.agents.add(agentId, tAgent, LAST, id, ['call', id]);
    if (attempt.disposition === 'abuso') {
      this.agents.add(agentId, attempt.tWrapEnd ?? attempt.tEnd, FIRST, id, ['abuse', id]);
    }
  }

  async addLists(): Promise<void> {
    for await (const record of this.#lists.read('sp')) {
      this.#list('sp', record.text('phone'), '', record.since('since'), '');
    }
    for await (const record of this.#lists.read('spAuthorised')) {
      this.#list('sp_authorised', record.text('phone'), '', { day: 0, ms: 0 }, record.text('creditor_cnpj'));
    }
    for await (const record of this.#lists.read('pa')) {
      this.#list('pa', record.text('phone'), record.text('cpf_hash'), record.since('since'), '');
    }
    for await (const record of this.#lists.read('nmp')) {
      this.#list('nmp', record.text('phone'), '', record.since('since'), '');
    }
    for await (const record of this.#lists.read('optOut')) {
      const [phone, cpf] = [record.text('phone'), record.text('cpf_hash')];
      this.#list('optout', phone, cpf, record.since('since'), record.text('purpose'));
    }
    await this.#addEvents();
  }

  async #addEvents(): Promise<void> {
    for await (const record of this.#lists.read('paid')) {
      const { day, ms } = record.since('since');
      // Ranked by their own time below the first call: a debt's changes are known before its calls are judged.
      this.debts.add(record.text('debt_id'), BEFORE_ALL, FIRST, String(ms).padStart(15, '0'), [
        'e',
        day,
        ms,
        record.text('status'),
      ]);
    }
    for await (const record of this.#lists.read('protocols')) {
      const at = record.instant('t');
      this.wrongPersons.add(record.text('attempt_id'), BEFORE_ALL, FIRST, '', [
        'protocol',
        record.text('protocol'),
        at,
      ]);
    }
    for await (const record of this.#lists.read('agentReleases')) {
      this.agents.add(record.text('agent_id'), record.instant('t'), SECOND, '', ['release']);
    }
    for await (const record of this.#lists.read('agentStates')) {
      this.#addAgentState(record);
    }
  }

  #addAgentState(record: SideRecord): void {
    const tStart = record.instant('t_start');
    const tEnd = record.text('t_end') === '' ? null : record.instant('t_end');
    if (tEnd !== null && tEnd < tStart) {
      throw record.fail('t_end', 'a time not before t_start');
    }
    this.agentStates.add(record.text('agent_id'), tStart, FIRST, '', [
      record.text('state'),
      record.text('reason'),
      tStart,
      tEnd,
    ]);
  }

  #list(list: ListKind, phone: string, cpf: string, since: Since, about: string): void {
    const listing = packListing(list, since, phone, about);
    if (phone !== '') {
      this.phones.add(phone, BEFORE_ALL, FIRST, '', listing);
    }
    if (cpf !== '') {
      this.persons.add(cpf, BEFORE_ALL, FIRST, '', listing);
    }
  }
}
