import { centavos, type Exact, exactOf, fixedText, over, times, truncated } from '../billing/exact.js';
import { SECOND } from '../kernel/time.js';
import type { IndicatorCell, Quantities } from './indicator-cell.js';
import { INDICATOR_IDS, INDICATORS, type IndicatorId } from './indicator-id.js';
import type { IndicatorPlan } from './indicator-plan.js';

/** An indicator with what it is made of; null where nothing was measured. */
export interface IndicatorValue {
  readonly indicator: IndicatorId;
  readonly numerator: string;
  readonly denominator: string;
  /** Percents and ratios truncated to two decimals, seconds whole, money to the centavo. */
  readonly value: string | null;
}

interface Fraction {
  readonly top: Exact;
  readonly below: Exact;
}

const HUNDRED = exactOf(100);

/** All indicators of a cell. */
export function indicatorValues(
  cell: IndicatorCell,
  quantities: Quantities,
  goals: IndicatorPlan['goals'],
): readonly IndicatorValue[] {
  const found = fractionsOf(cell, quantities, goals);
  return INDICATOR_IDS.map((indicator) => {
    const { top, below } = found[indicator];
    return {
      indicator,
      numerator: plain(top),
      denominator: plain(below),
      value: below.numerator === 0n ? null : valueText(indicator, over(top, below)),
    };
  });
}

/** The value that is held against a target, as it is shown. */
function valueText(indicator: IndicatorId, value: Exact): string {
  switch (INDICATORS[indicator].unit) {
    case 'percent':
      return fixedText(truncated(times(value, HUNDRED), 2), 2);
    case 'ratio':
      return fixedText(truncated(value, 2), 2);
    case 'seconds':
      return fixedText(truncated(value, 0), 0);
    case 'reais':
      return fixedText(centavos(value), 2);
  }
}

function plain(value: Exact): string {
  return fixedText(truncated(value, 3), 3).replace(/\.?0+$/, '');
}

function fractionsOf(
  cell: IndicatorCell,
  of: Quantities,
  goals: IndicatorPlan['goals'],
): Readonly<Record<IndicatorId, Fraction>> {
  const part = (top: number, below: number): Fraction => ({ top: exactOf(top), below: exactOf(below) });
  const seconds = (ms: number, count: number): Fraction => ({
    top: over(exactOf(ms), exactOf(SECOND)),
    below: exactOf(count),
  });
  const within = (index: number): Fraction => part(cell.within[index] ?? 0, of.received);
  const long = of.abandoned - of.abandonedShort;
  const { cost } = cell;
  return {
    delivery: part(of.delivered, of.calls),
    person: part(of.person, of.calls),
    CPC: part(of.client, of.calls),
    CPC_of_talks: part(of.client, of.person),
    promise: part(of.promises, of.client),
    success: part(of.success, of.client),
    drop: part(of.dropped, of.dropped + of.person),
    attempts_per_contact: part(of.tries, of.contacts),
    cost_per_CPC: { top: cost ?? exactOf(0), below: exactOf(cost === null ? 0 : of.client) },
    ICA: part(cell.agentTries, of.agentDays * goals.contactsPerAgentDay),
    INS10: within(0),
    INS20: within(1),
    INS30: within(2),
    INS45: within(3),
    INS90: within(4),
    IAB: part(of.abandoned, of.received),
    IAB_long: part(long, of.answered + long),
    TME: seconds(of.waitMs, of.waited),
    TMA: seconds(of.talkMs, of.talks),
    TPA: seconds(of.wrapMs, of.talks),
    TMO: seconds(of.talkMs + of.wrapMs, of.talks),
    IPA: seconds(of.wrapMs, goals.wrapSeconds === null ? 0 : of.talks * goals.wrapSeconds),
  };
}
