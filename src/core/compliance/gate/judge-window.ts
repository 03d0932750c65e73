import type { RuleId } from '../rule-id.js';
import { block, blockUntil, type Finding, type GateContext, pass } from './gate-context.js';

/** Rules that a window is made of: days first, because a closed day says more than its hours. */
export const WINDOW_RULES = ['R15', 'R13', 'R14'] as const satisfies readonly RuleId[];
export type WindowRule = (typeof WINDOW_RULES)[number];

/** The rule that answers for a window that no provision opens. */
export function hoursRuleOf(purpose: string): WindowRule {
  return purpose === 'oferta' ? 'R14' : 'R13';
}

function waitForOpening({ window, atMs, question }: GateContext, inputs: Finding['inputs']): Finding {
  const untilMs = window.nextOpenMs(atMs, question.ringTimeoutMs);
  return untilMs === null ? block('operation', inputs) : blockUntil(untilMs, inputs);
}

/**
 * Judges hours (R13, R14) and days (R15): the instant alone. A policy without any hours for the purpose lets nothing
 * through.
 */
export function judgeWindow(context: GateContext, rule: WindowRule): Finding | null {
  const { window, atMs, question, rules } = context;
  if (window.isOpen(atMs)) {
    return rules.has(rule) ? pass() : null;
  }
  const blocks = window.blocks(atMs);
  const found = blocks.find((candidate) => candidate.rule === rule);
  if (found !== undefined) {
    return waitForOpening(context, { key: found.key, zone: found.zone, reason: found.reason });
  }
  if (blocks.length === 0 && rule === hoursRuleOf(question.purpose)) {
    return block('operation', { key: '', zone: '', reason: 'no hours' });
  }
  return rules.has(rule) ? pass() : null;
}

/** Judges the tail (R16): the longest ringing is over by closing time. */
export function judgeTail(context: GateContext): Finding | null {
  const { window, atMs, question } = context;
  if (!window.isOpen(atMs)) {
    return null;
  }
  const inputs = { ringSeconds: question.ringTimeoutMs / 1000 };
  return window.holdsRinging(atMs, question.ringTimeoutMs) ? pass(inputs) : waitForOpening(context, inputs);
}
