import type { E164 } from '../../kernel/ids.js';
import { dddOf } from '../../numbering/brazilian-number.js';
import type { RecordingDuty } from '../recording-duty.js';
import type { RuleId } from '../rule-id.js';
import { placeOf } from '../windows/place.js';
import type { CompiledPolicy } from './compiled-policy.js';
import type { DialFacts } from './dial-facts.js';
import type { DialQuestion } from './dial-question.js';
import { type Finding, type GateContext, HOLDS, type Hold, type Inputs } from './gate-context.js';
import { GATE_RULES, type GateRule } from './gate-rules.js';
import { triesOf } from './history-counts.js';

export const VERDICTS = ['pass', 'block', 'not_applicable'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What one rule said, with what it went by: a line of the ledger. */
export interface RuleResult {
  readonly rule: RuleId;
  /** The provision that blocked, else the first that was asked; '' when none applies. */
  readonly key: string;
  readonly verdict: Verdict;
  readonly inputs: Inputs;
}

export interface DialDecision {
  readonly allowed: boolean;
  readonly results: readonly RuleResult[];
  /** The first rule that blocks, or null. */
  readonly blockedBy: RuleId | null;
  /** Everything that blocks waits for at most this: time, the operation, another number, another person. */
  readonly hold: Hold | null;
  /** The first instant at which time alone may have opened the gate; null when it is open or time does not help. */
  readonly nextAllowedMs: number | null;
  readonly policyVersion: string;
  /** What the call owes when it is placed. */
  readonly recording: RecordingDuty;
}

const NO_INPUTS: Inputs = {};
/** Rounds of looking for an instant at which every rule is content; each passes at least one of them. */
const MOST_ROUNDS = 64;

interface Judged {
  readonly finding: Finding | null;
  readonly key: string;
}

const NOT_ASKED: Judged = { finding: null, key: '' };

/** What a rule says of a call that no provision of it binds. */
const SILENT: ReadonlyMap<GateRule, RuleResult> = new Map(
  GATE_RULES.map((gateRule) => [
    gateRule,
    { rule: gateRule.id, key: '', verdict: 'not_applicable', inputs: NO_INPUTS },
  ]),
);

/** A rule's line of the ledger; most calls are bound by few of the rules, and the others say the same each time. */
function resultOf(gateRule: GateRule, { finding, key }: Judged): RuleResult {
  if (finding === null) {
    const silent = key === '' ? SILENT.get(gateRule) : undefined;
    return silent ?? { rule: gateRule.id, key, verdict: 'not_applicable', inputs: NO_INPUTS };
  }
  return { rule: gateRule.id, key, verdict: finding.blocked ? 'block' : 'pass', inputs: finding.inputs };
}

function judgeRule(gateRule: GateRule, context: GateContext): Judged {
  const rules = context.rules.get(gateRule.id);
  if (gateRule.judgeCall !== undefined) {
    const finding = gateRule.judgeCall(context);
    return { finding, key: keyOf(finding) || (rules?.[0]?.key ?? '') };
  }
  let first = NOT_ASKED;
  if (rules === undefined) {
    return first;
  }
  for (const rule of rules) {
    const finding = gateRule.judge(context, rule);
    if (finding?.blocked === true) {
      return { finding, key: rule.key };
    }
    if (first.finding === null) {
      first = { finding, key: rule.key };
    }
  }
  return first;
}

function keyOf(finding: Finding | null): string {
  const key = finding?.inputs['key'];
  return typeof key === 'string' ? key : '';
}

/** The next instant at which all that time can lift is lifted, or null when there is none in reach. */
function findNextAllowed(context: GateContext, fromMs: number): number | null {
  let atMs = fromMs;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const later: GateContext = { ...context, atMs };
    let untilMs = atMs;
    for (const gateRule of GATE_RULES) {
      const { finding } = gateRule.timed ? judgeRule(gateRule, later) : NOT_ASKED;
      if (finding?.blocked === true) {
        if (finding.untilMs === null) {
          return null;
        }
        untilMs = Math.max(untilMs, finding.untilMs);
      }
    }
    if (untilMs === atMs) {
      return atMs;
    }
    atMs = untilMs;
  }
  return null;
}

function strongest(holds: readonly Hold[]): Hold | null {
  return HOLDS.findLast((hold) => holds.includes(hold)) ?? null;
}

/**
 * The gate: may this call leave now? Pure: the same question, policy, facts and instant give the same answer, so any
 * answer can be checked again later. Campaign, callback and manual calls come through here alike.
 */
export function decideDial(
  question: DialQuestion,
  policy: CompiledPolicy,
  facts: DialFacts,
  nowMs: number,
): DialDecision {
  const place = placeOf(dddOf(question.phone as E164), question);
  const { window, rules, recording } = policy.boundsOf(place, question, nowMs);
  const tries = triesOf(facts.history, question);
  const context: GateContext = { question, facts, atMs: nowMs, place, tries, window, rules };
  const results: RuleResult[] = [];
  const holds: Hold[] = [];
  let blockedBy: RuleId | null = null;
  let untilMs = nowMs;
  for (const gateRule of GATE_RULES) {
    const judged = judgeRule(gateRule, context);
    results.push(resultOf(gateRule, judged));
    const { finding } = judged;
    if (finding?.blocked === true) {
      blockedBy ??= gateRule.id;
      holds.push(finding.hold);
      untilMs = Math.max(untilMs, finding.untilMs ?? nowMs);
    }
  }
  const hold = strongest(holds);
  return {
    allowed: blockedBy === null,
    results,
    blockedBy,
    hold,
    nextAllowedMs: hold === 'time' ? findNextAllowed(context, untilMs) : null,
    policyVersion: policy.version,
    recording,
  };
}
