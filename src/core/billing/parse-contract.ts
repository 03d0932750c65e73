import { type Contract, contractForm, isKnownDisposition } from './contract-form.js';
import { requireNames } from './contract-names.js';
import { refuse } from './form.js';
import { PriceBook } from './price-book.js';

/**
 * Reads a contract from parsed YAML or JSON and refuses, with the place and the remedy, what cannot be billed by:
 * unknown names, bands and prices that overlap or leave a gap, parts that go round in a circle.
 */
export function parseContract(document: unknown): Contract {
  const contract = contractForm.read({ value: document, path: 'contract' });
  if (contract.lastDay > 28 && contract.lastDay !== 31) {
    refuse('contract.lastDay', `is ${contract.lastDay}; give 1 to 28, or 31 for the end of the month`);
  }
  if (contract.validTo !== null && contract.validTo < contract.validFrom) {
    refuse('contract.validTo', `is ${contract.validTo}, before validFrom`);
  }
  requireServiceUnits(contract);
  for (const word of contract.classes.dispositions.keys()) {
    if (!isKnownDisposition(word)) {
      refuse(`contract.classes.dispositions.${word}`, 'is no disposition of the call log');
    }
  }
  const { otherServices } = contract;
  if (otherServices !== null && !contract.services.has(otherServices)) {
    refuse('contract.otherServices', `is '${otherServices}', which is no service of the contract`);
  }
  requireNames(contract);
  // Its constructor is the check of bands and prices.
  new PriceBook(contract);
  return contract;
}

function requireServiceUnits(contract: Contract): void {
  for (const [key, { units, referenceUnit }] of contract.services) {
    if (referenceUnit !== null && !units.includes(referenceUnit)) {
      refuse(`contract.services.${key}.referenceUnit`, `is '${referenceUnit}', which is none of its units`);
    }
  }
  const known = new Set([...contract.services.values()].flatMap((service) => service.units));
  for (const [outcome, unit] of Object.entries(contract.classes.pays)) {
    if (unit !== null && !known.has(unit)) {
      refuse(`contract.classes.pays.${outcome}`, `is '${unit}', which is a unit of no service`);
    }
  }
}

/** The contract that stands in a document with `base`: the named one with the document's own fields in place of its. */
export function overlaidContract(document: unknown, base: (id: string) => unknown): unknown {
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, 'base')) {
    return document;
  }
  const { base: id, ...own } = document as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string') {
    refuse('contract.base', 'must be the id of a contract that ships');
  }
  const whole = base(id);
  if (typeof whole !== 'object' || whole === null) {
    refuse('contract.base', `is '${id}', which does not ship`);
  }
  return { ...whole, ...own };
}
