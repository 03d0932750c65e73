import type { Purpose } from '../../campaign/campaign.js';
import type { DialFacts, ListFact, OptIn, PastAttempt } from '../gate/dial-facts.js';
import type { MonthUsage } from '../limits/assess-company.js';
import type { DayUsage } from '../limits/usage.js';
import type { ListId } from '../rule-parameters.js';
import type { Party } from './dial-key.js';
import { type KeyFacts, NO_KEY_FACTS } from './key-facts.js';
import type { OptInFact } from './person-fact.js';

/** Where a do-not-call list stands, as far as the gate asks. */
export type ListStanding =
  | { readonly state: 'loaded'; readonly version: string; readonly loadedAtMs: number }
  | { readonly state: 'not_applicable'; readonly signedBy: string }
  | { readonly state: 'absent' };

/** Dates of requests by list. */
export type Listed = Readonly<Partial<Record<ListId, string>>>;

/** What is on file for the parts of one call, each under its own key. */
export interface FiledFacts {
  readonly number: KeyFacts;
  /** Null where the CPF is not known. */
  readonly person: KeyFacts | null;
  /** Null where there is no debt. */
  readonly debt: KeyFacts | null;
  readonly lists: Readonly<Record<ListId, ListStanding>>;
  readonly numberListed: Listed;
  readonly personListed: Listed;
  /** Creditors the holder of the number authorised (CNPJ digits). */
  readonly authorised: readonly string[];
}

export interface CallAbout extends Party {
  readonly purpose: Purpose;
  readonly creditorCnpj: string;
}

/** Calls of the line and of the company so far. */
export interface RouteUsage {
  readonly lineDay: DayUsage;
  readonly companyDay: DayUsage;
  readonly companyMonth: MonthUsage;
}

function listFact(list: ListId, filed: FiledFacts, creditorCnpj: string): ListFact {
  const standing = filed.lists[list];
  if (standing.state !== 'loaded') {
    return standing;
  }
  return {
    ...standing,
    numberSince: filed.numberListed[list] ?? null,
    personSince: filed.personListed[list] ?? null,
    authorised: creditorCnpj !== '' && filed.authorised.includes(creditorCnpj),
  };
}

/** The newest word on the purpose, at the number or of the person. */
function optInOf(facts: readonly OptInFact[], purpose: Purpose): OptIn {
  let newest: OptInFact | null = null;
  for (const fact of facts) {
    const fits = fact.purpose === '*' || fact.purpose === purpose;
    if (fits && (newest === null || fact.sinceMs > newest.sinceMs)) {
      newest = fact;
    }
  }
  return newest?.basis ?? 'none';
}

/** A number where this person is not known; where either CPF is unknown the number alone decides. */
function wrongPersonSince(number: KeyFacts, cpfHash: string): number | null {
  const since = number.wrongPersons
    .filter((fact) => fact.cpfHash === '' || cpfHash === '' || fact.cpfHash === cpfHash)
    .map(({ sinceMs }) => sinceMs);
  return since.length === 0 ? null : Math.min(...since);
}

/** A row is filed under each of its keys, and is one object where they were read together. */
function mergeRows(number: KeyFacts, person: KeyFacts, debt: KeyFacts): readonly PastAttempt[] {
  const rows = new Set(number.history);
  for (const row of person.history) {
    rows.add(row);
  }
  for (const row of debt.history) {
    rows.add(row);
  }
  return rows.size === number.history.length ? number.history : [...rows];
}

/**
 * Puts together what the gate has to know of a call from what is on file for its number, person and debt. The history
 * may hold a row more than once, read at different times: the gate counts rows of one group once.
 */
export function assembleFacts(call: CallAbout, filed: FiledFacts, usage: RouteUsage): DialFacts {
  const { number } = filed;
  const person = filed.person ?? NO_KEY_FACTS;
  const debt = filed.debt ?? NO_KEY_FACTS;
  const listed = (list: ListId): ListFact => listFact(list, filed, call.creditorCnpj);
  return {
    lists: { sp: listed('sp'), pa: listed('pa'), nmp: listed('nmp') },
    optOuts: [...number.optOuts, ...person.optOuts],
    optIn: optInOf([...number.optIns, ...person.optIns], call.purpose),
    wrongPersonSinceMs: wrongPersonSince(number, call.cpfHash),
    debt: debt.debt?.state ?? 'open',
    history: mergeRows(number, person, debt),
    live: { number: number.liveAttemptId !== null, person: person.liveAttemptId !== null },
    ...usage,
  };
}
