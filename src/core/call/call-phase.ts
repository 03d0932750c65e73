/**
 * The call table.
 *
 *   committing ─row kept─▶ dialing ─180/183─▶ ringing
 *       │                     │                  │ 200
 *       │                     └───────200────────┤
 *       │                                        ▼
 *       │        ┌──(AMD on)── screening ──person┐
 *       │        │ machine                       ▼
 *       │        ▼            deadline        waiting ◀─agent's leg lost─┐
 *       │     messaging ◀──────(drop message)────┤                       │
 *       │        │                               ▼ agent found           │
 *       │        │                           connecting ──bridged──▶ talking
 *       │        ▼                                                      │
 *       └────▶ ending ───────────gone──────▶ closed ◀──disposed── wrapping
 *
 * A talk that is handed over to a colleague goes from talking to connecting; one whose agent's page has gone waits, with
 * music, for the page to come back. One that is given to a queue waits too, and without anybody there goes back to the
 * agents of its campaign. A person who is given to an outside number is `outside`: he talks with nobody of ours, and his
 * agent says meanwhile what the talk was; from there it goes to wrapping or closed.
 *
 * Any phase before `wrapping` also ends straight in `closed` when the leg is gone; a talk only when it was disposed of
 * already, else its wrap-up comes first. From `ending` a call that was given up goes back to `screening` or `waiting` when
 * its answer came first.
 */
export const CALL_PHASES = [
  'committing',
  'dialing',
  'ringing',
  'screening',
  'waiting',
  'connecting',
  'talking',
  'outside',
  'messaging',
  'ending',
  'wrapping',
  'closed',
] as const;
export type CallPhase = (typeof CALL_PHASES)[number];

/** Every legal move; whatever is not here is a defect and is refused. */
export const CALL_MOVES: Readonly<Record<CallPhase, readonly CallPhase[]>> = {
  committing: ['dialing', 'closed'],
  dialing: ['ringing', 'screening', 'waiting', 'ending', 'closed'],
  ringing: ['screening', 'waiting', 'ending', 'closed'],
  screening: ['waiting', 'messaging', 'ending', 'closed'],
  waiting: ['connecting', 'messaging', 'wrapping', 'closed'],
  connecting: ['talking', 'waiting', 'messaging', 'closed'],
  talking: ['waiting', 'connecting', 'outside', 'wrapping', 'closed'],
  outside: ['wrapping', 'closed'],
  messaging: ['ending', 'closed'],
  ending: ['screening', 'waiting', 'closed'],
  wrapping: ['closed'],
  closed: [],
};

/** Phases in which the person has not been given to an agent yet and the call uses a channel: what pacing counts. */
export const IN_FLIGHT_PHASES: ReadonlySet<CallPhase> = new Set([
  'committing',
  'dialing',
  'ringing',
  'screening',
  'waiting',
]);

/** Phases in which the leg may be alive on a switch. */
export const LIVE_PHASES: ReadonlySet<CallPhase> = new Set([
  'dialing',
  'ringing',
  'screening',
  'waiting',
  'connecting',
  'talking',
  'outside',
  'messaging',
  'ending',
]);
