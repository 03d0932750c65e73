import type { Reason } from './outcome.js';

/** What the network said when it ended a call that nobody had answered. */
export interface HangupCause {
  /** ITU-T Q.850 cause, or null when none came. */
  readonly q850: number | null;
  /** Final SIP status, or null when none came. */
  readonly sip: number | null;
}

/**
 * Final SIP status → reason. SIP is read before Q.850: several statuses fold into one cause
 * (480 and our own ring timeout are both cause 19), and a switch fills the cause in when the carrier sent none.
 * RFC 3261 §21, RFC 4497 table 3.
 */
const BY_SIP: Readonly<Record<number, Reason>> = {
  401: 'network_failure',
  403: 'rejected',
  404: 'invalid_number',
  408: 'no_answer',
  410: 'invalid_number',
  480: 'unreachable',
  484: 'invalid_number',
  486: 'busy',
  487: 'no_answer',
  488: 'network_failure',
  500: 'network_failure',
  502: 'network_failure',
  503: 'congestion',
  504: 'network_failure',
  600: 'busy',
  603: 'rejected',
  604: 'invalid_number',
  606: 'network_failure',
  607: 'rejected',
  608: 'rejected',
};

/** ITU-T Q.850 (05/2018) §2.2.7 cause → reason. */
const BY_Q850: Readonly<Record<number, Reason>> = {
  1: 'invalid_number',
  2: 'network_failure',
  3: 'network_failure',
  16: 'no_answer',
  17: 'busy',
  18: 'no_answer',
  19: 'no_answer',
  20: 'unreachable',
  21: 'rejected',
  22: 'invalid_number',
  26: 'no_answer',
  27: 'unreachable',
  28: 'invalid_number',
  31: 'network_failure',
  34: 'congestion',
  38: 'network_failure',
  41: 'congestion',
  42: 'congestion',
  44: 'congestion',
  47: 'congestion',
  58: 'congestion',
  88: 'network_failure',
  102: 'no_answer',
  111: 'network_failure',
  127: 'network_failure',
};

/**
 * Why an unanswered call ended. `rang` tells a phone that rang (480 after 180: nobody answered)
 * from one that could not be reached (480 at once: off, or out of the coverage area).
 */
export function reasonOfHangup(cause: HangupCause, rang: boolean): Reason {
  const bySip = cause.sip === null ? undefined : BY_SIP[cause.sip];
  const reason = bySip ?? (cause.q850 === null ? undefined : BY_Q850[cause.q850]) ?? 'network_failure';
  return reason === 'unreachable' && rang ? 'no_answer' : reason;
}
