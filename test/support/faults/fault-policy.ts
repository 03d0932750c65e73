import type { Policy, Rule } from '../../../src/core/compliance/policy.js';
import { BRASIL_2026 } from '../../../src/core/compliance/presets/brasil-2026.js';

/** Figures of the law that are so large that no short day comes to them. */
export interface SmallFigures {
  /** Calls of a line and day, of a company, carrier and service and month. */
  readonly lineCap: number;
  readonly monthlyCap: number;
  readonly shortCallsCap: number;
  readonly spacingMinutes: number;
}

export const FAULT_POLICY = 'brasil-2026-miudo';

/** So few calls that one person whom nobody took makes the campaign stop dialling ahead. */
const ABANDON_CALLS = 40;

/** Brazil's rules with figures that some minutes can reach; product and auditor both read it. */
export function smallPolicy(figures: SmallFigures): Policy {
  return {
    ...BRASIL_2026,
    id: FAULT_POLICY,
    base: BRASIL_2026.id,
    rules: BRASIL_2026.rules.map((rule) => smallRule(rule, figures)),
  };
}

/**
 * Between our stop and the law's figure: what engines hold in hand when the store of the counters loses its memory, and
 * calls whose length was taken for another one.
 */
export const MARGIN_CALLS = 6;

/** A figure of law at which we stop after so many calls. */
function stoppedAfter(most: number): { readonly calls: number; readonly stopShare: number } {
  const calls = most + MARGIN_CALLS;
  return { calls, stopShare: (most + 0.5) / calls };
}

function smallRule(rule: Rule, { lineCap, monthlyCap, shortCallsCap, spacingMinutes }: SmallFigures): Rule {
  switch (rule.kind) {
    case 'line_calls':
      return { ...rule, parameters: { ...rule.parameters, ...stoppedAfter(lineCap) } };
    case 'monthly_calls':
      return { ...rule, parameters: { ...rule.parameters, ...stoppedAfter(monthlyCap) } };
    case 'short_calls':
      return { ...rule, parameters: { ...rule.parameters, ...stoppedAfter(shortCallsCap) } };
    case 'spacing':
      return { ...rule, parameters: { minutes: spacingMinutes } };
    case 'abandon_rate':
      return { ...rule, parameters: { ...rule.parameters, minimumCalls: ABANDON_CALLS } };
    default:
      return rule;
  }
}
