import { LISTS, type ListId } from '../../core/compliance/rule-parameters.js';
import { BRASILIA, civilDate } from '../../core/kernel/civil-time.js';
import { isoUtc } from '../../core/kernel/iso-utc.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { DncEntry, DncListStore } from '../../ports/dnc-list-store.js';
import type { PersonFactStore } from '../../ports/person-fact-store.js';
import { AGENT_STATE_COLUMNS, agentStateRecord } from './export-agent-states.js';

/** The time an audit looks at. Facts from before it bind in it, so only its end bounds lists and facts. */
export interface SideFilePeriod {
  readonly fromMs?: number;
  readonly toMs?: number;
}

type Cells = readonly (string | null)[];

/** One file that an auditor reads beside the call log. */
export interface SideFile {
  /** `sp.csv` */
  readonly name: string;
  readonly columns: readonly string[];
  /** Null when the operation has nothing such a file could be made of: its rule is then not checkable. */
  open(period: SideFilePeriod): Promise<AsyncIterable<Cells> | null>;
}

export interface SideFileDeps {
  readonly lists: Pick<DncListStore, 'lookUp' | 'read' | 'readAuthorisations'>;
  readonly facts: Pick<PersonFactStore, 'read'>;
  readonly reader: Pick<CallLogReader, 'readAgentStates'>;
  /** Files whose sources other parts keep. */
  readonly more?: readonly SideFile[];
}

/** Every file this installation can make, in the order they are written. */
export function sideFilesOf(deps: SideFileDeps): readonly SideFile[] {
  return [
    ...LISTS.map((list) => listFile(list, deps)),
    authorisedFile(deps),
    optOutFile(deps),
    protocolFile(deps),
    paidFile(deps),
    agentStatesFile(deps),
    ...(deps.more ?? []),
  ];
}

async function isLoaded(list: ListId, { lists }: SideFileDeps): Promise<boolean> {
  return (await lists.lookUp([])).lists[list].state === 'loaded';
}

function listFile(list: ListId, deps: SideFileDeps): SideFile {
  const byPerson = list === 'pa';
  const cells = ({ phone, cpfHash, since }: DncEntry): Cells =>
    byPerson ? [phone, cpfHash, since] : [phone, since];
  async function* rows(toMs: number | undefined): AsyncGenerator<Cells> {
    const lastDay = toMs === undefined ? null : civilDate(toMs, BRASILIA);
    for await (const entry of deps.lists.read(list)) {
      if (lastDay === null || entry.since <= lastDay) {
        yield cells(entry);
      }
    }
  }
  return {
    name: `${list}.csv`,
    columns: byPerson ? ['phone', 'cpf_hash', 'since'] : ['phone', 'since'],
    open: async ({ toMs }) => ((await isLoaded(list, deps)) ? rows(toMs) : null),
  };
}

function authorisedFile(deps: SideFileDeps): SideFile {
  async function* rows(): AsyncGenerator<Cells> {
    for await (const { phone, creditorCnpj } of deps.lists.readAuthorisations()) {
      yield [phone, creditorCnpj];
    }
  }
  return {
    name: 'sp_authorised.csv',
    columns: ['phone', 'creditor_cnpj'],
    open: async () => ((await isLoaded('sp', deps)) ? rows() : null),
  };
}

function isBefore(sinceMs: number, { toMs }: SideFilePeriod): boolean {
  return toMs === undefined || sinceMs < toMs;
}

function optOutFile({ facts }: SideFileDeps): SideFile {
  async function* rows(period: SideFilePeriod): AsyncGenerator<Cells> {
    for await (const fact of facts.read('opt_out')) {
      if (fact.kind === 'opt_out' && isBefore(fact.sinceMs, period)) {
        yield [fact.phone, fact.cpfHash, fact.purpose, isoUtc(fact.sinceMs)];
      }
    }
  }
  const columns = ['phone', 'cpf_hash', 'purpose', 'since'];
  return { name: 'optout.csv', columns, open: async (period) => rows(period) };
}

/** A protocol belongs to a call: one that was registered without a call or without a number is no row of it. */
function protocolFile({ facts }: SideFileDeps): SideFile {
  async function* rows(period: SideFilePeriod): AsyncGenerator<Cells> {
    for await (const { attemptId, protocol, sinceMs } of facts.read('wrong_person')) {
      const inside = isBefore(sinceMs, period) && sinceMs >= (period.fromMs ?? Number.NEGATIVE_INFINITY);
      if (attemptId !== '' && protocol !== '' && inside) {
        yield [attemptId, protocol, isoUtc(sinceMs)];
      }
    }
  }
  const columns = ['attempt_id', 'protocol', 't'];
  return { name: 'wrong_person_protocols.csv', columns, open: async (period) => rows(period) };
}

function paidFile({ facts }: SideFileDeps): SideFile {
  async function* rows(period: SideFilePeriod): AsyncGenerator<Cells> {
    for await (const fact of facts.read('debt')) {
      if (fact.kind === 'debt' && isBefore(fact.sinceMs, period)) {
        yield [fact.debtId, isoUtc(fact.sinceMs), fact.state];
      }
    }
  }
  return {
    name: 'paid.csv',
    columns: ['debt_id', 'since', 'status'],
    open: async (period) => rows(period),
  };
}

function agentStatesFile({ reader }: SideFileDeps): SideFile {
  async function* rows(period: SideFilePeriod): AsyncGenerator<Cells> {
    for await (const row of reader.readAgentStates(period)) {
      const record = agentStateRecord(row);
      yield AGENT_STATE_COLUMNS.map((column) => record[column]);
    }
  }
  return { name: 'agent_states.csv', columns: AGENT_STATE_COLUMNS, open: async (period) => rows(period) };
}
