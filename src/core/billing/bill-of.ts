import type { Digest } from '../call-log/call-log-chain.js';
import { type DayNumber, formatDayNumber } from '../compliance/calendar/day-number.js';
import { CadenciaError } from '../kernel/errors.js';
import type { Bill, BillMiss, BillReading, BillWarning } from './bill.js';
import { type BillingPeriod, billingPeriod, daysOf, monthBefore } from './billing-period.js';
import type { BillingRow } from './billing-row.js';
import { BusinessDays } from './business-days.js';
import type { CallFates } from './call-fates.js';
import { CallIndex } from './call-index.js';
import { canonicalJson } from './canonical-json.js';
import { chargeLines } from './charge-lines.js';
import { COMMON_READINGS } from './common-readings.js';
import type { Contract } from './contract-form.js';
import { requirePortfolios } from './debt-balances.js';
import { Evaluation } from './evaluation.js';
import { exact, moneyText, summed } from './exact.js';
import type { Facts } from './facts-form.js';
import { FailurePlan } from './failure-plan.js';
import { type BillWorld, Figures } from './figures.js';
import { deductionLines, formulaLines, lowIndicators, type StepParts } from './indicator-lines.js';
import { LineBook } from './line-book.js';
import { requireFacts } from './parse-facts.js';
import { PriceBook } from './price-book.js';
import { digestOfRows } from './row-hashes.js';
import { requireReferences, Tally } from './tally.js';
import { Waivers } from './waivers.js';

/** The digest that a bill needs. */
export type BillDigest = Pick<Digest, 'sha256'>;

/** A bill in the making: rows are added as they stream by, then it is finished once. */
export class BillRun {
  readonly period: BillingPeriod;
  readonly #world: BillWorld;
  readonly #digest: BillDigest;

  /** Refuses facts that do not fit the contract before any row is read. */
  constructor(contract: Contract, facts: Facts, month: string, digest: BillDigest) {
    requireFacts(facts, contract);
    requirePortfolios(facts.balances, portfoliosOf(contract));
    this.#digest = digest;
    this.period = billingPeriod(month, contract.lastDay, facts.milestones.get('start') ?? null);
    requireValid(contract, this.period);
    const calendar = new BusinessDays(facts.holidays);
    const plan = new FailurePlan(facts, calendar);
    const prices = new PriceBook(contract);
    const tally = new Tally(contract, facts, { period: this.period, plan, prices });
    const waivers = new Waivers(contract, facts, plan);
    this.#world = { contract, facts, period: this.period, tally, plan, prices, calendar, waivers };
  }

  add(row: BillingRow): void {
    this.#world.tally.add(row);
  }

  /** The days whose rows decide: those of the period and those that stand in for a failure, each once. */
  days(): readonly DayNumber[] {
    const { plan } = this.#world;
    return [...new Set([...daysOf(this.period), ...[...plan.needed()].map(([, day]) => day)])].sort(
      (one, other) => one - other,
    );
  }

