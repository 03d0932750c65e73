import type { Contract } from './contract-form.js';
import { FACT_KEYS, type FactList, factKeyOf } from './fact-keys.js';
import { type Facts, factsForm } from './facts-form.js';
import { refuse } from './form.js';

/** No facts at all. */
export function noFacts(): Facts {
  return { ...factsForm.read({ value: {}, path: 'facts' }), given: new Set() };
}

/** Reads the facts of a bill from parsed JSON or YAML; refusals name the place. */
export function parseFacts(document: unknown): Facts {
  const fields = factsForm.read({ value: document, path: 'facts' });
  const given = new Set(Object.keys(document as object));
  const facts = { ...fields, given };
  requireOnce(facts);
  requireOneWay(facts);
  requireQuality(facts);
  facts.failures.forEach((failure, index) => {
    if (failure.from >= failure.to) {
      refuse(`facts.failures[${index}].to`, 'is not after from; give one failure for each day');
    }
  });
  facts.waivers.forEach((waiver, index) => {
    if (waiver.to < waiver.from) {
      refuse(`facts.waivers[${index}].to`, 'is before from');
    }
  });
  return facts;
}

function requireUnique<T>(list: string, entries: readonly T[], keyOf: (entry: T) => string): void {
  const seen = new Map<string, number>();
  entries.forEach((entry, index) => {
    const key = keyOf(entry);
    const before = seen.get(key);
    if (before !== undefined) {
      refuse(`facts.${list}[${index}]`, `says the same thing as facts.${list}[${before}] again; keep one`);
    }
    seen.set(key, index);
  });
}

/** A fact given twice would be counted twice. */
function requireOnce(facts: Facts): void {
  for (const list of Object.keys(FACT_KEYS) as FactList[]) {
    const entries: readonly object[] = facts[list];
    if (FACT_KEYS[list].length > 0) {
      requireUnique(list, entries, (entry) => factKeyOf(list, entry as Readonly<Record<string, unknown>>));
    }
  }
  requireUnique('surveys.notes', facts.surveys.notes, ({ attemptId }) => attemptId);
}

/** A call that was transferred in a circle would have no initial service. */
function requireOneWay({ transfers }: Facts): void {
  const initial = new Map(transfers.map(({ from, to }) => [to, from]));
  transfers.forEach(({ to }, index) => {
    const seen = new Set<string>();
    for (let at: string | undefined = to; at !== undefined; at = initial.get(at)) {
      if (seen.has(at)) {
        refuse(`facts.transfers[${index}]`, `goes round in a circle by ${at}`);
      }
      seen.add(at);
    }
  });
}

function requireQuality({ quality }: Facts): void {
  quality.forEach(({ score, mean, audited }, index) => {
    const path = `facts.quality[${index}]`;
    if ((score === null) === (mean === null)) {
      refuse(path, 'needs either the score, or the means of both sides (mean, audited, notAudited)');
    }
    if (mean !== null && audited === null) {
      refuse(`${path}.audited`, 'is missing: the difference of the audits decides how the score is made');
    }
  });
}

/** Refuses facts that the contract needs and does not get, and names in them that it does not know. */
export function requireFacts(facts: Facts, contract: Contract): void {
  for (const key of contract.requires) {
    if (!facts.given.has(key)) {
      refuse(
        `facts.${key}`,
        `is missing, and contract ${contract.id} needs it; give an empty one if there was nothing`,
      );
    }
  }
  requireServices(facts, contract);
  const known = new Set([...contract.parts.keys(), ...measureNames(contract)]);
  facts.measures.forEach(({ of }, index) => {
    if (!known.has(of)) {
      refuse(`facts.measures[${index}].of`, `is '${of}', which contract ${contract.id} does not measure`);
    }
  });
  facts.justified.forEach(({ indicator }, index) => {
    if (!contract.parts.has(indicator)) {
      refuse(
        `facts.justified[${index}].indicator`,
        `is '${indicator}', which contract ${contract.id} does not have`,
      );
    }
  });
}

function measureNames(contract: Contract): readonly string[] {
  return [...contract.parts.values()].flatMap((part) => (part.kind === 'measure' ? [part.is.of] : []));
}

function requireServices(facts: Facts, contract: Contract): void {
  const check = (
    list: string,
    entries: readonly { readonly service: string }[],
    also: readonly string[],
  ): void => {
    entries.forEach(({ service }, index) => {
      if (!contract.services.has(service) && !also.includes(service)) {
        refuse(
          `facts.${list}[${index}].service`,
          `is '${service}', which is no service of contract ${contract.id}`,
        );
      }
    });
  };
  check('multimedia', facts.multimedia, []);
  check('volumes', facts.volumes, []);
  check('failures', facts.failures, []);
  check('newServices', facts.newServices, []);
  check('complaints', facts.complaints, ['']);
  check('measures', facts.measures, ['']);
  check('waivers', facts.waivers, ['*']);
  check('history', facts.history, ['']);
  check(
    'surveys.services',
    facts.surveys.services.map((service) => ({ service })),
    [],
  );
  const roles = new Set([...contract.services.values()].flatMap(({ units }) => units));
  facts.hours.forEach(({ role }, index) => {
    if (!roles.has(role)) {
      refuse(`facts.hours[${index}].role`, `is '${role}', which is no role of contract ${contract.id}`);
    }
  });
}
