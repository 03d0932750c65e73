import { SECOND } from '../../kernel/time.js';

/** What of an ended call tells whether it was short. */
export interface EndedCall {
  readonly tAnswerMs: number | null;
  readonly tEndMs: number;
  /** Signed by the carrier: such calls are left out of the company's test. */
  readonly authenticated: boolean;
}

/**
 * True for a chamada curta: not completed for whatever reason, or lasting up to `shortSeconds` after the answer,
 * whoever hung up and whoever, or whatever mailbox, answered.
 */
export function isShortCall(call: Pick<EndedCall, 'tAnswerMs' | 'tEndMs'>, shortSeconds: number): boolean {
  return call.tAnswerMs === null || call.tEndMs - call.tAnswerMs <= shortSeconds * SECOND;
}
