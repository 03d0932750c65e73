import type { Contract, Part, Step } from './contract-form.js';
import { refuse } from './form.js';
import { conditionReferences, type Formula, formulaReferences, type References } from './formula.js';
import { chosenServices } from './service-choice.js';

interface Scope {
  readonly contract: Contract;
  /** Steps whose lines are there already. */
  readonly steps: ReadonlySet<string>;
}

function references(formula: Formula): References {
  const found: References = { names: new Set(), tables: new Set(), lines: new Set() };
  formulaReferences(formula, found);
  return found;
}

function requireKnown(found: References, path: string, { contract, steps }: Scope): void {
  const check = (names: Iterable<string>, known: { has(name: string): boolean }, what: string): void => {
    for (const one of names) {
      if (!known.has(one)) {
        refuse(path, `names ${what} '${one}', which is not there`);
      }
    }
  };
  check(found.names, contract.parts, 'the part');
  check(found.tables, contract.tables, 'the table');
  check(found.lines, steps, 'the lines of the earlier step');
}

function requirePart(key: string, part: Part, scope: Scope): void {
  const path = `contract.parts.${key}`;
  const { contract } = scope;
  switch (part.kind) {
    case 'calls':
    case 'measure':
    case 'multimedia':
      requireServices(part.is.services, path, contract);
      return;
    case 'units':
    case 'value':
      requireServices(part.is.services, path, contract);
      requireUnits(part.is.units, path, contract);
      return;
    case 'index':
      for (const [side, formula] of Object.entries({ of: part.is.of, over: part.is.over })) {
        if (formula !== null) {
          requireKnown(references(formula), `${path}.${side}`, scope);
        }
      }
      if ((part.is.of === null) !== (part.is.over === null)) {
        refuse(path, 'needs both of and over, or neither where facts measure it');
      }
      return;
    case 'formula':
      requireKnown(references(part.is.is), `${path}.is`, scope);
      return;
    case 'noteValue':
      requireKnown(references(part.is.unanswered), `${path}.unanswered`, scope);
      requireTable(part.is.table, path, contract);
      return;
    case 'lateness':
      requireTable(part.is.table, path, contract);
      return;
    default:
  }
}

function requireTable(table: string, path: string, contract: Contract): void {
  if (!contract.tables.has(table)) {
    refuse(path, `names the table '${table}', which is not there`);
  }
}

function requireServices(choice: readonly string[], path: string, contract: Contract): void {
  const tags = new Set([...contract.services.values()].flatMap((service) => service.tags));
  for (const word of choice) {
    const bare = word.startsWith('-') ? word.slice(1) : word;
    const known = bare.startsWith('#') ? tags.has(bare.slice(1)) : contract.services.has(bare);
    if (!known) {
      refuse(`${path}.services`, `names '${word}', which is no service or tag of the contract`);
    }
  }
  if (chosenServices(contract, choice).size === 0) {
    refuse(`${path}.services`, 'leave no service');
  }
}

function requireUnits(units: readonly string[], path: string, contract: Contract): void {
  const known = new Set([...contract.services.values()].flatMap((service) => service.units));
  for (const unit of units) {
    if (!known.has(unit)) {
      refuse(`${path}.units`, `names the unit '${unit}', which no service has`);
    }
  }
}

function requireStep(step: Step, path: string, scope: Scope): void {
  const found: References = { names: new Set(), tables: new Set(), lines: new Set() };
  switch (step.kind) {
    case 'charge':
      requireServices(step.is.services, path, scope.contract);
      requireUnits(step.is.units, path, scope.contract);
      return;
    case 'lines': {
      requireServices(step.is.services, path, scope.contract);
      formulaReferences(step.is.amount, found);
      for (const one of [step.is.if, step.is.target]) {
        if (one !== null) {
          conditionReferences(one, found);
        }
      }
      if (step.is.indicator !== null) {
        found.names.add(step.is.indicator);
      }
      requireKnown(found, path, scope);
      return;
    }
    case 'deductions':
      formulaReferences(step.is.of, found);
      for (const { index, table } of step.is.indicators) {
        found.names.add(index);
        found.tables.add(table);
      }
      if (step.is.if !== null) {
        conditionReferences(step.is.if, found);
      }
      requireKnown(found, path, scope);
  }
}

/** Refuses a part that depends on itself. */
function requireNoCircle(contract: Contract): void {
  const open: string[] = [];
  const done = new Set<string>();
  const visit = (key: string): void => {
    if (open.includes(key)) {
      refuse(`contract.parts.${key}`, `depends on itself: ${[...open, key].join(' → ')}`);
    }
    const part = contract.parts.get(key);
    if (done.has(key) || part === undefined) {
      return;
    }
    open.push(key);
    for (const formula of formulasOf(part)) {
      references(formula).names.forEach(visit);
    }
    open.pop();
    done.add(key);
  };
  for (const key of contract.parts.keys()) {
    visit(key);
  }
}

function formulasOf(part: Part): readonly Formula[] {
  switch (part.kind) {
    case 'index':
      return [part.is.of, part.is.over].filter((one) => one !== null);
    case 'formula':
      return [part.is.is];
    case 'noteValue':
      return [part.is.unanswered];
    default:
      return [];
  }
}

/** Refuses a contract in which a name is used that is not there, and a step that looks at later lines. */
export function requireNames(contract: Contract): void {
  const steps = new Set<string>();
  const scope = { contract, steps };
  for (const [key, part] of contract.parts) {
    requirePart(key, part, scope);
  }
  requireNoCircle(contract);
  contract.steps.forEach((step, index) => {
    const path = `contract.steps[${index}].${step.kind}`;
    if (steps.has(step.is.id)) {
      refuse(`${path}.id`, `'${step.is.id}' is there twice`);
    }
    requireStep(step, path, scope);
    steps.add(step.is.id);
  });
  contract.warnings.forEach((warning, index) => {
    const found: References = { names: new Set(), tables: new Set(), lines: new Set() };
    conditionReferences(warning.if, found);
    requireKnown(found, `contract.warnings[${index}].if`, scope);
    requireServices(warning.services, `contract.warnings[${index}]`, contract);
  });
}
