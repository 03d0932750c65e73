import type { RuleId } from '../rule-id.js';
import { block, blockUntil, type Finding, type GateContext, pass } from './gate-context.js';

/** Judges hours (R13, R14) and days (R15): the instant alone. */
export function judgeWindow(context: GateContext, rule: RuleId): Finding {
  const { window, atMs, question } = context;
  if (window.isOpen(atMs)) {
    return pass();
  }
  const found = window.blocks(atMs).find((candidate) => candidate.rule === rule);
  if (found === undefined) {
    return pass();
  }
  const inputs = { key: found.key, zone: found.zone, reason: found.reason };
  const untilMs = window.nextOpenMs(atMs, question.ringTimeoutMs);
  return untilMs === null ? block('operation', inputs) : blockUntil(untilMs, inputs);
}

/** Judges the tail (R16): the longest ringing is over by closing time. */
export function judgeTail(context: GateContext): Finding | null {
  const { window, atMs, question } = context;
  if (!window.isOpen(atMs)) {
    return null;
  }
  const inputs = { ringSeconds: question.ringTimeoutMs / 1000 };
  if (window.holdsRinging(atMs, question.ringTimeoutMs)) {
    return pass(inputs);
  }
  const untilMs = window.nextOpenMs(atMs, question.ringTimeoutMs);
  return untilMs === null ? block('operation', inputs) : blockUntil(untilMs, inputs);
}
