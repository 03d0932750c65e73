import { FACT_KEYS, type FactList, factKeyOf } from './fact-keys.js';
import { parseFacts } from './parse-facts.js';

/** A fact by itself, as it is kept: the newest of a list and key holds, null takes it back. */
export interface FactEntry {
  /** A list of the facts file; `surveys.services` and `surveys.notes` for the two of surveys. */
  readonly list: string;
  /** '' says that the list was given at all, be it empty. */
  readonly key: string;
  readonly fact: unknown;
}

type Values = Readonly<Record<string, unknown>>;

const isFactList = (list: string): list is FactList => Object.hasOwn(FACT_KEYS, list);

const given = (list: string): FactEntry => ({ list, key: '', fact: true });

/** The facts of a document one by one; a document that cannot be read is refused, with the place. */
export function factEntriesOf(document: unknown): readonly FactEntry[] {
  parseFacts(document);
  return Object.entries(document as Values).flatMap(([list, value]) => [
    given(list),
    ...entriesOf(list, value),
  ]);
}

function entriesOf(list: string, value: unknown): readonly FactEntry[] {
  if (list === 'milestones') {
    return Object.entries(value as Values).map(([key, fact]) => ({ list, key, fact }));
  }
  if (list === 'surveys') {
    const { services, notes } = value as {
      readonly services: readonly string[];
      readonly notes: readonly Values[];
    };
    return [
      ...services.map((service) => ({ list: 'surveys.services', key: service, fact: service })),
      ...notes.map((note) => ({ list: 'surveys.notes', key: String(note['attemptId']), fact: note })),
    ];
  }
  const facts = value as readonly unknown[];
  // Holidays and contract ids are texts; an empty contract id is one too, so the key has a mark of its own.
  return facts.map((fact) => ({
    list,
    key: isFactList(list) ? factKeyOf(list, fact as Values) : `=${String(fact)}`,
    fact,
  }));
}

/** The document that facts make: of each list and key the newest, in the order in which they were first told. */
export function documentOfFacts(entries: readonly FactEntry[]): Values {
  const newest = new Map<string, FactEntry>();
  for (const entry of entries) {
    newest.set(JSON.stringify([entry.list, entry.key]), entry);
  }
  const document: Record<string, unknown> = {};
  for (const { list, key, fact } of newest.values()) {
    if (fact === null) {
      continue;
    }
    if (key === '') {
      document[list] ??= list === 'milestones' ? {} : list === 'surveys' ? { services: [], notes: [] } : [];
    } else if (list === 'milestones') {
      (document[list] as Record<string, unknown>)[key] = fact;
    } else {
      const [outer = '', inner] = list.split('.');
      const place = inner === undefined ? document : surveysOf(document);
      (place[inner ?? outer] as unknown[] | undefined) ??= [];
      (place[inner ?? outer] as unknown[]).push(fact);
    }
  }
  return document;
}

function surveysOf(document: Record<string, unknown>): Record<string, unknown> {
  document['surveys'] ??= { services: [], notes: [] };
  return document['surveys'] as Record<string, unknown>;
}
