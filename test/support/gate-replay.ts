import {
  type HolidayCalendar,
  makeHolidayCalendar,
} from '../../src/core/compliance/calendar/holiday-calendar.js';
import { CompiledPolicy } from '../../src/core/compliance/gate/compiled-policy.js';
import { type DialDecision, decideDial } from '../../src/core/compliance/gate/decide-dial.js';
import type { DialFacts, ListFact, PastAttempt } from '../../src/core/compliance/gate/dial-facts.js';
import type { DialQuestion } from '../../src/core/compliance/gate/dial-question.js';
import { NO_USAGE } from '../../src/core/compliance/limits/usage.js';
import { findPreset } from '../../src/core/compliance/presets/find-preset.js';
import { HOUR } from '../../src/core/kernel/time.js';
import type { LogRow } from './audit-bench.js';

/** What the lists of a replay say, as their files do. */
export interface ReplayLists {
  /** phone → date of the request */
  readonly sp: ReadonlyMap<string, string>;
  readonly pa: ReadonlyMap<string, string>;
  /** cpf_hash → date of the request */
  readonly paPersons: ReadonlyMap<string, string>;
  readonly nmp: ReadonlyMap<string, string>;
  /** debt_id → ms since when it is paid */
  readonly paid: ReadonlyMap<string, number>;
}

export const NO_LISTS: ReplayLists = {
  sp: new Map(),
  pa: new Map(),
  paPersons: new Map(),
  nmp: new Map(),
  paid: new Map(),
};

const ms = (value: unknown): number => Date.parse(String(value));
const text = (value: unknown): string => String(value ?? '');

interface Fact {
  readonly sinceMs: number;
  readonly phone: string;
  readonly cpf: string;
  readonly purpose: DialQuestion['purpose'];
}

/** The gate asked about the rows of a log one after the other, each on what the rows before it left. */
export class GateReplay {
  readonly #policy: CompiledPolicy;
  readonly #lists: ReplayLists;
  readonly #byKey = new Map<string, PastAttempt[]>();
  /** By number and by person, so that a long log asks no more of each call than a short one. */
  readonly #optOuts = new Map<string, Fact[]>();
  readonly #wrong = new Map<string, number>();

  constructor(
    preset = 'brasil-2026',
    lists: ReplayLists = NO_LISTS,
    calendar: HolidayCalendar = makeHolidayCalendar(),
  ) {
    const policy = findPreset(preset);
    if (policy === null) {
      throw new Error(`No preset is called ${preset}`);
    }
    this.#policy = new CompiledPolicy(policy, calendar);
    this.#lists = lists;
  }

