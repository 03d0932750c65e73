import type { Purpose, Sector } from '../../campaign/campaign.js';
import type { E164 } from '../../kernel/ids.js';
import { dddOf, parseBrazilianNumber } from '../../numbering/brazilian-number.js';
import type { RuleId } from '../rule-id.js';
import type { DialWindow, WindowBlock } from '../windows/dial-window.js';
import { placeOf } from '../windows/place.js';
import type { CompiledPolicy } from './compiled-policy.js';
import { hoursRuleOf, WINDOW_RULES } from './judge-window.js';

export interface WindowQuestion {
  readonly phone: string;
  readonly purpose: Purpose;
  readonly sector: Sector;
  readonly municipality: string;
  readonly addressUf: string;
}

export interface WindowAnswer {
  readonly allowed: boolean;
  /** The rule that forbids, or null. */
  readonly rule: RuleId | null;
  /** Why, as a provision with its zone; null when allowed or when the number is none. */
  readonly block: WindowBlock | null;
  /** The next opening; null while open, and where there is none. */
  readonly nextOpenMs: number | null;
}

function closedAnswer(window: DialWindow, purpose: Purpose, atMs: number): WindowAnswer {
  const blocks = window.blocks(atMs);
  for (const rule of WINDOW_RULES) {
    const block = blocks.find((candidate) => candidate.rule === rule);
    if (block !== undefined) {
      return { allowed: false, rule, block, nextOpenMs: window.nextOpenMs(atMs, 0) };
    }
  }
  return { allowed: false, rule: hoursRuleOf(purpose), block: null, nextOpenMs: null };
}

/** May a call for that purpose be placed at the instant, as to number, hours and days alone? */
export function askWindow(question: WindowQuestion, policy: CompiledPolicy, atMs: number): WindowAnswer {
  const number = parseBrazilianNumber(question.phone);
  if (!number.ok) {
    return { allowed: false, rule: 'R12', block: null, nextOpenMs: null };
  }
  const place = placeOf(dddOf(number.number.e164 satisfies E164), question);
  const { purpose, sector } = question;
  const window = policy.windows.windowOf(place, { purpose, sector, mode: 'predictive' });
  return window.isOpen(atMs)
    ? { allowed: true, rule: null, block: null, nextOpenMs: null }
    : closedAnswer(window, purpose, atMs);
}