  finish(): Bill {
    const world = this.#world;
    requireReferences(world.tally, world.plan);
    const book = new LineBook();
    const figures = new Figures(world);
    const evaluation = new Evaluation(world, figures, book);
    const misses: BillMiss[] = [];
    const notices: string[] = [];
    const low = lowIndicators(
      world.contract.steps.flatMap((step) => (step.kind === 'lines' ? [step.is] : [])),
      { evaluation, figures },
    );
    const parts: StepParts = {
      figures,
      calls: new CallIndex(world),
      evaluation,
      low,
      miss: (miss) => misses.push(miss),
      notice: (text) => notices.push(text),
    };
    for (const step of world.contract.steps) {
      const lines =
        step.kind === 'charge'
          ? chargeLines(step.is, world, parts)
          : step.kind === 'lines'
            ? formulaLines(step.is, world, parts)
            : deductionLines(step.is, world, parts);
      for (const line of lines) {
        book.add(line);
      }
    }
    notices.push(...noticesOf(world));
    const bill = {
      ...this.#head(),
      lines: book.lines,
      steps: subtotals(world.contract, book),
      total: moneyText(book.total),
      rows: world.tally.counts,
      misses,
      warnings: [...warningsOf(world, parts), ...missedMonthsOf(world, misses)],
      low,
      readings: readingsOf(world.contract),
      notices,
      remarks: remarksOf(world),
    };
    return { ...bill, hash: hashOf(bill, this.#digest) };
  }

  /** What became of every call of the period: no part of the bill's hash, which covers the rows themselves. Asked once. */
  takeFates(): CallFates {
    return this.#world.tally.takeFates();
  }

  #head() {
    const { contract, facts, tally } = this.#world;
    const sha256 = (text: string): string => this.#digest.sha256(text);
    const { given: _given, ...fields } = facts;
    return {
      format: 'cadencia-bill/1' as const,
      contract: {
        id: contract.id,
        version: contract.version,
        title: contract.title,
        digest: sha256(canonicalJson(contract)),
      },
      facts: { digest: sha256(canonicalJson(fields, true)) },
      log: { rows: tally.hashes.size, digest: digestOfRows(tally.hashes, sha256) },
      period: {
        month: this.period.month,
        first: formatDayNumber(this.period.first),
        last: formatDayNumber(this.period.last),
      },
    };
  }
}

/** The bill of a contract for the rows of a call log and the facts beside it, for the period that ends in a month. */
export function billOf(
  contract: Contract,
  rows: Iterable<BillingRow>,
  facts: Facts,
  month: string,
  digest: BillDigest,
): Bill {
  const run = new BillRun(contract, facts, month, digest);
  for (const row of rows) {
    run.add(row);
  }
  return run.finish();
}

/** True when the bill's hash is that of what it says. */
export function isWholeBill({ hash, ...bill }: Bill, digest: BillDigest): boolean {
  return hashOf(bill, digest) === hash;
}

/**
 * Of all that a bill says but what is about the log that was read: a longer log, or one in which rows come twice, has
 * the same rows of the period and gives the same hash.
 */
function hashOf({ remarks: _about, rows, ...bill }: Omit<Bill, 'hash'>, digest: BillDigest): string {
  const { reference, paid, unpaid } = rows;
  return digest.sha256(canonicalJson({ ...bill, rows: { reference, paid, unpaid } }));
}

function requireValid(
  { id, version, validFrom, validTo }: Contract,
  { first, last, month }: BillingPeriod,
): void {
  if (formatDayNumber(first) < validFrom || (validTo !== null && formatDayNumber(last) > validTo)) {
    throw new CadenciaError('DLR_BILLING_INVALID', {
      detail:
        `The period ${month} (${formatDayNumber(first)} to ${formatDayNumber(last)}) is not within the validity of ` +
        `contract ${id}@${version} (${validFrom} to ${validTo ?? 'no end'}). Give the version in force, or the milestone ` +
        '`start` where the contract began in the period',
    });
  }
}

function portfoliosOf(contract: Contract): ReadonlySet<string> {
  return new Set(
    [...contract.parts.values()].flatMap((part) => (part.kind === 'balance' ? [part.is.portfolio] : [])),
  );
}

function subtotals(contract: Contract, book: LineBook): Bill['steps'] {
  return contract.steps.map(({ is }) => ({
    step: is.id,
    title: is.title,
    amount: moneyText(
      summed(book.lines.filter(({ step }) => step === is.id).map(({ amount }) => exact(amount))),
    ),
  }));
}

function readingsOf(contract: Contract): readonly BillReading[] {
  return [...COMMON_READINGS, ...contract.readings].map(([id, text]) => ({ id, text }));
}

function warningsOf(world: BillWorld, { evaluation, figures }: StepParts): readonly BillWarning[] {
  return world.contract.warnings.flatMap((warning) => {
    const services =
      warning.scope === 'period' || warning.scope === 'day'
        ? [null]
        : figures.servicesOf(warning.services, NOWHERE);
    return services.flatMap((service) => {
      const { indicator } = warning;
      const days = daysOf(world.period).filter((day) =>
        evaluation.holds(warning.if, { ...NOWHERE, service, day, indicator }, new Map()),
      );
      return days.length < warning.days
        ? []
        : [{ id: warning.id, service: service ?? '', text: warning.text, days: days.map(formatDayNumber) }];
    });
  });
}

/** Months with misses, those of the facts and this one: a sanction that is decided apart may follow from them. */
function missedMonthsOf(
  { contract, facts, period }: BillWorld,
  misses: readonly BillMiss[],
): readonly BillWarning[] {
  const rule = contract.missedMonths;
  if (rule === null) {
    return [];
  }
  const months = Array.from({ length: rule.of }, (_, back) => monthBefore(period.month, back));
  const missed = months.filter((month, back) =>
    back === 0 ? misses.some(({ line }) => line !== '') : facts.history.some((one) => one.period === month),
  );
  return missed.length < rule.least
    ? []
    : [{ id: 'missedMonths', service: '', text: rule.text, days: missed.sort() }];
}

const NOWHERE = { service: null, day: null, indicator: null, item: null } as const;

function noticesOf({ tally, plan, period }: BillWorld): readonly string[] {
  const { counts } = tally;
  const unpaid = Object.values(counts.unpaid).reduce((sum, count) => sum + count, 0);
  const parts = [
    counts.paid,
    unpaid,
    counts.reference,
    counts.outside,
    counts.otherContracts,
    counts.repeated,
  ].reduce((sum, count) => sum + count, 0);
  if (parts !== counts.read) {
    throw new CadenciaError('DLR_INTERNAL', {
      detail: `Of ${counts.read} rows read ${parts} are accounted for: a bill never passes a call over in silence`,
    });
  }
  const averaged = [...tally.paidCalls()].filter(
    ({ service, day, hour }) =>
      day >= period.first && day <= period.last && plan.referencesOf(service, day, hour) !== null,
  ).length;
  return averaged === 0
    ? []
    : [`${averaged} das chamadas pagáveis são de horas em falha, que a média substitui.`];
}

function remarksOf({ tally, facts, contract }: BillWorld): readonly string[] {
  const { counts, missing } = tally;
  const remarks: string[] = [];
  if (counts.read > 0 && tally.hashes.size === 0) {
    const ids = facts.contractIds.length === 0 ? contract.id : facts.contractIds.join(', ');
    remarks.push(`Nenhum registro é deste contrato (contract_id ${ids}) e deste período.`);
  }
  if (missing.length > 0) {
    const shown = missing.slice(0, 20).join(', ');
    remarks.push(
      `${missing.length} chamadas citadas nos fatos não estão no registro: ${shown}${missing.length > 20 ? ', …' : ''}.`,
    );
  }
  return remarks;
}
