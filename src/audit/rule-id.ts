const COUNT = 47;

export type RuleId = `R${string}`;

/** R01 … R47, the numbers of the compliance rules. */
export const RULE_IDS: readonly RuleId[] = Array.from(
  { length: COUNT },
  (_, index): RuleId => `R${String(index + 1).padStart(2, '0')}`,
);

/** True for one of the 47. */
export function isRuleId(text: string): text is RuleId {
  return (RULE_IDS as readonly string[]).includes(text);
}
