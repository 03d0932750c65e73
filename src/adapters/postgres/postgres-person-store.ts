import type { Digest } from '../../core/call-log/call-log-chain.js';
import { commitmentOf, ERASED_SALT } from '../../core/call-log/commitment.js';
import { numberKey, personKey } from '../../core/compliance/facts/dial-key.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type {
  ActionQuery,
  AdminAction,
  PersonContact,
  PersonCounts,
  PersonRecords,
  PersonStore,
  Subject,
  Suppression,
} from '../../ports/person-store.js';
import { type AttemptRecord, readClosed } from './attempt-record.js';
import { AuditRows } from './audit-rows.js';
import { type ContactRecord, readContact } from './contact-record.js';
import type { Database } from './database.js';
import { type FactRecord, factRecord, readFact } from './person-fact-record.js';
import {
  DROP_FORGOTTEN,
  ERASE_PERSON,
  LIST_ACTIONS,
  LIST_ACTIONS_OF,
  PERSON_ATTEMPTS,
  PERSON_CONTACTS,
  PERSON_DECISIONS,
  PERSON_FACTS,
} from './person-statements.js';
import { type DecisionRow, readEntry } from './postgres-ledger-reader.js';

/** A request of a person may take minutes on years of rows, and nothing waits for it. */
const SEARCH_DEADLINE_MS = 600_000;

type ContactRow = ContactRecord & { readonly state: string };
type DatedDecision = DecisionRow & { readonly day_text: string };

interface Found {
  readonly contacts: readonly ContactRow[];
  readonly attempts: readonly AttemptRecord[];
  readonly decisions: readonly DatedDecision[];
  readonly facts: readonly FactRecord[];
}

interface ActionRow extends Omit<AdminAction, 'atMs'> {
  readonly at_ms: number;
}

/** What is known of persons, in PostgreSQL. */
export class PostgresPersonStore implements PersonStore {
  readonly #database: Database;
  readonly #digest: Digest;
  readonly #record: AuditRows;

  constructor(database: Database, digest: Digest) {
    this.#database = database;
    this.#digest = digest;
    this.#record = new AuditRows(database);
  }

  async find(subject: Subject): Promise<PersonRecords> {
    const { contacts, attempts, decisions, facts } = await this.#search(subject);
    return {
      contacts: contacts.map(contactOf),
      attempts: attempts.filter(isClosed).map(readClosed),
      decisions: decisions.map(readEntry),
      facts: facts.map(readFact),
    };
  }

  async erase(
    subject: Subject,
    suppression: Suppression,
    action: Omit<AdminAction, 'counts'>,
  ): Promise<PersonCounts> {
    const found = await this.#search(subject);
    if (!found.attempts.every(isClosed) || found.contacts.some(({ state }) => state === 'calling')) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: 'A call to this person is open. Ask again when it is over; nothing was erased.',
      });
    }
    const [counts] = await this.#database.query<PersonCounts>(
      ERASE_PERSON,
      [
        ...namesOf(subject),
        JSON.stringify(found.attempts.map((row) => this.#committed(String(row['attempt_id']), row))),
        JSON.stringify(found.decisions.map((row) => this.#committed(row.decision_id, { ...row }))),
        JSON.stringify(suppression.facts.map(factRecord)),
        action.atMs,
        action.who,
        action.subject,
        action.reason,
        keysOf(subject, found),
      ],
      SEARCH_DEADLINE_MS,
    );
    return counts ?? { contacts: 0, attempts: 0, decisions: 0, facts: 0 };
  }

  note({ action, reason, counts, ...who }: AdminAction): Promise<void> {
    const row = { kind: action, detail: reason, address: null, counts: JSON.stringify(counts) };
    return this.#record.add({ ...who, ...row });
  }

  async actions(limit: number, of?: ActionQuery): Promise<readonly AdminAction[]> {
    const rows = await (of === undefined
      ? this.#database.query<ActionRow>(LIST_ACTIONS, [limit])
      : this.#database.query<ActionRow>(LIST_ACTIONS_OF, [of.subject, of.action, limit]));
    return rows.map(({ at_ms, ...rest }) => ({ atMs: at_ms, ...rest }));
  }

  async dropForgottenKeys(beforeMs: number): Promise<number> {
    return (await this.#database.query(DROP_FORGOTTEN, [beforeMs])).length;
  }

  async #search(subject: Subject): Promise<Found> {
    const names = namesOf(subject);
    const [contacts, attempts, decisions, facts] = await Promise.all([
      this.#database.query<ContactRow>(PERSON_CONTACTS, names, SEARCH_DEADLINE_MS),
      this.#database.query<AttemptRecord>(PERSON_ATTEMPTS, names, SEARCH_DEADLINE_MS),
      this.#database.query<DatedDecision>(PERSON_DECISIONS, names, SEARCH_DEADLINE_MS),
      this.#database.query<FactRecord>(PERSON_FACTS, names, SEARCH_DEADLINE_MS),
    ]);
    return { contacts, attempts, decisions, facts };
  }

  /** What takes the place of a row's personal values. */
  #committed(id: string, row: AttemptRecord): AttemptRecord {
    const salt = String(row['salt']);
    const hide = (column: string): string => commitmentOf(String(row[column] ?? ''), salt, this.#digest);
    return {
      id,
      day: row['day_text'],
      contact_id: hide('contact_id'),
      cpf_hash: hide('cpf_hash'),
      debt_id: hide('debt_id'),
      phone: hide('phone'),
    };
  }
}

function isClosed(row: AttemptRecord): boolean {
  return row['t_end_ms'] !== null;
}

function namesOf(subject: Subject): readonly [cpfHash: string, phone: string] {
  return subject.by === 'cpf' ? [subject.cpfHash, ''] : ['', subject.phone];
}

/** Every key a call to the person would be decided on. */
function keysOf(subject: Subject, { contacts, attempts }: Found): readonly string[] {
  const numbers =
    subject.by === 'phone'
      ? [subject.phone]
      : [
          ...contacts.flatMap(({ phones }) => phones.map(({ number }) => number)),
          ...attempts.filter(({ salt }) => salt !== ERASED_SALT).map(({ phone }) => String(phone)),
        ];
  const persons = subject.by === 'cpf' ? [personKey(subject.cpfHash)] : [];
  return [...new Set([...numbers.map(numberKey), ...persons])];
}

function contactOf(row: ContactRow): PersonContact {
  const contact = readContact(row);
  const { id, campaignId, mailingId, name, cpfHash, debtId, segment, municipality, fields } = contact;
  const phones = contact.phones.map(({ number, dropped }) => ({ number, dropped }));
  return {
    ...{ id, campaignId, mailingId, name, cpfHash, debtId, segment, municipality, fields, phones },
    state: row.state,
    attempts: contact.attempts,
  };
}
