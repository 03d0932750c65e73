/**
 * The table of a call for help.
 *
 *   none ──asked──▶ asked ──a supervisor is with the agent, it is withdrawn, or the agent has left──▶ none
 */
export const HELP_ENDS = ['served', 'withdrawn', 'left'] as const;
export type HelpEnd = (typeof HELP_ENDS)[number];

export type HelpState =
  | { readonly name: 'none' }
  /** Asking again changes nothing: who has waited longest is seen to have. */
  | { readonly name: 'asked'; readonly sinceMs: number };

export type HelpInput = { readonly kind: 'ask' } | { readonly kind: HelpEnd };

/** The one writer; the same state where an input means nothing any more. */
export function stepHelp(state: HelpState, input: HelpInput, nowMs: number): HelpState {
  if (input.kind === 'ask') {
    return state.name === 'asked' ? state : { name: 'asked', sinceMs: nowMs };
  }
  return state.name === 'none' ? state : { name: 'none' };
}
