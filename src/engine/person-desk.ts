import type { Digest } from '../core/call-log/call-log-chain.js';
import type { OptOutFact } from '../core/compliance/facts/person-fact.js';
import { suppressedNumber } from '../core/compliance/facts/suppressed-number.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { parseCpf } from '../core/mailing/cpf.js';
import { cpfHash } from '../core/mailing/cpf-hash.js';
import type { Clock } from '../ports/clock.js';
import type {
  AdminAction,
  PersonCounts,
  PersonRecords,
  PersonStore,
  Subject,
} from '../ports/person-store.js';

/** Whom a request is about, as it was asked: a CPF with or without punctuation, or a number in E.164. */
export type PersonName = { readonly cpf: string } | { readonly phone: string };

/** Clear data of persons given out in the course of work, rather than at the person's request. */
export interface ClearRead {
  readonly action:
    | 'evidence_read'
    | 'decisions_read'
    | 'contact_read'
    | 'card_read'
    | 'export_ordered'
    | 'export_taken'
    | 'recording_play'
    | 'recording_keys'
    | 'call_heard'
    | 'change';
  readonly who: string;
  /** The attempt, decision, contact or job; '' for a page of a list. */
  readonly subject: string;
  /** What it was, in words. */
  readonly reason: string;
  readonly counts?: Partial<PersonCounts>;
  /** When it was, if that is over already. */
  readonly atMs?: number;
}

const NO_COUNTS: PersonCounts = { contacts: 0, attempts: 0, decisions: 0, facts: 0 };

interface PersonDeskDeps {
  readonly store: PersonStore;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly installationKeyHex: string;
}

/** The rights of a person (LGPD, art. 18): to be told all that is known, and to be erased. Each use is noted. */
export class PersonDesk {
  readonly #deps: PersonDeskDeps;

  constructor(deps: PersonDeskDeps) {
    this.#deps = deps;
  }

  /** All that is known of the person. */
  async export(name: PersonName, who: string, reason: string): Promise<PersonRecords> {
    const { store, clock } = this.#deps;
    const subject = this.#subjectOf(name);
    const records = await store.find(subject);
    const counts = countsOf(records);
    const action = { action: 'person_export', subject: this.#keyed(subject) } as const;
    await store.note({ ...action, atMs: clock.now(), who, reason, counts });
    return records;
  }

  /**
   * Takes the person out of everything and keeps keyed hashes, so that a mailing that brings the person again is not
   * dialled. DLR_STATE_CONFLICT while a call to the person is open.
   */
  async erase(name: PersonName, who: string, reason: string): Promise<PersonCounts> {
    const { store, clock } = this.#deps;
    const subject = this.#subjectOf(name);
    const atMs = clock.now();
    const facts = this.#suppression(subject, await store.find(subject), atMs);
    const action = { action: 'person_erase', subject: this.#keyed(subject) } as const;
    return store.erase(subject, { facts }, { ...action, atMs, who, reason });
  }

  /** Notes that somebody is about to see clear data; rejects when that cannot be noted. */
  noteRead({ counts, ...read }: ClearRead): Promise<void> {
    const { store, clock } = this.#deps;
    return store.note({ ...read, atMs: read.atMs ?? clock.now(), counts: { ...NO_COUNTS, ...counts } });
  }

  /** Who did what, newest first. */
  actions(limit: number): Promise<readonly AdminAction[]> {
    return this.#deps.store.actions(limit);
  }

  /** Who heard a recording, when and why, newest first. */
  plays(recordingId: string, limit: number): Promise<readonly AdminAction[]> {
    return this.#deps.store.actions(limit, { action: 'recording_play', subject: recordingId });
  }

  #subjectOf(name: PersonName): Subject {
    if ('phone' in name) {
      return { by: 'phone', phone: name.phone };
    }
    const cpf = parseCpf(name.cpf);
    if (!cpf.ok) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `The CPF is none (${cpf.problem}). Give its eleven digits, with or without punctuation.`,
      });
    }
    const { installationKeyHex, digest } = this.#deps;
    return { by: 'cpf', cpfHash: cpfHash(cpf.digits, installationKeyHex, digest) };
  }

  #hidden(phone: string): string {
    return suppressedNumber(phone, this.#deps.installationKeyHex, this.#deps.digest);
  }

  #keyed(subject: Subject): string {
    return subject.by === 'cpf' ? subject.cpfHash : this.#hidden(subject.phone);
  }

  #suppression(subject: Subject, { contacts, attempts }: PersonRecords, sinceMs: number): OptOutFact[] {
    const optOut = { kind: 'opt_out', purpose: '*', sinceMs, attemptId: '', protocol: '' } as const;
    if (subject.by === 'phone') {
      return [{ ...optOut, phone: this.#hidden(subject.phone), cpfHash: '' }];
    }
    const phones = [
      ...contacts.flatMap((contact) => contact.phones.map(({ number }) => number)),
      ...attempts.map(({ opening }) => opening.phone as string),
    ];
    return [
      { ...optOut, phone: '', cpfHash: subject.cpfHash },
      ...[...new Set(phones)].map((phone) => ({ ...optOut, phone: this.#hidden(phone), cpfHash: '' })),
    ];
  }
}

function countsOf({ contacts, attempts, decisions, facts }: PersonRecords): PersonCounts {
  return {
    contacts: contacts.length,
    attempts: attempts.length,
    decisions: decisions.length,
    facts: facts.length,
  };
}
