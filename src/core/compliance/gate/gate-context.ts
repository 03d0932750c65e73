import type { Rule, RuleOf } from '../policy.js';
import type { RuleId } from '../rule-id.js';
import type { RuleKind, RuleParameters } from '../rule-parameters.js';
import type { DialWindow } from '../windows/dial-window.js';
import type { Place } from '../windows/place.js';
import type { DialFacts, PastAttempt } from './dial-facts.js';
import type { DialQuestion } from './dial-question.js';

/** What a block waits for: time alone, the operation (a line, a list), or nothing that this number or person will see. */
export const HOLDS = ['time', 'operation', 'phone', 'contact'] as const;
export type Hold = (typeof HOLDS)[number];

export type Inputs = Readonly<Record<string, string | number | boolean | null>>;

/** What one rule found. */
export interface Finding {
  readonly blocked: boolean;
  readonly inputs: Inputs;
  /** When blocked: what it waits for. */
  readonly hold: Hold;
  /** Hold `time`: the first instant that may be different. */
  readonly untilMs: number | null;
}

/** A call judged at an instant. */
export interface GateContext {
  readonly question: DialQuestion;
  readonly facts: DialFacts;
  readonly atMs: number;
  readonly place: Place;
  readonly window: DialWindow;
  /** The past with rows of one try counted once, and without this very try. */
  readonly tries: readonly PastAttempt[];
  /** The provisions that bind this call today, by rule. */
  readonly rules: ReadonlyMap<RuleId, readonly Rule[]>;
}

/** Judges one provision; null where it does not apply. */
export type Judge<Kind extends RuleKind> = (
  context: GateContext,
  parameters: RuleParameters[Kind],
  rule: RuleOf<Kind>,
) => Finding | null;

const PASSED: Finding = { blocked: false, inputs: {}, hold: 'time', untilMs: null };

/** It passes. */
export function pass(inputs?: Inputs): Finding {
  return inputs === undefined ? PASSED : { ...PASSED, inputs };
}

/** It is blocked until an instant. */
export function blockUntil(untilMs: number, inputs: Inputs): Finding {
  return { blocked: true, inputs, hold: 'time', untilMs };
}

/** It is blocked until something else than time changes. */
export function block(hold: Exclude<Hold, 'time'>, inputs: Inputs): Finding {
  return { blocked: true, inputs, hold, untilMs: null };
}

/** Passes or blocks. */
export function passIf(good: boolean, hold: Exclude<Hold, 'time'>, inputs: Inputs): Finding {
  return good ? pass(inputs) : block(hold, inputs);
}
