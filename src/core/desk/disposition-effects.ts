import { DISPOSITIONS, type Disposition } from '../outcome/disposition.js';
import type { RetryRules } from '../retry/retry-rules.js';

/** What follows from a disposition, as an agent has to know before he chooses it. */
export const DISPOSITION_EFFECTS = [
  'callback',
  'never_called_again',
  'number_dropped',
  'debt_agreed',
  'debt_paid',
  'contact_ends',
  'next_phone',
  'tried_again',
  'protocol',
  'agent_rests',
] as const;
export type DispositionEffect = (typeof DISPOSITION_EFFECTS)[number];

export interface DispositionConsequence {
  readonly effects: readonly DispositionEffect[];
  /** With `tried_again`: after how long at least. */
  readonly againAfterMs: number | null;
}

/** Facts that a disposition leaves by law, whatever the campaign's retry rules are. */
const LAW: Readonly<Partial<Record<Disposition, readonly DispositionEffect[]>>> = {
  retorno_agendado: ['callback'],
  opt_out: ['never_called_again', 'protocol'],
  nao_conhece: ['number_dropped', 'protocol'],
  acordo: ['debt_agreed'],
  pago: ['debt_paid'],
  abuso: ['agent_rests'],
};

/** Whether the person is called again after it, by which of his numbers and when, and what is kept on file. */
export function dispositionEffects(rules: RetryRules, code: Disposition): DispositionConsequence {
  const rule = rules.byReason[DISPOSITIONS[code].reason];
  const effects = new Set<DispositionEffect>(LAW[code] ?? []);
  if (rule.dropPhone) {
    effects.add('number_dropped');
  }
  const ends = rule.endsContact || effects.has('never_called_again');
  if (ends && !effects.has('callback')) {
    effects.add('contact_ends');
  }
  const again = !ends && !effects.has('callback');
  if (again) {
    effects.add(rule.nextPhone ? 'next_phone' : 'tried_again');
  }
  return { effects: [...effects], againAfterMs: again ? rule.delayMs : null };
}
