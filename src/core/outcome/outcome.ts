/**
 * What a finished attempt was, in the contracts' words: nobody of the client's side was reached (`nao_contato`),
 * a human who is not the client answered (`efetivada`), the client in person answered (`concretizada`),
 * and the call reached its objective (`sucesso`). The highest class only counts.
 */
export const OUTCOMES = ['nao_contato', 'efetivada', 'concretizada', 'sucesso'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why, a closed list: rules, retry cadence and bills read these words. `docs/reference/call-log.md` explains each. */
export const REASONS = [
  // The network said no.
  'busy',
  'no_answer',
  'invalid_number',
  'unreachable',
  'rejected',
  'congestion',
  'network_failure',
  // Something answered that is not a person.
  'machine',
  'fax',
  'silence',
  // A person answered and met nobody of ours.
  'abandoned',
  'hung_up_before_agent',
  // We ended it.
  'cancelled',
  'not_sent',
  'lost',
  // A person met an agent, who said what it was.
  'third_party',
  'message_left',
  'wrong_person',
  'deceased',
  'abuse',
  'opt_out',
  'client_hung_up',
  'callback_agreed',
  'no_agreement',
  'says_paid',
  'disputes_debt',
  'promise',
  'agreement',
  'information_given',
  'line_dropped',
  'undisposed',
] as const;
export type Reason = (typeof REASONS)[number];

export interface OutcomeAndReason {
  readonly outcome: Outcome;
  readonly reason: Reason;
}
