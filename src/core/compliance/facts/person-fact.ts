import type { Purpose } from '../../campaign/campaign.js';
import type { DebtState, OptIn } from '../gate/dial-facts.js';

interface Origin {
  readonly sinceMs: number;
  /** The attempt that left it, or '' when it was registered otherwise. */
  readonly attemptId: string;
  /** The number the person was told, or ''. */
  readonly protocol: string;
}

/** Somebody does not want such calls: at the number, and at every number of the person where the CPF is known. */
export interface OptOutFact extends Origin {
  readonly kind: 'opt_out';
  /** '' when registered by CPF alone. */
  readonly phone: string;
  readonly cpfHash: string;
  /** `*` is every purpose. */
  readonly purpose: Purpose | '*';
}

/** Whoever answers this number does not know this person. */
export interface WrongPersonFact extends Origin {
  readonly kind: 'wrong_person';
  readonly phone: string;
  readonly cpfHash: string;
}

/** A debt was paid, agreed and kept, or is open again. */
export interface DebtFact extends Origin {
  readonly kind: 'debt';
  readonly debtId: string;
  readonly state: DebtState;
}

/** The person agreed to such calls, or there is a legitimate interest on file; `none` takes it back. */
export interface OptInFact extends Origin {
  readonly kind: 'opt_in';
  readonly phone: string;
  readonly cpfHash: string;
  readonly purpose: Purpose | '*';
  readonly basis: OptIn;
}

/** A dated fact of a person, a number or a debt. Facts are added, never edited. */
export type PersonFact = OptOutFact | WrongPersonFact | DebtFact | OptInFact;
export type PersonFactKind = PersonFact['kind'];