  /** What the gate says to the row, at the row's `t_dial`. Rows come in the order of their dials. */
  ask(row: LogRow): DialDecision {
    const atMs = ms(row.t_dial);
    return decideDial(questionOf(row), this.#policy, this.#factsFor(row, atMs), atMs);
  }

  /** The row was dialled. */
  keep(row: LogRow): void {
    const tDialMs = ms(row.t_dial);
    const past: PastAttempt = {
      group: text(row.attempt_group) || text(row.attempt_id),
      phone: text(row.phone),
      cpfHash: text(row.cpf_hash),
      debtId: text(row.debt_id),
      creditorCnpj: text(row.creditor_cnpj),
      line: text(row.line),
      tDialMs,
      tEndMs: ms(row.t_end),
      abandoned: row.abandoned === true,
      machine: row.amd === 'machine',
      rightParty: row.t_agent !== null && ['concretizada', 'sucesso'].includes(text(row.outcome)),
    };
    for (const key of keysOf(row)) {
      const kept = (this.#byKey.get(key) ?? []).filter(
        ({ tEndMs }) => (tEndMs ?? tDialMs) > tDialMs - 200 * HOUR,
      );
      kept.push(past);
      this.#byKey.set(key, kept);
    }
    const fact: Fact = {
      sinceMs: ms(row.t_wrap_end ?? row.t_end),
      phone: past.phone,
      cpf: past.cpfHash,
      purpose: text(row.purpose) as Fact['purpose'],
    };
    if (row.disposition === 'opt_out') {
      for (const key of new Set([`n:${fact.phone}`, `p:${fact.cpf}`])) {
        this.#optOuts.set(key, [...(this.#optOuts.get(key) ?? []), fact]);
      }
    }
    if (row.disposition === 'nao_conhece') {
      const key = `${fact.phone} ${fact.cpf}`;
      this.#wrong.set(key, Math.min(fact.sinceMs, this.#wrong.get(key) ?? fact.sinceMs));
    }
  }

  #factsFor(row: LogRow, atMs: number): DialFacts {
    const phone = text(row.phone);
    const cpf = text(row.cpf_hash);
    const lists = this.#lists;
    const history = keysOf(row).flatMap((key) => this.#byKey.get(key) ?? []);
    // What a call became is not known while it lives.
    const known = history.map((past) =>
      past.tEndMs !== null && past.tEndMs > atMs
        ? { ...past, tEndMs: null, abandoned: false, machine: false, rightParty: false }
        : past,
    );
    const group = text(row.attempt_group) || text(row.attempt_id);
    const live = known.filter((past) => past.tEndMs === null && past.group !== group);
    const optOuts = [`n:${phone}`, `p:${cpf}`].flatMap((key) => this.#optOuts.get(key) ?? []);
    const paidMs = lists.paid.get(text(row.debt_id));
    return {
      lists: {
        sp: listed(atMs, lists.sp.get(phone), undefined),
        pa: listed(atMs, lists.pa.get(phone), lists.paPersons.get(cpf)),
        nmp: listed(atMs, lists.nmp.get(phone), undefined),
      },
      optOuts,
      optIn: 'consent',
      wrongPersonSinceMs: this.#wrong.get(`${phone} ${cpf}`) ?? null,
      debt: paidMs !== undefined && paidMs <= atMs ? 'paid' : 'open',
      history: known,
      live: {
        number: live.some((past) => past.phone === phone),
        person: live.some((past) => past.cpfHash === cpf),
      },
      lineDay: NO_USAGE,
      companyDay: NO_USAGE,
      companyMonth: { calls: 0, earlier: [] },
    };
  }
}

function listed(atMs: number, numberSince: string | undefined, personSince: string | undefined): ListFact {
  return {
    state: 'loaded',
    version: 'v',
    loadedAtMs: atMs - HOUR,
    numberSince: numberSince ?? null,
    personSince: personSince ?? null,
    authorised: false,
  };
}

function keysOf(row: LogRow): readonly string[] {
  const keys = [`n:${text(row.phone)}`];
  if (text(row.cpf_hash) !== '') {
    keys.push(`p:${text(row.cpf_hash)}`);
  }
  if (text(row.debt_id) !== '') {
    keys.push(`d:${text(row.debt_id)}`);
  }
  return keys;
}

/** What a row says of the call it was. */
function questionOf(row: LogRow): DialQuestion {
  const mode = text(row.mode) as DialQuestion['mode'];
  const line = text(row.line);
  return {
    phone: text(row.phone),
    purpose: text(row.purpose) as DialQuestion['purpose'],
    sector: text(row.sector) as DialQuestion['sector'],
    mode,
    agreedCallback: mode === 'callback',
    agentReserved: mode === 'preview' || mode === 'manual',
    ringTimeoutMs: 40_000,
    callerCnpj: text(row.caller_cnpj),
    creditorCnpj: text(row.creditor_cnpj),
    cpfHash: text(row.cpf_hash),
    debtId: text(row.debt_id),
    attemptGroup: text(row.attempt_group) || text(row.attempt_id),
    municipality: text(row.municipality),
    addressUf: '',
    line: {
      number: line,
      ownerCnpj: text(row.line_owner_cnpj),
      carrierId: text(row.line_carrier),
      kind: 'ddd',
      authenticated: row.authenticated === true,
    },
    trunk: { carrierId: text(row.carrier), service: row.service === 'SMP' ? 'SMP' : 'STFC' },
    from: line,
    assertedIdentity: line,
    privacy: row.privacy === true,
  };
}
