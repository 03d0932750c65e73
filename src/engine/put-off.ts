import type { DialDecision } from '../core/compliance/gate/decide-dial.js';
import type { RuleId } from '../core/compliance/rule-id.js';
import { assertNever } from '../core/kernel/assert-never.js';
import { DAY, HOUR, MINUTE } from '../core/kernel/time.js';
import type { Asked, DialResult } from './dial-result.js';

/** Time lifts the block and nobody can say when: look again after this. */
const BLOCKED_AGAIN_MS = 1 * HOUR;
/** The operation has to do something first: load a list, mend a line. */
const OPERATION_AGAIN_MS = 15 * MINUTE;
/** One that no rule can allow as it stands is left alone for this long; its facts may be mended meanwhile. */
const HOPELESS_AGAIN_MS = 30 * DAY;
/** These block the way out and not the contact: another line, another carrier or another day may take it. */
export const ROUTE_RULES: ReadonlySet<RuleId> = new Set<RuleId>(['R01', 'R03', 'R04', 'R06']);

/** A contact goes back to the list and is left alone until then. */
export interface PutOff {
  readonly untilMs: number;
}

/** One that no rule can allow as it stands. */
export function putOffHopeless(nowMs: number): PutOff {
  return { untilMs: nowMs + HOPELESS_AGAIN_MS };
}

/** What becomes of a contact whose phone was asked about; `next_phone`: this one may never be dialled as things stand. */
export function afterAsking(asked: Asked, nowMs: number): PutOff | DialResult | 'next_phone' {
  switch (asked.kind) {
    case 'placed':
    case 'no_route':
    case 'unready':
      return asked.kind;
    case 'blocked':
      return afterBlock(asked.block.decision, nowMs);
    case 'refused':
      return { untilMs: nowMs + OPERATION_AGAIN_MS };
    case 'barred':
      return asked.reach === 'campaign' ? 'no_route' : { untilMs: nowMs + BLOCKED_AGAIN_MS };
    case 'no_server':
    case 'no_phone':
      return 'no_route';
    default:
      return assertNever(asked, 'what was asked');
  }
}

function afterBlock(
  { blockedBy, hold, nextAllowedMs }: DialDecision,
  nowMs: number,
): PutOff | 'no_route' | 'next_phone' {
  if (blockedBy !== null && ROUTE_RULES.has(blockedBy)) {
    return 'no_route';
  }
  switch (hold) {
    case 'phone':
      return 'next_phone';
    case 'contact':
      return putOffHopeless(nowMs);
    case 'operation':
      return { untilMs: nowMs + OPERATION_AGAIN_MS };
    case 'time':
    case null:
      return { untilMs: nextAllowedMs ?? nowMs + BLOCKED_AGAIN_MS };
    default:
      return assertNever(hold, 'hold of a block');
  }
}
