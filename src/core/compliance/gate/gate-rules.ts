import type { Rule, RuleOf } from '../policy.js';
import type { RuleId } from '../rule-id.js';
import type { RuleKind } from '../rule-parameters.js';
import type { Finding, GateContext, Judge } from './gate-context.js';
import {
  judgeCode0303,
  judgeDuty,
  judgeLineCarrier,
  judgeLineDay,
  judgeLineOwner,
  judgeLinePresented,
  judgeMobileLine,
  judgeMonth,
  judgeNumber,
  judgeRotation,
  judgeShortCalls,
} from './judge-line.js';
import {
  judgeAbandonedLock,
  judgeCollectionCap,
  judgeDebt,
  judgeDebtCap,
  judgeList,
  judgeListAge,
  judgeLive,
  judgeMachineLock,
  judgeOfferCap,
  judgeOptIn,
  judgeOptOut,
  judgeSpacing,
  judgeWrongPerson,
} from './judge-person.js';
import { judgeTail, judgeWindow, WINDOW_RULES } from './judge-window.js';

/** One rule of the gate. */
export interface GateRule {
  readonly id: RuleId;
  /** Judges one provision. */
  readonly judge: (context: GateContext, rule: Rule) => Finding | null;
  /** Judges the call by all provisions at once, whether or not one binds, in place of `judge`. */
  readonly judgeCall?: (context: GateContext) => Finding | null;
  /** Another instant may give another answer: asked again when the next allowed instant is looked for. */
  readonly timed: boolean;
}

function of<Kind extends RuleKind>(
  id: RuleId,
  kind: Kind,
  judge: Judge<Kind>,
  timed: 'timed' | 'untimed' = 'untimed',
): GateRule {
  return {
    id,
    timed: timed === 'timed',
    judge: (context, rule) => {
      if (rule.kind !== kind) {
        return null;
      }
      const typed = rule as RuleOf<Kind>;
      return judge(context, typed.parameters, typed);
    },
  };
}

/** All rules of the gate, in the order in which the first that blocks is named. */
export const GATE_RULES: readonly GateRule[] = [
  of('R12', 'plain', judgeNumber),
  ...WINDOW_RULES.map((id) => ({
    id,
    timed: true,
    judge: () => null,
    judgeCall: (context: GateContext) => judgeWindow(context, id),
  })),
  { id: 'R16', timed: true, judge: judgeTail },
  of('R21', 'wrong_person', judgeWrongPerson),
  of('R20', 'plain', judgeOptOut),
  of('R17', 'list', judgeList, 'timed'),
  of('R18', 'list', judgeList, 'timed'),
  of('R19', 'list', judgeList, 'timed'),
  of('R22', 'list_age', judgeListAge),
  of('R40', 'plain', judgeDebt),
  of('OPT_IN', 'opt_in', judgeOptIn),
  of('ONE_LIVE_CALL', 'plain', judgeLive),
  of('R23', 'offer_cap', judgeOfferCap, 'timed'),
  of('R24', 'collection_cap', judgeCollectionCap, 'timed'),
  of('R25', 'debt_cap', judgeDebtCap, 'timed'),
  of('R26', 'spacing', judgeSpacing, 'timed'),
  of('R33', 'abandoned_lock', judgeAbandonedLock, 'timed'),
  of('R34', 'machine_lock', judgeMachineLock, 'timed'),
  of('R11', 'line_rotation', judgeRotation, 'timed'),
  of('R07', 'plain', judgeLineOwner),
  of('R08', 'plain', judgeLineCarrier),
  of('R09', 'plain', judgeMobileLine),
  of('R10', 'plain', judgeLinePresented),
  of('CODE_0303', 'code_0303', judgeCode0303),
  of('R03', 'line_calls', judgeLineDay),
  of('R01', 'short_calls', judgeShortCalls),
  of('R04', 'monthly_calls', judgeMonth),
  of('R06', 'authentication_persists', judgeDuty),
];
