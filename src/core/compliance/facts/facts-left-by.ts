import type { AttemptOpening, AttemptResult } from '../../call-log/call-log-row.js';
import type { DebtState } from '../gate/dial-facts.js';
import type { PersonFact } from './person-fact.js';
import { protocolFor } from './protocol.js';

/** What of an attempt its protocol is made of; the same before and after the close. */
type Numbered = Pick<AttemptOpening, 'attemptId' | 'tQueuedMs'>;

/** The number a person is told about an attempt, from its disposition on. */
export function protocolOf({ attemptId, tQueuedMs }: Numbered): string {
  return protocolFor(attemptId, tQueuedMs);
}

/** What a closed attempt leaves on the number, the person and the debt (R20, R21, R40). */
export function factsLeftBy(
  opening: AttemptOpening,
  result: AttemptResult,
  /** The person pressed the key of the drop message that ends such calls. */
  keyedOptOut = false,
): readonly PersonFact[] {
  const { attemptId, phone, cpfHash, debtId, purpose } = opening;
  // From the disposition on; the row may have waited for the leg to be gone.
  const sinceMs = result.tWrapEndMs ?? result.tEndMs;
  const origin = { sinceMs, attemptId, protocol: protocolOf(opening) };
  const debt = (state: DebtState): PersonFact[] =>
    debtId === '' ? [] : [{ kind: 'debt', debtId, state, ...origin, protocol: '' }];
  const optOut: PersonFact = { kind: 'opt_out', phone, cpfHash, purpose, ...origin };
  const keyed = keyedOptOut && result.disposition !== 'opt_out' ? [optOut] : [];
  switch (result.disposition) {
    case 'nao_conhece': {
      return [...keyed, { kind: 'wrong_person', phone, cpfHash, ...origin }];
    }
    case 'opt_out': {
      return [optOut];
    }
    case 'acordo': {
      return [...keyed, ...debt('agreed_current')];
    }
    case 'pago': {
      return [...keyed, ...debt('paid')];
    }
    default: {
      return keyed;
    }
  }
}
