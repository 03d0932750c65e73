import type { LocalHangupCause } from '../../ports/media.js';
import type { EslEvent } from './esl-event.js';
import type { FreeswitchLeg } from './freeswitch-leg.js';

/** What our own hang-ups are called here. */
export const CAUSE_OF_HANGUP: Readonly<Record<LocalHangupCause, string>> = {
  normal: 'NORMAL_CLEARING',
  busy: 'USER_BUSY',
  no_answer: 'NO_ANSWER',
  rejected: 'CALL_REJECTED',
};

/**
 * FreeSWITCH's names of causes → ITU-T Q.850. Those below the line are its own, with numbers above 127 that Q.850 has
 * not: each has the cause that an ISDN would have given.
 */
const Q850_OF_NAME: Readonly<Record<string, number>> = {
  UNALLOCATED_NUMBER: 1,
  NO_ROUTE_TRANSIT_NET: 2,
  NO_ROUTE_DESTINATION: 3,
  CHANNEL_UNACCEPTABLE: 6,
  CALL_AWARDED_DELIVERED: 7,
  NORMAL_CLEARING: 16,
  USER_BUSY: 17,
  NO_USER_RESPONSE: 18,
  NO_ANSWER: 19,
  SUBSCRIBER_ABSENT: 20,
  CALL_REJECTED: 21,
  NUMBER_CHANGED: 22,
  REDIRECTION_TO_NEW_DESTINATION: 23,
  EXCHANGE_ROUTING_ERROR: 25,
  DESTINATION_OUT_OF_ORDER: 27,
  INVALID_NUMBER_FORMAT: 28,
  FACILITY_REJECTED: 29,
  RESPONSE_TO_STATUS_ENQUIRY: 30,
  NORMAL_UNSPECIFIED: 31,
  NORMAL_CIRCUIT_CONGESTION: 34,
  NETWORK_OUT_OF_ORDER: 38,
  NORMAL_TEMPORARY_FAILURE: 41,
  SWITCH_CONGESTION: 42,
  ACCESS_INFO_DISCARDED: 43,
  REQUESTED_CHAN_UNAVAIL: 44,
  PRE_EMPTED: 45,
  FACILITY_NOT_SUBSCRIBED: 50,
  OUTGOING_CALL_BARRED: 52,
  INCOMING_CALL_BARRED: 54,
  BEARERCAPABILITY_NOTAUTH: 57,
  BEARERCAPABILITY_NOTAVAIL: 58,
  SERVICE_UNAVAILABLE: 63,
  BEARERCAPABILITY_NOTIMPL: 65,
  CHAN_NOT_IMPLEMENTED: 66,
  FACILITY_NOT_IMPLEMENTED: 69,
  SERVICE_NOT_IMPLEMENTED: 79,
  INVALID_CALL_REFERENCE: 81,
  INCOMPATIBLE_DESTINATION: 88,
  INVALID_MSG_UNSPECIFIED: 95,
  MANDATORY_IE_MISSING: 96,
  MESSAGE_TYPE_NONEXIST: 97,
  WRONG_MESSAGE: 98,
  IE_NONEXIST: 99,
  INVALID_IE_CONTENTS: 100,
  WRONG_CALL_STATE: 101,
  RECOVERY_ON_TIMER_EXPIRE: 102,
  MANDATORY_IE_LENGTH_ERROR: 103,
  PROTOCOL_ERROR: 111,
  INTERWORKING: 127,
  // ── FreeSWITCH's own ──
  ORIGINATOR_CANCEL: 16,
  MANAGER_REQUEST: 16,
  LOSE_RACE: 26,
  ALLOTTED_TIMEOUT: 102,
  MEDIA_TIMEOUT: 102,
  PROGRESS_TIMEOUT: 18,
  NO_PICKUP: 19,
  USER_NOT_REGISTERED: 20,
  GATEWAY_DOWN: 38,
  CRASH: 41,
  SYSTEM_SHUTDOWN: 41,
};

/** The Q.850 cause behind a name, or null where there is none, as with NONE and SUCCESS. */
export function q850OfCause(name: string): number | null {
  return Object.hasOwn(Q850_OF_NAME, name) ? (Q850_OF_NAME[name] ?? null) : null;
}

/** The cause in the result of a job, such as `-ERR USER_BUSY`; '' in any other. */
export function causeOfJob(result: string): string {
  return /^-ERR ([A-Z0-9_]+)/.exec(result)?.[1] ?? '';
}

/** The cause of a channel's end; numbers above 127 are FreeSWITCH's own and mean nothing in Q.850. */
export function causeOfEvent(event: EslEvent): number | null {
  const named = q850OfCause(event.header('Hangup-Cause'));
  const numbered = Number(event.header('variable_hangup_cause_q850')) || 0;
  return named ?? (numbered > 0 && numbered < 128 ? numbered : null);
}

/**
 * Who ended it: before an answer only the network can end a call of ours, after it the far end, and whoever called us
 * always. And the network's final status: a call we cancel ends with its 487 (RFC 3261 §9.2), a refusal of ours has none.
 */
export function endOfCall(
  { hangupAsked, saidAnswered, inbound }: FreeswitchLeg,
  status: number | null,
): { readonly by: 'local' | 'network' | 'remote'; readonly sipCode: number | null } {
  if (hangupAsked) {
    return { by: 'local', sipCode: saidAnswered || inbound !== null ? null : 487 };
  }
  const by = saidAnswered || inbound !== null ? 'remote' : 'network';
  return { by, sipCode: saidAnswered || status === null || status < 300 ? null : status };
}
