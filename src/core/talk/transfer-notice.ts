import type { AttemptId } from '../kernel/ids.js';
import type { Reason } from '../outcome/outcome.js';

/** Why a person who was to be given away is with his agent, or with another one, again. */
export const TRANSFER_FAILURES = [
  'busy',
  'no_answer',
  'refused',
  'unreachable',
  'hung_up',
  'nobody',
] as const;
export type TransferFailure = (typeof TRANSFER_FAILURES)[number];

export const TRANSFER_KINDS = ['colleague', 'queue', 'number'] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** What an agent reads when somebody was not taken. */
export interface TransferNotice {
  readonly to: TransferKind;
  /** The colleague's id, the queue's, or the number. */
  readonly target: string;
  readonly why: TransferFailure;
  readonly atMs: number;
}

/** A call to an outside number that is over. */
export interface OutsideEnd {
  readonly outsideId: AttemptId;
  readonly reason: Reason | null;
  /** Somebody had answered it. */
  readonly answered: boolean;
}

/** How the end of a call to an outside number reads to who asked for it. */
export function transferFailure({ reason, answered }: OutsideEnd): TransferFailure {
  if (answered) {
    return 'hung_up';
  }
  switch (reason) {
    case 'busy':
      return 'busy';
    case 'no_answer':
    case 'cancelled':
      return 'no_answer';
    case 'rejected':
      return 'refused';
    default:
      return 'unreachable';
  }
}
