/** Who stops a breach: the gate before the dial, the engine during call or shift, a warning, or nobody but the record. */
export const DECIDERS = ['gate', 'engine', 'warning', 'record'] as const;
export type Decider = (typeof DECIDERS)[number];

interface RuleName {
  readonly title: string;
  readonly decidedBy: Decider;
}

/** The numbered rules of the call log, and three that only the gate knows. Ids are never reused. */
export const RULE_NAMES = {
  R01: { title: 'Short calls of a company at a carrier', decidedBy: 'gate' },
  R02: { title: 'Short calls, cautious count', decidedBy: 'warning' },
  R03: { title: 'Calls of one line in a day', decidedBy: 'gate' },
  R04: { title: 'Grande chamador: authentication', decidedBy: 'gate' },
  R05: { title: 'Grande chamador, all carriers', decidedBy: 'warning' },
  R06: { title: 'Authentication persists', decidedBy: 'gate' },
  R07: { title: 'Line contracted by the caller', decidedBy: 'gate' },
  R08: { title: 'Line of the trunk’s carrier', decidedBy: 'gate' },
  R09: { title: 'No mobile line on a fixed trunk', decidedBy: 'gate' },
  R10: { title: 'Line presented', decidedBy: 'engine' },
  R11: { title: 'No rotation of lines', decidedBy: 'gate' },
  R12: { title: 'Number that exists', decidedBy: 'gate' },
  R13: { title: 'Hours of collection', decidedBy: 'gate' },
  R14: { title: 'Hours of offers', decidedBy: 'gate' },
  R15: { title: 'Sundays and holidays', decidedBy: 'gate' },
  R16: { title: 'No ringing past closing time', decidedBy: 'gate' },
  R17: { title: 'Não Me Ligue (SP)', decidedBy: 'gate' },
  R18: { title: 'State list of Pará', decidedBy: 'gate' },
  R19: { title: 'Não Me Perturbe', decidedBy: 'gate' },
  R20: { title: 'Internal opt-out', decidedBy: 'gate' },
  R21: { title: 'Wrong person', decidedBy: 'gate' },
  R22: { title: 'Freshness of the lists', decidedBy: 'gate' },
  R23: { title: 'Daily cap of offers', decidedBy: 'gate' },
  R24: { title: 'Daily cap of collection', decidedBy: 'gate' },
  R25: { title: 'Seven in seven, and the pause after a talk', decidedBy: 'gate' },
  R26: { title: 'Spacing of attempts', decidedBy: 'gate' },
  R27: { title: 'Abandonment over 24 hours', decidedBy: 'engine' },
  R28: { title: 'Abandonment over 30 days', decidedBy: 'engine' },
  R29: { title: 'Agent or message in two seconds', decidedBy: 'engine' },
  R30: { title: 'No silent call', decidedBy: 'engine' },
  R31: { title: 'The message identifies', decidedBy: 'record' },
  R32: { title: 'Shortest ringing', decidedBy: 'engine' },
  R33: { title: 'Lock after an abandoned call', decidedBy: 'gate' },
  R34: { title: 'Lock after a machine', decidedBy: 'gate' },
  R35: { title: 'Audit of machine detection', decidedBy: 'record' },
  R36: { title: 'Recording of collection calls', decidedBy: 'engine' },
  R37: { title: 'Notice of the recording', decidedBy: 'engine' },
  R38: { title: 'Recording given on request', decidedBy: 'record' },
  R39: { title: 'Retention of recordings', decidedBy: 'record' },
  R40: { title: 'Paid debt', decidedBy: 'gate' },
  R41: { title: 'No disclosure to third parties', decidedBy: 'record' },
  R42: { title: 'Six hours', decidedBy: 'engine' },
  R43: { title: 'Pauses', decidedBy: 'engine' },
  R44: { title: 'Pause after abuse', decidedBy: 'engine' },
  R45: { title: 'Toilet', decidedBy: 'record' },
  R46: { title: 'Call back after a drop of ours', decidedBy: 'record' },
  R47: { title: 'Evidence', decidedBy: 'record' },
  OPT_IN: { title: 'Consent before an offer', decidedBy: 'gate' },
  ONE_LIVE_CALL: { title: 'One live call per person and number', decidedBy: 'gate' },
  CODE_0303: { title: 'Code 0303', decidedBy: 'gate' },
} as const satisfies Record<string, RuleName>;

export type RuleId = keyof typeof RULE_NAMES;

export const RULE_IDS = Object.keys(RULE_NAMES) as readonly RuleId[];

/** True when the word is the id of a rule. */
export function isRuleId(word: string): word is RuleId {
  return Object.hasOwn(RULE_NAMES, word);
}
